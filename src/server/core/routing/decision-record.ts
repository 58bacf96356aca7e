import { z } from 'zod';
import { VERDICTS } from '../persona/judge-trial.ts';
import { ALLOCATION_STRATEGIES, OPTIMIZATION_GOALS, ROUTING_STRATEGIES } from '../workflow/definition.ts';
import { FILTER_REASONS } from './candidates.ts';

/** Fleets up to this size are recorded whole; of larger ones the best ten and the counts. */
export const WHOLE_FLEET_SIZE = 25;
export const BEST_CANDIDATES = 10;
/** Agents named per filter in a larger fleet. */
export const NAMED_PER_FILTER = 5;

const measured = z.number().nullable();
const filterSchema = z.object({ count: z.number(), agents: z.array(z.string()) });

const common = {
  /** As the task asked for. */
  strategy: z.enum(ROUTING_STRATEGIES),
  /** How it was decided. */
  policy: z.string(),
  seed: z.number(),
  /** Agent id; null when a dry run found nobody. */
  winner: z.string().nullable(),
  /** Agents in the fleet. */
  fleet: z.number(),
  /** Agents that could have taken it. */
  total: z.number(),
  /** Names of the values in a candidate row: agent, score, then components. */
  columns: z.array(z.string()),
  /** Best first. */
  candidates: z.array(z.tuple([z.string(), z.number()], measured)),
  filtered: z.partialRecord(z.enum(FILTER_REASONS), filterSchema),
  /** Attempts behind the winner's history. */
  sampleCount: z.number(),
};

/** The first form: four components with fixed weights. Written no more, read for ever. */
const firstSchema = z.object({ v: z.literal(1), ...common });

/** Whether a task was contested, and what the coin said. */
const trialSchema = z.object({
  verdict: z.enum(VERDICTS),
  /** Absent where the persona changes nothing. */
  arm: z.enum(['with', 'without']).optional(),
  /** Who would have had it in the other arm. */
  other: z.string().optional(),
});

/** Mean, ends of the 90 % interval, and how many outcomes stand behind it. */
const predictedSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const secondSchema = z.object({
  v: z.literal(2),
  ...common,
  /** Of the components in `columns`, in their order. A component that was known of nobody is in neither. */
  weights: z.array(z.number()),
  /** The workflow's goal, when it moved the weights. */
  goal: z.enum(OPTIMIZATION_GOALS).optional(),
  /** The workflow's allocation, when it is another than `optimized`. */
  allocation: z.enum(ALLOCATION_STRATEGIES).optional(),
  /** The circumstances, when they moved the weights. */
  factors: z.record(z.string(), z.number()).optional(),
  /** The winner's. */
  persona: z.string().optional(),
  /** The trial of the persona component for this type of task. */
  trial: trialSchema.optional(),
  /** The exact probability with which the winner was chosen; absent in the first records of this form. */
  propensity: z.number().optional(),
  /** The winner looked worse than the best: it was chosen to learn about it. */
  explored: z.boolean().optional(),
  /** Version of the routing model that decided. */
  model: z.number().optional(),
  /** What was expected of the winner; an amount of which nothing is known is absent. */
  predicted: z
    .object({
      success: predictedSchema,
      durationMs: predictedSchema.optional(),
      costUsd: predictedSchema.optional(),
      quality: predictedSchema.optional(),
    })
    .optional(),
  /** Free agents that were expected to end it much later than the one that ends it first, in so many ms; of many the first few. */
  late: z.object({ endsInMs: z.number(), count: z.number(), agents: z.array(z.string()) }).optional(),
  /** Candidates whose results are known to be worse than the quality that task or workflow state; of many the first few. */
  poor: z.object({ least: z.number(), count: z.number(), agents: z.array(z.string()) }).optional(),
  /** Resource constraints of the task that nobody measures. */
  unheeded: z.array(z.string()).optional(),
  /** Whom the model in the shadow would have chosen. */
  shadow: z.object({ model: z.number(), winner: z.string() }).optional(),
});

/**
 * Why a task went to an agent, small enough to be written with every assignment: ids instead of names, rows instead of objects, numbers
 * with three decimals. Ties are broken by `seed`.
 */
export const decisionRecordSchema = z.discriminatedUnion('v', [firstSchema, secondSchema]);
export type DecisionRecord = z.output<typeof decisionRecordSchema>;
/** What is written today. */
export type NewDecisionRecord = z.output<typeof secondSchema>;

/** The weights behind every record of the first form. */
const FIRST_WEIGHTS: Readonly<Record<string, number>> = { capability: 0.4, load: 0.25, history: 0.2, preference: 0.15 };
/** Columns before the components. */
const LEADING = 2;

export interface RecordedComponent {
  name: string;
  weight: number;
  /** Place in a candidate row. */
  column: number;
}

/** The components of a record of either form, with their weights. */
export function recordedComponents(record: DecisionRecord): RecordedComponent[] {
  return record.columns.slice(LEADING).map((name, at) => ({
    name,
    weight: (record.v === 1 ? FIRST_WEIGHTS[name] : record.weights[at]) ?? 0,
    column: at + LEADING,
  }));
}
