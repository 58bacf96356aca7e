import { judgeProgress, type Liveness } from './judge-progress.ts';
import { DEFAULT_SUSPICION, type SuspicionRules, suspectAfterMs, suspicion } from './suspect.ts';

// What the signs of an agent that pulls its tasks say of it. A sign is a claim, a word of its own, or a word about a task it holds.

/** How often a pull agent shows itself is not known before it did so a few times; until then, and at the latest, this is too long, in ms. */
export const SILENT_AFTER_MS = 60_000;

export const PULL_SUSPICION: SuspicionRules = { ...DEFAULT_SUSPICION, firstIntervalMs: SILENT_AFTER_MS, hardLimitMs: SILENT_AFTER_MS };

export interface SignsOfLife {
  /** Epoch ms. */
  lastSeenAt: number;
  /** A claim under way is answered then at the latest: nothing is expected before. Epoch ms; null when none waits. */
  quietUntil: number | null;
  /** Between its newest signs, ms. */
  intervalsMs: readonly number[];
}

/** Of what it holds, the work that has stood still longest in view of what it promised. */
export interface HeldWork {
  withoutProgressMs: number;
  progressTimeoutMs: number;
}

export interface LivenessView {
  state: Liveness;
  /** -log10 of the probability that it lives and is silent for so long, 0 to 100. */
  suspicion: number;
  /** From when on it counts as silent, unless it is heard of before. */
  silentAt: Date;
}

const expectedFrom = ({ lastSeenAt, quietUntil }: SignsOfLife): number => Math.max(lastSeenAt, quietUntil ?? 0);

/** From when on the agent counts as silent, epoch ms. */
export function silentAt(signs: SignsOfLife): number {
  return expectedFrom(signs) + suspectAfterMs(signs.intervalsMs, PULL_SUSPICION);
}

/** @param now epoch ms */
export function livenessOf(signs: SignsOfLife, held: HeldWork | null, now: number): LivenessView {
  const due = silentAt(signs);
  const state = judgeProgress({
    suspect: now > due,
    withoutProgressMs: held?.withoutProgressMs ?? null,
    progressTimeoutMs: held?.progressTimeoutMs ?? null,
  });
  return { state, suspicion: suspicion(signs.intervalsMs, now - expectedFrom(signs), PULL_SUSPICION), silentAt: new Date(due) };
}
