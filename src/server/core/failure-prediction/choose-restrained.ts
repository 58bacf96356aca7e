import type { ForecastFigures } from './measure-forecasts.ts';

// Acting before anything has failed takes work from an agent that has done nothing wrong yet. So it is off until somebody sets a threshold,
// holds only while the predictions are shown to be worth it, touches a share of a pool at most, and leaves some of those it would touch
// alone, drawn by lot: what became of these is what the others are held against.

export interface ActionRules {
  /** Predictions at or above are acted on, 0.5..1; null: none. */
  actAbove: number | null;
  /** Of the active agents of a pool, restrained at once at most, 0..0.5. Agents without a pool are one. */
  maxShare: number;
}

/** Who acts on predictions, in the restraints that it makes. */
export const ACTOR = 'system:prediction';
/** Scored predictions before any is acted on. */
export const LEAST_TO_ACT = 200;
/** Of those that would be acted on, the share that is left alone. */
export const CONTROL_SHARE = 0.2;
/** Of its slots, what a restrained agent keeps. */
export const KEPT_SLOTS = 0.5;
/** A restraint is lifted when the probability falls below this share of the threshold. */
const RELEASE = 0.8;

export type ActionState = 'off' | 'too_few' | 'not_better' | 'acting';

export function judgeAction(rules: ActionRules, figures: ForecastFigures): ActionState {
  if (rules.actAbove === null) return 'off';
  if (figures.calibration.n < LEAST_TO_ACT) return 'too_few';
  return figures.beatsBaseline === true ? 'acting' : 'not_better';
}

export interface Foreseen {
  predictionId: string;
  agentId: string;
  pool: string | null;
  probability: number;
}

/** Somebody who was chosen before and whose time is not over. */
export interface OpenAct {
  agentId: string;
  pool: string | null;
  /** False: left alone. */
  treated: boolean;
}

/** @param of.active active agents by pool */
export function chooseRestrained(of: {
  foreseen: readonly Foreseen[];
  open: readonly OpenAct[];
  active: ReadonlyMap<string | null, number>;
  rules: ActionRules;
  random: () => number;
}): (Foreseen & { treated: boolean })[] {
  const { foreseen, open, active, rules, random } = of;
  if (rules.actAbove === null) return [];
  const chosen = new Set(open.map(({ agentId }) => agentId));
  const held = new Map<string | null, number>();
  const hold = (pool: string | null) => held.set(pool, (held.get(pool) ?? 0) + 1);
  for (const { pool, treated } of open) if (treated) hold(pool);
  const acts: (Foreseen & { treated: boolean })[] = [];
  for (const one of foreseen.toSorted((a, b) => b.probability - a.probability)) {
    if (one.probability < rules.actAbove || chosen.has(one.agentId)) continue;
    const room = Math.floor(rules.maxShare * (active.get(one.pool) ?? 0)) - (held.get(one.pool) ?? 0);
    // Who is left alone is drawn among those there is room for: else the two groups would differ by their place in the line.
    if (room < 1) continue;
    const treated = random() >= CONTROL_SHARE;
    if (treated) hold(one.pool);
    acts.push({ ...one, treated });
  }
  return acts;
}

/** Whether what is done about an agent ends early; null: nothing is predicted of it any more. */
export const isReleased = (probability: number | null, rules: ActionRules): boolean =>
  rules.actAbove === null || probability === null || probability < RELEASE * rules.actAbove;

/** What became of one group: acts that are over, the attempts that ended meanwhile, and those of them that failed or were lost. */
export interface ActOutcome {
  acts: number;
  attempts: number;
  failures: number;
}

/** Below this many attempts on either side nothing is said. */
const LEAST_COMPARED = 30;

/**
 * By how much acting lowered the share of failing attempts, as a difference of shares with its 90 % interval.
 * @returns null: not enough data
 */
export function effectOf(treated: ActOutcome, control: ActOutcome): { lowered: number; interval: [number, number] } | null {
  if (treated.attempts < LEAST_COMPARED || control.attempts < LEAST_COMPARED) return null;
  const share = ({ attempts, failures }: ActOutcome) => (failures + 1) / (attempts + 2);
  const variance = (of: ActOutcome) => (share(of) * (1 - share(of))) / of.attempts;
  const lowered = share(control) - share(treated);
  const margin = 1.645 * Math.sqrt(variance(treated) + variance(control));
  return { lowered, interval: [lowered - margin, lowered + margin] };
}
