import { z } from 'zod';
import { eventKeySchema, eventNameSchema } from '../workflow/control-task.ts';
import { plainName } from '../workflow/definition.ts';

// A schedule starts runs of a workflow by itself: at times, at an interval, or when an event comes (a webhook brings one).

/** Seconds between two runs: at least as many as it takes to be noticed by the duty that fires. */
const INTERVAL = { least: 10, most: 31_536_000 } as const;
/** Occurrences that are made up at most. */
export const MOST_CATCH_UP = 100;

/** minute hour day month weekday. Letters stand for months, weekdays and "last"; "H" (a random time) is none of ours. */
const CRON = /^(?!.*(^|[\s,-])H)([0-9A-Za-z*,/?#-]+\s+){4}[0-9A-Za-z*,/?#-]+$/;

export const scheduleRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    expression: z.string().trim().max(200).regex(CRON, 'five fields: minute, hour, day, month and weekday, such as "30 9 * * 1-5"'),
  }),
  z.strictObject({ kind: z.literal('interval'), seconds: z.number().int().min(INTERVAL.least).max(INTERVAL.most) }),
  /** Without a key any event of the name starts a run. */
  z.strictObject({ kind: z.literal('event'), event: eventNameSchema, key: eventKeySchema.optional() }),
]);
export type ScheduleRule = z.output<typeof scheduleRuleSchema>;

export const OVERLAPS = ['skip', 'queue', 'cancel_previous', 'allow'] as const;
export type Overlap = (typeof OVERLAPS)[number];
export const CATCH_UPS = ['none', 'last', 'all'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** Whether this runtime knows the time zone. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const timeZoneSchema = z.string().min(1).max(100).refine(isTimeZone, 'is not a time zone, such as Europe/Berlin');

const fields = {
  name: plainName,
  rule: scheduleRuleSchema,
  timezone: timeZoneSchema,
  input: z.json(),
  overlap: z.enum(OVERLAPS),
  catch_up: z.enum(CATCH_UPS),
  max_catch_up: z.number().int().min(1).max(MOST_CATCH_UP),
  paused: z.boolean(),
};

export const createScheduleSchema = z.strictObject({
  ...fields,
  /** Slug of a stored workflow. */
  workflow_id: z.string().min(1).max(100),
  timezone: fields.timezone.default('UTC'),
  input: fields.input.default({}),
  overlap: fields.overlap.default('skip'),
  catch_up: fields.catch_up.default('none'),
  max_catch_up: fields.max_catch_up.default(10),
  paused: fields.paused.default(false),
});
export type CreateSchedule = z.output<typeof createScheduleSchema>;

export const changeScheduleSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change');
export type ChangeSchedule = z.output<typeof changeScheduleSchema>;

export const FIRE_STATUSES = ['due', 'queued', 'started', 'skipped', 'failed'] as const;
export type FireStatus = (typeof FIRE_STATUSES)[number];

export interface ScheduleView {
  id: string;
  /** Slug. */
  workflowId: string;
  workflowName: string;
  name: string;
  rule: ScheduleRule;
  timezone: string;
  input: z.output<typeof fields.input>;
  overlap: Overlap;
  catchUp: CatchUp;
  maxCatchUp: number;
  paused: boolean;
  /** Null for events and while it is paused. */
  nextAt: Date | null;
  lastAt: Date | null;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
}

/** One occurrence, and what came of it. */
export interface FireView {
  /** Also the id of the run, where one was started. */
  id: string;
  plannedAt: Date;
  status: FireStatus;
  reason: string | null;
  decidedAt: Date | null;
}
