import { priorityOf } from '../priority.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { ALLOCATION_STRATEGIES } from '../workflow/definition.ts';
import type { ChoiceLimits } from './choose-agent.ts';
import type { TypeRecord } from './score.ts';
import { blendWeights, mapWeights, percent, type Weights } from './weights.ts';

// How a run uses the agents that could do its work. A routing strategy says what makes an agent good at a task, a goal what a run is after;
// the allocation says whom of the good ones it takes, and how evenly:
//
//   optimized             the best by all weights, the load among them; others are tried as far as that may pay. Nothing is changed
//   greedy                the best for the task at hand, however busy; nobody is tried
//   balanced              above all whoever has most room
//   priority_based        important tasks as greedy has it; unimportant ones go where room and money are spent least; the rest as optimized
//   performance_weighted  everybody who can, as often as what each gets done per time is worth: a lot is drawn
//   adaptive_learning     whoever may be the best as often as that is likely, and what was learned counts more

export type AllocationStrategy = (typeof ALLOCATION_STRATEGIES)[number];
type Allocated = Pick<TaskSpec, 'allocation' | 'priority'>;

const ROOM = percent({ load: 100 });
const SPARING = percent({ load: 50, cost: 50 });
const LEARNED = percent({ predicted: 60, learning: 40 });
/** How far an allocation moves the weights of a task. */
const PULL = { room: 0.7, sparing: 0.6, learned: 0.4 } as const;

/** As an allocation treats a task of this priority: the middle ones of `priority_based` are nothing special. */
function treatmentOf({ allocation = 'optimized', priority }: Allocated): AllocationStrategy | 'sparing' {
  if (allocation !== 'priority_based') return allocation;
  const class_ = priorityOf(priority);
  return class_ === 'low' ? 'sparing' : class_ === 'medium' ? 'optimized' : 'greedy';
}

/** The others keep their proportions; a vector of nothing but load stays what it is. */
function withoutLoad(weights: Weights): Weights {
  const others = 1 - weights.load;
  return others <= 0 ? weights : mapWeights((component) => (component === 'load' ? 0 : weights[component] / others));
}

/** The weights of a task under the allocation of its workflow. The sum stays 1. */
export function allocateWeights(weights: Weights, task: Allocated): Weights {
  const treatment = treatmentOf(task);
  if (treatment === 'greedy') return withoutLoad(weights);
  if (treatment === 'balanced') return blendWeights(weights, ROOM, PULL.room);
  if (treatment === 'sparing') return blendWeights(weights, SPARING, PULL.sparing);
  return treatment === 'adaptive_learning' ? blendWeights(weights, LEARNED, PULL.learned) : weights;
}

/** How far a choice may explore under the allocation. Where nobody explores (curiosity 0), no allocation does; the floor always stays. */
export function allocateLimits(limits: ChoiceLimits, task: Allocated): ChoiceLimits {
  const treatment = treatmentOf(task);
  if (treatment === 'greedy') return { ...limits, curiosity: 0, exploreShare: 0 };
  if (treatment !== 'adaptive_learning' || limits.curiosity === 0) return limits;
  return { ...limits, curiosity: 1, exploreShare: 1 };
}

interface Performers {
  /** By position in the candidate list. */
  records: readonly (TypeRecord | undefined)[];
  /** Probability of success; NaN where nobody knows. */
  success: Float64Array | undefined;
  /** 1: gets no lot. */
  distrusted: Uint8Array | null;
}

/**
 * What each candidate gets done per time, in any unit, by which lots are drawn; null where the allocation draws none. What is not known of
 * an agent is taken to be as it is on average.
 */
export function shareWork({ records, success, distrusted }: Performers, task: Allocated): Float64Array | null {
  if (treatmentOf(task) !== 'performance_weighted') return null;
  const rates = fillGaps(records.map((record, at) => success?.[at] ?? rateOf(record)));
  const times = fillGaps(records.map((record) => record?.meanDurationMs ?? Number.NaN));
  return Float64Array.from(records, (_, at) => (distrusted?.[at] === 1 ? 0 : (rates[at] as number) / Math.max(1, times[at] as number)));
}

/** As after one success and one failure that nobody has seen. */
const rateOf = (record: TypeRecord | undefined): number =>
  record === undefined ? Number.NaN : (record.successes + 1) / (record.attempts + 2);

/** The mean of the others in the place of what is not known; 1 where nothing is. */
function fillGaps(values: readonly number[]): number[] {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.length === 0 ? 1 : known.reduce((sum, value) => sum + value, 0) / known.length;
  return values.map((value) => (Number.isNaN(value) ? mean : value));
}
