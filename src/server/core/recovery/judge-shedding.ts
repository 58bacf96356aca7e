import { PRIORITY_WEIGHT, type Priority } from '../priority.ts';

/** Below these priorities tasks wait, from the mildest level on. Critical tasks are never shed. */
const LEVELS = ['medium', 'high', 'critical'] as const satisfies Priority[];
/** A level ends when the queue is below this share of what began it: what is let go must not bring it back at once. */
const RELEASE = 0.5;
/** The n-th level begins at so many times the limit. */
const LEVEL_FACTORS = [1, 2, 4] as const;

/**
 * Which priorities wait: null, or the weight below which tasks do. The queue's limit begins the first level, twice and four times of it the
 * next; a level ends at half of what began it.
 * @param of.waiting ready tasks, shed ones among them
 * @param of.current the weight in force; null when none is
 */
export function judgeShedding(of: { waiting: number; limit: number; current: number | null }): number | null {
  let level = -1;
  for (const [at, factor] of LEVEL_FACTORS.entries()) {
    const begins = of.limit * factor;
    const weight = PRIORITY_WEIGHT[LEVELS[at] as Priority];
    const inForce = of.current !== null && of.current >= weight;
    if (of.waiting > (inForce ? begins * RELEASE : begins)) level = at;
  }
  return level < 0 ? null : PRIORITY_WEIGHT[LEVELS[level] as Priority];
}
