import type { Prior } from '../../src/server/core/schedule/duration-beliefs.ts';
import type { Instance } from './instance.ts';

/** Nothing is known: every duration counts as 1. */
const UNKNOWN: Prior = { mean: 1, cv: 1, doubt: 1, samples: 0 };
/** Runs of one application differ in their inputs, and with them the means of its types. */
const DOUBT_BETWEEN_RUNS = 0.3;

interface Tally {
  count: number;
  sum: number;
  squares: number;
}

/**
 * What a history of runs says of a type of task in an application: the mean and spread of that type. Of a type that never ran, what is
 * known of types that begin alike (names are cut at `_`, `-` and `.`, the longest common beginning counts); else the mean of the
 * application, as one single observation; else nothing.
 */
export class TypePriors {
  private readonly tallies = new Map<string, Tally>();

  constructor(history: readonly Instance[]) {
    for (const { app, types, work } of history) {
      for (const [task, type] of types.entries()) for (const key of keysOf(app, type)) this.add(key, work[task] as number);
    }
  }

  priorOf(app: string, type: string): Prior {
    const keys = keysOf(app, type);
    const found = keys.findIndex((key) => this.tallies.has(key));
    if (found === -1) return UNKNOWN;
    const { count, sum, squares } = this.tallies.get(keys[found] as string) as Tally;
    const mean = sum / count;
    if (found === keys.length - 1) return { mean, cv: 1, doubt: 1, samples: 1 };
    const variance = Math.max(0, squares / count - mean * mean);
    return { mean, cv: mean === 0 ? 0 : Math.sqrt(variance) / mean, doubt: DOUBT_BETWEEN_RUNS, samples: count };
  }

  private add(key: string, work: number): void {
    const tally = this.tallies.get(key) ?? { count: 0, sum: 0, squares: 0 };
    tally.count += 1;
    tally.sum += work;
    tally.squares += work * work;
    this.tallies.set(key, tally);
  }
}

/** From the most to the least specific: the type, its beginnings, the application. */
function keysOf(app: string, type: string): string[] {
  const parts = type.split(/[_\-.]/);
  const beginnings = parts.map((_, at) => JSON.stringify([app, ...parts.slice(0, parts.length - at)]));
  return [JSON.stringify({ app, type }), ...beginnings, JSON.stringify([app])];
}
