import type { z } from 'zod';
import type { JsonValue } from '@/server/core/json.ts';
import { faultsOf } from '@/server/core/shape-words.ts';
import { type CatchUp, createScheduleSchema, type Overlap, type ScheduleRule, type ScheduleView } from '@/server/core/trigger/schedule.ts';

/** What stands in the fields; numbers and JSON as text. */
export interface ScheduleForm {
  workflowId: string;
  name: string;
  kind: ScheduleRule['kind'];
  expression: string;
  timezone: string;
  minutes: string;
  event: string;
  key: string;
  input: string;
  overlap: Overlap;
  catchUp: CatchUp;
  maxCatchUp: string;
}

const SECONDS = 60;

const EMPTY: ScheduleForm = {
  workflowId: '',
  name: '',
  kind: 'cron',
  expression: '0 9 * * 1-5',
  timezone: 'UTC',
  minutes: '60',
  event: '',
  key: '',
  input: '{}',
  overlap: 'skip',
  catchUp: 'none',
  maxCatchUp: '10',
};

/** The fields of a schedule, or of a new one. */
export function scheduleForm(schedule: ScheduleView | null, given: Pick<ScheduleForm, 'workflowId' | 'timezone'>): ScheduleForm {
  if (schedule === null) return { ...EMPTY, ...given };
  const { rule } = schedule;
  return {
    ...EMPTY,
    workflowId: schedule.workflowId,
    name: schedule.name,
    kind: rule.kind,
    timezone: schedule.timezone,
    ...(rule.kind === 'cron' && { expression: rule.expression }),
    ...(rule.kind === 'interval' && { minutes: String(rule.seconds / SECONDS) }),
    ...(rule.kind === 'event' && { event: rule.event, key: rule.key ?? '' }),
    input: JSON.stringify(schedule.input, null, 2),
    overlap: schedule.overlap,
    catchUp: schedule.catchUp,
    maxCatchUp: String(schedule.maxCatchUp),
  };
}

/** The rule as far as it is written; what is wrong with it is found where it is parsed. */
export function ruleOf(form: ScheduleForm): z.input<typeof createScheduleSchema>['rule'] {
  if (form.kind === 'cron') return { kind: 'cron', expression: form.expression };
  if (form.kind === 'interval') return { kind: 'interval', seconds: Math.round(Number(form.minutes) * SECONDS) };
  const key = form.key.trim();
  return { kind: 'event', event: form.event.trim(), ...(key !== '' && { key }) };
}

/** Which field a path of the schedule stands for. */
const FIELDS: Partial<Record<string, keyof ScheduleForm>> = {
  'rule.expression': 'expression',
  'rule.seconds': 'minutes',
  'rule.event': 'event',
  'rule.key': 'key',
  max_catch_up: 'maxCatchUp',
  workflow_id: 'workflowId',
};

const fieldOf = (path: string): string => FIELDS[path] ?? path;

/** Faults by field, whoever found them. */
export function faultsByField(faults: readonly { path: string; message: string }[]): Map<string, string> {
  return new Map(faults.map(({ path, message }) => [fieldOf(path), message]));
}

type Input = z.output<typeof createScheduleSchema>;

/** What is to be stored, or what is wrong by field. */
export function readScheduleForm(form: ScheduleForm): { input: Input } | { faults: Map<string, string> } {
  let input: JsonValue;
  try {
    input = JSON.parse(form.input) as JsonValue;
  } catch {
    return { faults: new Map([['input', 'is not JSON']]) };
  }
  const parsed = createScheduleSchema.safeParse({
    workflow_id: form.workflowId,
    name: form.name.trim(),
    rule: ruleOf(form),
    timezone: form.timezone.trim(),
    input,
    overlap: form.overlap,
    catch_up: form.catchUp,
    max_catch_up: Number(form.maxCatchUp),
  });
  if (parsed.success) return { input: parsed.data };
  return { faults: faultsByField(faultsOf(parsed.error)) };
}
