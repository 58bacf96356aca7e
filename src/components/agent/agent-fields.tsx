'use client';
import type { UseFormReturn } from 'react-hook-form';
import { AgentConfigFields, AgentTextField } from './agent-config-fields.tsx';
import type { AgentForm, FormKind } from './agent-form.ts';

interface AgentFieldsProps {
  kind: FormKind;
  form: UseFormReturn<AgentForm>;
  /** Set: how it is called may not be changed, for this reason. */
  locked?: string | undefined;
}

/** What every agent has, and what its kind has. */
export function AgentFields({ kind, form, locked }: AgentFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_110px_130px]">
        <AgentTextField form={form} name="name" label="Name" />
        <AgentTextField form={form} name="maxConcurrentTasks" label="Tasks at once" />
        <AgentTextField form={form} name="costPerTask" label="Price per task, $" />
      </div>
      <AgentTextField
        form={form}
        name="capabilities"
        label="Capabilities"
        hint="What tasks may ask for, by name; how well from 0 to 1 after a colon."
        placeholder="review, summarise:0.9"
      />
      {locked === undefined ? <AgentConfigFields kind={kind} form={form} /> : <p className="text-base text-ink-2">{locked}</p>}
    </>
  );
}
