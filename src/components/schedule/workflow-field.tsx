'use client';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';

/** More would be no help to choose from; who knows another id types it. */
const OFFERED = 200;

interface WorkflowFieldProps {
  /** Slug. */
  value: string;
  fault: string | undefined;
  onChange(slug: string): void;
}

/** The id of a stored workflow, offered while it is typed. */
export function WorkflowField({ value, fault, onChange }: WorkflowFieldProps) {
  const trpc = useTRPC();
  const listId = useId();
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const name = workflows.data?.data.find(({ id }) => id === value)?.name;
  return (
    <Field
      label="Workflow"
      hint={name ?? 'Its id; those that are stored are offered.'}
      {...(fault !== undefined && { fault: `${fault}.` })}
    >
      {(control) => (
        <>
          <Input {...control} list={listId} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} />
          <datalist id={listId}>
            {workflows.data?.data.map(({ id, name: title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
