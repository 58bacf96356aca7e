import { z } from 'zod';

// Kinds of task that make a graph grow, or choose its way. The fields of a map or a loop itself (type, capabilities, input, retry, contract)
// describe the call that is repeated.

export const GROWTH_LIMITS = {
  /** Of one map. */
  items: 10_000,
  /** Of one loop. */
  iterations: 100,
  /** Tasks of one run, all that maps and loops added included. */
  runTasks: 100_000,
} as const;

/** Characters. */
export const MAX_CONDITION_LENGTH = 2_000;

const ratio = z.number().min(0).max(1);
const condition = z.string().min(1).max(MAX_CONDITION_LENGTH);

/** One call per item of a list that may be known only at run time. */
export const mapSchema = z.strictObject({
  /** A reference to a list, or a list whose items may hold references. */
  over: z.union([z.string().min(1).max(2_000), z.array(z.json()).max(GROWTH_LIMITS.items)]),
  /** Items at work at the same time; absent: as many as the run allows. */
  max_concurrency: z.number().int().min(1).max(GROWTH_LIMITS.items).optional(),
  max_items: z.number().int().min(1).max(GROWTH_LIMITS.items).default(GROWTH_LIMITS.items),
  /** Share of the items that may fail. */
  failure_tolerance: ratio.default(0),
});

/** The call is made again until a condition over its output holds. */
export const loopSchema = z.strictObject({
  /** CEL over `output`, `iteration` (1 for the first), `input`, `context` and `tasks`. */
  until: condition,
  max_iterations: z.number().int().min(1).max(GROWTH_LIMITS.iterations),
});

const targets = z.array(z.string().min(1).max(100)).max(1_000);

/** Takes the first case that holds; what other cases name is skipped. */
export const branchSchema = z.strictObject({
  cases: z
    .array(z.strictObject({ when: condition, then: targets }))
    .min(1)
    .max(100),
  otherwise: targets.optional(),
});

/** Undoes what the task did, when its run fails and asks for that. */
export const compensationSchema = z.strictObject({
  task_type: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/),
  required_capabilities: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  input: z.json().default({}),
});

export type MapDefinition = z.output<typeof mapSchema>;
export type LoopDefinition = z.output<typeof loopSchema>;
export type BranchDefinition = z.output<typeof branchSchema>;
