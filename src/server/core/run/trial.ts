import { z } from 'zod';

/** Characters of one pinned output, as JSON; a larger one is taken from a run. */
export const MAX_PIN = 64 * 1_024;
/** Pins of one trial, and of one draft. */
export const MAX_PINS = 1_000;

const taskKey = z.string().min(1).max(100);

/** Outputs by task. */
const pinsSchema = z
  .record(taskKey, z.json())
  .refine((pins) => Object.keys(pins).length <= MAX_PINS, `at most ${MAX_PINS} outputs are pinned`);

/** Which part of a definition a trial runs, and with what in the place of the rest. */
export const trialSchema = z
  .strictObject({
    /** Taken as what these tasks gave: they are not executed. */
    pinned: pinsSchema.default({}),
    /** This task alone. */
    only: taskKey.optional(),
    /** This task and everything before it. */
    until: taskKey.optional(),
    /** This task and everything after it. */
    from: taskKey.optional(),
    /** A run whose results stand in for tasks that the trial leaves out. */
    results_of: z.uuid().optional(),
  })
  .refine(({ only, until, from }) => [only, until, from].filter((task) => task !== undefined).length <= 1, {
    message: 'a trial has one of "only", "until" and "from"',
  });
export type Trial = z.output<typeof trialSchema>;
