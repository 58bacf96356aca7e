'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createSleepWindowSchema, type SleepWindow } from '@/server/core/sleep/sleep-window.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import type { Sleeper } from './sleeper-row.tsx';
import { WEEKDAYS, type WindowForm, windowForm } from './window-form.ts';

function DayPicker({ days, onChange }: { days: readonly number[]; onChange(days: number[]): void }) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-ink-2 text-small">Begins on</legend>
      <div className="grid grid-cols-7 gap-1">
        {WEEKDAYS.map((name, place) => {
          const day = place + 1;
          const chosen = days.includes(day);
          return (
            <label
              key={name}
              className={cn(
                'flex h-8 items-center justify-center rounded-control border text-small has-focus-visible:outline-2 has-focus-visible:outline-accent',
                chosen ? 'border-ink bg-raised font-medium text-ink' : 'border-line text-ink-2 hover:bg-hover',
              )}
            >
              <input
                type="checkbox"
                checked={chosen}
                onChange={() => onChange(chosen ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b))}
                className="sr-only"
              />
              {name}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

const TIMES = [
  { name: 'start', label: 'From' },
  { name: 'end', label: 'To' },
] as const;

/** Makes a window, or changes one. */
export function WindowDialog({ window, agents, onClose }: { window: SleepWindow | null; agents: readonly Sleeper[]; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<WindowForm>(() => windowForm(window));
  const set = (change: Partial<WindowForm>) => setForm((now) => ({ ...now, ...change }));
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries(trpc.sleep.windows.queryFilter());
      onClose();
    },
  };
  const create = useMutation(trpc.sleep.createWindow.mutationOptions(done));
  const update = useMutation(trpc.sleep.updateWindow.mutationOptions(done));
  const failed = create.error ?? update.error;
  const problem = failed && readProblem(failed);
  const [faults, setFaults] = useState<ReadonlySet<string>>(new Set());
  const submit = () => {
    const parsed = createSleepWindowSchema.safeParse(form);
    setFaults(new Set(parsed.error?.issues.map(({ path }) => String(path[0]))));
    if (!parsed.success) return;
    const { agent_id, ...change } = form;
    if (window === null) create.mutate({ agent_id, ...change });
    else update.mutate({ id: window.id, change });
  };
  const whom = [
    { value: '', label: 'Every agent outside of pools' },
    ...agents.map(({ agentId, name }) => ({ value: agentId, label: name })),
  ];
  return (
    <FormDialog
      title={window === null ? 'Add a sleep window' : 'Change the sleep window'}
      description="An agent without work goes to sleep in its window. Work that waits or is forecast wakes it."
      submit={window === null ? 'Add' : 'Save'}
      busy={create.isPending || update.isPending}
      fault={problem?.message}
      onSubmit={submit}
      onClose={onClose}
    >
      {window === null && (
        <SelectField label="Whose" value={form.agent_id ?? ''} options={whom} onChange={(value) => set({ agent_id: value || null })} />
      )}
      <div className="grid grid-cols-2 gap-3">
        {TIMES.map(({ name, label }) => (
          <Field key={name} label={label} {...(faults.has(name) && { fault: 'A time of day.' })}>
            {(control) => <Input {...control} type="time" value={form[name]} onChange={(event) => set({ [name]: event.target.value })} />}
          </Field>
        ))}
      </div>
      <Field label="Time zone" hint="Like Europe/Berlin or UTC." {...(faults.has('timezone') && { fault: 'This is not a time zone.' })}>
        {(control) => <Input {...control} value={form.timezone} onChange={(event) => set({ timezone: event.target.value })} />}
      </Field>
      <DayPicker days={form.days_of_week} onChange={(days_of_week) => set({ days_of_week })} />
      {faults.has('days_of_week') && <p className="text-fail text-small">Choose at least one day.</p>}
      <label className="flex items-center gap-2 text-base text-ink-2">
        <input type="checkbox" checked={form.active} onChange={(event) => set({ active: event.target.checked })} className="accent-ink" />
        In force
      </label>
    </FormDialog>
  );
}
