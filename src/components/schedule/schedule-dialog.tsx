'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CATCH_UPS, OVERLAPS, type ScheduleView } from '@/server/core/trigger/schedule.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { RuleFields } from './rule-fields.tsx';
import { CATCH_UP_WORDS, OVERLAP_WORDS } from './rule-words.ts';
import { faultsByField, readScheduleForm, type ScheduleForm, scheduleForm } from './schedule-form.ts';
import { SCHEDULES_KEY } from './schedule-key.ts';
import { WorkflowField } from './workflow-field.tsx';

const overlaps = OVERLAPS.map((value) => ({ value, label: OVERLAP_WORDS[value] }));
const catchUps = CATCH_UPS.map((value) => ({ value, label: CATCH_UP_WORDS[value] }));
const NONE: ReadonlyMap<string, string> = new Map();

interface ScheduleDialogProps {
  /** Null: a new one. */
  schedule: ScheduleView | null;
  /** Of a new one, where it is known. */
  workflowId: string | null;
  onClose(): void;
}

/** Makes a schedule, or changes one. */
export function ScheduleDialog({ schedule, workflowId, onClose }: ScheduleDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [form, setForm] = useState<ScheduleForm>(() => scheduleForm(schedule, { workflowId: workflowId ?? '', timezone: zone }));
  const [faults, setFaults] = useState(NONE);
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: SCHEDULES_KEY });
      onClose();
    },
  };
  const create = useMutation(trpc.schedules.create.mutationOptions(done));
  const change = useMutation(trpc.schedules.change.mutationOptions(done));
  const error = create.error ?? change.error;
  const problem = error && readProblem(error);
  const shown = problem === null || problem.faults.length === 0 ? faults : faultsByField(problem.faults);
  const set = (part: Partial<ScheduleForm>) => setForm((now) => ({ ...now, ...part }));
  const submit = () => {
    const read = readScheduleForm(form);
    setFaults('faults' in read ? read.faults : NONE);
    if ('faults' in read) return;
    const { workflow_id, paused: _, ...rest } = read.input;
    if (schedule === null) create.mutate({ workflow_id, ...rest });
    else change.mutate({ id: schedule.id, change: rest });
  };
  const text = (name: 'name' | 'maxCatchUp', label: string, hint?: string) => {
    const fault = shown.get(name);
    return (
      <Field label={label} hint={hint} {...(fault !== undefined && { fault: `${fault}.` })}>
        {(control) => <Input {...control} value={form[name]} onChange={(event) => set({ [name]: event.target.value })} />}
      </Field>
    );
  };
  const inputFault = shown.get('input');
  return (
    <FormDialog
      title={schedule === null ? 'New schedule' : `Change ${schedule.name}`}
      description="Runs of a stored workflow start by themselves."
      size="md"
      submit={schedule === null ? 'Create' : 'Save'}
      busy={create.isPending || change.isPending}
      fault={problem && problem.faults.length === 0 ? problem.message : undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      {text('name', 'Name')}
      {schedule === null && workflowId === null && (
        <WorkflowField value={form.workflowId} fault={shown.get('workflowId')} onChange={(next) => set({ workflowId: next })} />
      )}
      <RuleFields form={form} faults={shown} onChange={set} />
      <SelectField label="While the run before goes on" value={form.overlap} options={overlaps} onChange={(overlap) => set({ overlap })} />
      {form.kind !== 'event' && (
        <SelectField
          label="What was missed while nothing ran here"
          value={form.catchUp}
          options={catchUps}
          onChange={(catchUp) => set({ catchUp })}
        />
      )}
      {form.kind !== 'event' && form.catchUp === 'all' && text('maxCatchUp', 'At most', 'Up to 100; the newest ones.')}
      <Field label="Input of the runs" {...(inputFault !== undefined && { fault: `This ${inputFault}.` })}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            className="font-mono text-small"
            value={form.input}
            onChange={(event) => set({ input: event.target.value })}
          />
        )}
      </Field>
    </FormDialog>
  );
}
