import { z } from 'zod';
import { plainName } from '../workflow/definition.ts';
import { OPEN_RUN_STATUSES, RUN_STATUSES } from './state.ts';

// What is done to many runs at once: they are retried, or cancelled.
//
//   running --last run done--> completed        running --abort--> aborted
//
// Which runs it is about is decided when it begins. An abort stops it between two batches; what was done by then stays.

export const BULK_ACTS = ['retry', 'cancel'] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

export const BULK_STATUSES = ['running', 'completed', 'aborted'] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];

/** Runs of one bulk retry or cancel. More are asked for with narrower filters. */
export const MOST_BULK_RUNS = 10_000;
/** Tasks and runs that one transaction inserts; a single larger run goes alone. */
export const BULK_BATCH = { tasks: 5_000, runs: 100 } as const;

/** Which runs; those of every kind that can be retried and were not, where it says nothing. */
export const bulkFilterSchema = z.strictObject({
  status: z.array(z.enum(RUN_STATUSES)).min(1).max(RUN_STATUSES.length).default(['failed', 'cancelled']),
  workflowId: plainName.optional(),
  /** Created at or after, and before. ISO 8601. */
  createdFrom: z.iso.datetime({ offset: true }).optional(),
  createdTo: z.iso.datetime({ offset: true }).optional(),
  /** Part of the name or of the workflow's id. */
  text: plainName.optional(),
  /** Also runs that somebody retried already. */
  retriedToo: z.boolean().default(false),
});
export type BulkFilter = z.output<typeof bulkFilterSchema>;

/** Which runs are cancelled; all that go on, where it says nothing. */
export const bulkCancelFilterSchema = bulkFilterSchema.omit({ retriedToo: true }).extend({
  status: z
    .array(z.enum(OPEN_RUN_STATUSES))
    .min(1)
    .max(OPEN_RUN_STATUSES.length)
    .default([...OPEN_RUN_STATUSES]),
});

export interface BulkRetryView {
  id: string;
  act: BulkAct;
  /** Why runs are cancelled; null where nobody said. */
  reason: string | null;
  filter: BulkFilter;
  /** The newest version of their workflows runs instead of their own. */
  newest: boolean;
  status: BulkStatus;
  total: number;
  /** Runs begun, or cancelled. */
  started: number;
  /** Runs that could not be, with the first reasons. */
  refused: number;
  faults: { runId: string; fault: string }[];
  createdBy: string;
  /** `createdBy` in words. */
  createdByName: string;
  createdAt: Date;
  finishedAt: Date | null;
}
