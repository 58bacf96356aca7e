import { Belief, type Outcome } from './belief.ts';
import { calibrate, type ScoredProbability } from './calibration.ts';
import type { Memory } from './fade.ts';

// Tries how long to remember: history is replayed, oldest first, and every outcome is predicted before it is learned (prequentially). The
// first part only teaches; on the next part memories are compared; the last part is held back and only tells how good the chosen one is.
//
//   0 ----- teaches ----- 60 % -- chooses -- 80 % -- held back -- 100 %

/** Fewer outcomes than this say nothing about how long to remember. */
export const ENOUGH_HISTORY = 200;

const CHOOSES_FROM = 0.6;
const HELD_BACK_FROM = 0.8;
const DAY_MS = 24 * 3_600_000;

export const TRIED_MEMORIES: readonly Memory[] = [3, 7, 14, 30].flatMap((days) =>
  [100, 300, 1_000].map((capacity) => ({ halfLifeMs: days * DAY_MS, capacity })),
);

/** One ended attempt of the past. */
export interface PastOutcome {
  agent: string;
  type: string;
  outcome: Outcome;
  contract: boolean;
  /** Null: it teaches, and nobody knows whether what was predicted came true. */
  success: boolean | null;
  /** When it ended, epoch ms. */
  at: number;
}

export interface Score {
  n: number;
  brier: number | null;
  logLoss: number | null;
}

export interface MemoryScores {
  memory: Memory;
  /** On the part that chooses. */
  choosing: Score;
  /** On the part that is held back. */
  heldBack: Score;
}

/** One memory going through the past. Call `add` in order of time, `size` times. */
export class MemoryTrial {
  readonly memory: Memory;
  readonly #belief: Belief;
  readonly #size: number;
  readonly #parts: { choosing: ScoredProbability[]; heldBack: ScoredProbability[] } = { choosing: [], heldBack: [] };
  #seen = 0;

  /** @param size outcomes that will come */
  constructor(memory: Memory, size: number) {
    this.memory = memory;
    this.#belief = new Belief(memory);
    this.#size = size;
  }

  add({ agent, type, outcome, contract, success, at }: PastOutcome): void {
    const place = this.#seen / this.#size;
    const pairing = { agent, type, fit: 1 };
    if (place >= CHOOSES_FROM && success !== null) {
      const predicted = this.#belief.expectMany([agent], { type, fit: 1, contract }).means[0] as number;
      this.#parts[place >= HELD_BACK_FROM ? 'heldBack' : 'choosing'].push({ predicted, success });
    }
    this.#belief.observe(pairing, outcome, at);
    this.#seen += 1;
  }

  scores(): MemoryScores {
    const { choosing, heldBack } = this.#parts;
    return { memory: this.memory, choosing: scoreOf(choosing), heldBack: scoreOf(heldBack) };
  }
}

function scoreOf(scored: readonly ScoredProbability[]): Score {
  const { n, brier, logLoss } = calibrate(scored);
  return { n, brier, logLoss };
}

/** The memory that predicted best on the part that chooses; among equals the first. @throws RangeError without any */
export function chooseMemory(tried: readonly MemoryScores[]): MemoryScores {
  const [first, ...rest] = tried;
  if (first === undefined) throw new RangeError('no memory was tried');
  const lossOf = ({ choosing }: MemoryScores) => choosing.logLoss ?? Number.POSITIVE_INFINITY;
  return rest.reduce((best, each) => (lossOf(each) < lossOf(best) ? each : best), first);
}
