'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/server/core/access/principal.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { OneTimePasswordDialog } from './one-time-password-dialog.tsx';
import { RoleField } from './role-field.tsx';

const FIELDS = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'email', label: 'Email', type: 'email' },
] as const;

/** Makes a person, and shows the password for their first sign-in once. */
export function AddPersonDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [person, setPerson] = useState({ name: '', email: '' });
  const [role, setRole] = useState<Role>('viewer');
  const add = useMutation(
    trpc.users.add.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries(trpc.users.list.queryFilter()) }),
  );
  if (add.data?.oneTimePassword) {
    return <OneTimePasswordDialog title={`${add.data.name} is added`} password={add.data.oneTimePassword} onClose={onClose} />;
  }
  const problem = add.isError ? readProblem(add.error) : null;
  const atFields = problem?.faults.some(({ path }) => FIELDS.some(({ name }) => name === path));
  return (
    <FormDialog
      title="Add a person"
      submit="Add"
      busy={add.isPending}
      fault={problem && !atFields ? problem.message : null}
      onSubmit={() => add.mutate({ ...person, role })}
      onClose={onClose}
    >
      {FIELDS.map(({ name, label, type }) => {
        const fault = problem?.faults.find(({ path }) => path === name) && faultWords(name, person[name], problem.code === 'conflict');
        return (
          <Field key={name} label={label} {...(fault && { fault })}>
            {(control) => (
              <Input
                {...control}
                type={type}
                required
                value={person[name]}
                onChange={(event) => setPerson((now) => ({ ...now, [name]: event.target.value }))}
              />
            )}
          </Field>
        );
      })}
      <RoleField value={role} onChange={setRole} />
    </FormDialog>
  );
}

function faultWords(field: 'name' | 'email', value: string, taken: boolean): string {
  if (value.trim() === '') return 'Fill this in.';
  if (taken) return 'Somebody has this address.';
  return field === 'email' ? 'This is not an email address.' : 'At most 200 characters, on one line.';
}
