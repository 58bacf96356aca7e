'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ScheduleRule } from '@/server/core/trigger/schedule.ts';
import { readProblem } from '../problem.ts';
import { formatMoment } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import type { ScheduleForm } from './schedule-form.ts';

const KINDS = [
  { value: 'cron', label: 'At times (cron)' },
  { value: 'interval', label: 'At an interval' },
  { value: 'event', label: 'When an event comes' },
] as const satisfies readonly { value: ScheduleRule['kind']; label: string }[];

interface RuleFieldsProps {
  form: ScheduleForm;
  faults: ReadonlyMap<string, string>;
  onChange(change: Partial<ScheduleForm>): void;
}

/** The next ten times, as the server finds them, or why there are none. */
function Preview({ expression, timezone }: { expression: string; timezone: string }) {
  const trpc = useTRPC();
  const rule = { kind: 'cron', expression } as const;
  const preview = useQuery(
    trpc.schedules.preview.queryOptions({ rule, timezone }, { retry: false, placeholderData: keepPreviousData, staleTime: 60_000 }),
  );
  if (preview.isError) {
    const problem = readProblem(preview.error);
    return (
      <p role="alert" className="text-fail text-small">
        {problem.faults[0]?.message ?? problem.message}
      </p>
    );
  }
  return (
    <section aria-label="Next ten times" className="rounded-control border px-3 py-2">
      <h3 className="mb-1 font-medium text-ink-3 text-small">The next ten times</h3>
      <ol className="grid grid-cols-2 gap-x-4 text-ink-2 text-small tabular-nums" aria-busy={preview.isPending}>
        {preview.data?.map((date) => (
          <li key={date.getTime()}>{formatMoment(date.getTime(), timezone)}</li>
        ))}
      </ol>
    </section>
  );
}

/** What makes a run start. */
export function RuleFields({ form, faults, onChange }: RuleFieldsProps) {
  const text = (name: 'expression' | 'timezone' | 'minutes' | 'event' | 'key', label: string, hint?: string) => {
    const fault = faults.get(name);
    return (
      <Field label={label} hint={hint} {...(fault !== undefined && { fault: `This ${fault}.` })}>
        {(control) => (
          <Input
            {...control}
            value={form[name]}
            spellCheck={false}
            className={name === 'expression' ? 'font-mono' : ''}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        )}
      </Field>
    );
  };
  const ready = form.kind === 'cron' && form.expression.trim().split(/\s+/).length === 5 && form.timezone.trim() !== '';
  return (
    <>
      <SelectField label="Starts" value={form.kind} options={KINDS} onChange={(kind) => onChange({ kind })} />
      {form.kind === 'cron' && (
        <div className="grid grid-cols-2 gap-3">
          {text('expression', 'Cron expression', 'Minute, hour, day, month, weekday.')}
          {text('timezone', 'Time zone', 'Like Europe/Berlin or UTC.')}
        </div>
      )}
      {ready && <Preview expression={form.expression.trim()} timezone={form.timezone.trim()} />}
      {form.kind === 'interval' && text('minutes', 'Every so many minutes')}
      {form.kind === 'event' && (
        <div className="grid grid-cols-2 gap-3">
          {text('event', 'Event', 'Sent over the API, or by a webhook.')}
          {text('key', 'Key (optional)', 'Only events with this key.')}
        </div>
      )}
    </>
  );
}
