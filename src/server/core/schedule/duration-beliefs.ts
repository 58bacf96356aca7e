import type { Spread } from './log-normal.ts';

/** What is known of a kind of task before the run. Work is duration times speed of the agent, in any one unit. */
export interface Prior extends Spread {
  /** Observations behind it: 0 says that nothing is known (the mean is then a placeholder), Infinity that it is certain. */
  samples: number;
  /** How far the mean itself may be off in this run, as a coefficient of variation. */
  doubt: number;
}

/** What is believed of one kind of task now. */
export interface Belief {
  /** Of one task of the kind. */
  mean: number;
  /** Between tasks of the kind. */
  cv: number;
  /** Of a running task: differences between tasks, and doubt about the mean. */
  cvInRun: number;
  /** False as long as nobody has ever seen such a task end. */
  known: boolean;
}

/** However long the history, this many ends in the run weigh as much: runs differ in the size of their inputs. */
const HISTORY_WEIGHT = 3;
/** A kind without history is taken for an average kind of this run, which is worth half an observation. */
const GUESS_WEIGHT = 0.5;
/** History's spread weighs as much as four ends in the run. */
const SPREAD_WEIGHT = 4;
/** Even equal tasks differ; a history without differences was too short. */
const LEAST_CV = 0.1;

interface Tally {
  count: number;
  sum: number;
  squares: number;
}

/**
 * Durations by kind of task, learned while a run goes on: history first, then more and more what its own tasks took. A kind that was
 * never seen counts as the mean of the kinds that were.
 */
export class DurationBeliefs {
  private readonly priors: readonly Prior[];
  private readonly tallies: Tally[];

  /** One prior per kind; kinds are numbered. */
  constructor(priors: readonly Prior[]) {
    this.priors = priors;
    this.tallies = priors.map(() => ({ count: 0, sum: 0, squares: 0 }));
  }

  /** A task of the kind ended after so much work. */
  observe(kind: number, work: number): void {
    const tally = this.tallies[kind] as Tally;
    tally.count += 1;
    tally.sum += work;
    tally.squares += work * work;
  }

  /** By kind. Linear in the kinds. */
  current(): Belief[] {
    const seen = this.tallies.filter(({ count }) => count > 0);
    const typical = seen.length === 0 ? null : seen.reduce((sum, tally) => sum + tally.sum / tally.count, 0) / seen.length;
    return this.priors.map((prior, kind) => believe(prior, this.tallies[kind] as Tally, typical));
  }
}

function believe(prior: Prior, tally: Tally, typical: number | null): Belief {
  if (prior.samples === Infinity) return { mean: prior.mean, cv: 0, cvInRun: 0, known: true };
  const unseen = prior.samples === 0;
  const weight = unseen ? GUESS_WEIGHT : Math.min(HISTORY_WEIGHT, prior.samples);
  const expected = unseen && typical !== null ? typical : prior.mean;
  const mean = (weight * expected + tally.sum) / (weight + tally.count);
  const cv = Math.max(LEAST_CV, blendSpread(prior.cv, tally));
  const doubt = prior.doubt / Math.sqrt(1 + tally.count);
  // Log-normal factors multiply: (1 + cv^2) of the product is the product of both.
  const cvInRun = Math.sqrt((1 + cv * cv) * (1 + doubt * doubt) - 1);
  return { mean, cv, cvInRun, known: !unseen || tally.count > 0 };
}

function blendSpread(prior: number, { count, sum, squares }: Tally): number {
  if (count < 2 || sum === 0) return prior;
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean) / (mean * mean);
  return Math.sqrt((SPREAD_WEIGHT * prior * prior + count * variance) / (SPREAD_WEIGHT + count));
}
