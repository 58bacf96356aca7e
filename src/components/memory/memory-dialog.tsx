'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { ACCESS_LEVELS, CONTEXT_TYPES, createContextSchema } from '@/server/core/memory/context-entry.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { emptyMemoryForm, entryOf, MEMORY_FAULTS, type MemoryForm } from './memory-form.ts';

const READERS = { private: 'Its agent alone', team: 'Its team', public: 'Every agent' } as const;
const ACCESS = ACCESS_LEVELS.map((value) => ({ value, label: READERS[value] }));
const TYPES = CONTEXT_TYPES.map((value) => ({ value, label: value.replaceAll('_', ' ') }));

interface MemoryDialogProps {
  agents: readonly { agentId: string; name: string }[];
  /** Whose memory is open; null: everybody's. */
  agentId: string | null;
  onClose(): void;
}

/** Adds something to remember. */
export function MemoryDialog({ agents, agentId, onClose }: MemoryDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<MemoryForm>(() => emptyMemoryForm(agentId));
  const [faults, setFaults] = useState<ReadonlySet<string>>(new Set());
  const set = (change: Partial<MemoryForm>) => setForm((now) => ({ ...now, ...change }));
  const create = useMutation(
    trpc.context.create.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.context.pathFilter());
        toast.success('It is remembered.');
        onClose();
      },
    }),
  );
  const submit = () => {
    const parsed = createContextSchema.safeParse(entryOf(form));
    setFaults(new Set(parsed.error?.issues.map(({ path }) => String(path[0]))));
    if (parsed.success) create.mutate(parsed.data);
  };
  const faultOf = (name: string) => (faults.has(name) ? { fault: MEMORY_FAULTS[name] ?? 'Check this.' } : {});
  const owners = [{ value: '', label: 'All agents' }, ...agents.map(({ agentId: value, name }) => ({ value, label: name }))];
  return (
    <FormDialog
      title="Remember something"
      description="Agents that remember are told it when it concerns their task."
      size="md"
      submit="Remember"
      busy={create.isPending}
      fault={create.error && readProblem(create.error).message}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label="Whose" value={form.agentId} options={owners} onChange={(value) => set({ agentId: value })} />
        {form.agentId !== '' && (
          <SelectField label="Who may read it" value={form.access} options={ACCESS} onChange={(access) => set({ access })} />
        )}
      </div>
      <Field label="Title" {...faultOf('title')}>
        {(control) => <Input {...control} value={form.title} onChange={(event) => set({ title: event.target.value })} />}
      </Field>
      <Field label="Content" hint="Said to models as data, never as an order." {...faultOf('content')}>
        {(control) => <Textarea {...control} rows={5} value={form.content} onChange={(event) => set({ content: event.target.value })} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[1fr_110px]">
        <SelectField label="Type" value={form.type} options={TYPES} onChange={(type) => set({ type })} />
        <Field label="Importance" {...faultOf('importance')}>
          {(control) => <Input {...control} value={form.importance} onChange={(event) => set({ importance: event.target.value })} />}
        </Field>
      </div>
      <Field label="Tags" hint="With commas between them." {...faultOf('tags')}>
        {(control) => <Input {...control} value={form.tags} onChange={(event) => set({ tags: event.target.value })} />}
      </Field>
    </FormDialog>
  );
}
