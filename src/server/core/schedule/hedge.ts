import type { Belief } from './duration-beliefs.ts';
import { expectedRemaining, quantileAt } from './log-normal.ts';

export interface HedgeRules {
  /** Second attempts may be at most this share of all attempts started so far; 0 forbids them. */
  budgetShare: number;
  /** Late is who has run longer than this quantile of its kind on an average agent, as a standard normal z (1.645: 95 %). */
  lateZ: number;
  /** The second attempt must be expected to end this share earlier than the first. */
  leastGain: number;
  /** How much of a duration belongs to the task rather than to the attempt: 1 means that a second attempt has all the same work to do. */
  workShare: number;
}

export const HEDGE_RULES: HedgeRules = { budgetShare: 0.05, lateZ: 1.645, leastGain: 0.2, workShare: 1 };

export interface RunningAttempt {
  task: number;
  agent: number;
  belief: Belief;
  elapsed: number;
  /** The task allows two attempts at once: it is idempotent and its author opted in. */
  hedgeable: boolean;
  /** It has its second attempt already. */
  hedged: boolean;
}

export interface HedgeInput {
  running: readonly RunningAttempt[];
  /** Work per unit of time, by agent. */
  speeds: readonly number[];
  /** Agents that nothing else is waiting for. */
  idle: readonly number[];
  /** Attempts started so far, and how many of them were second ones. */
  started: number;
  hedges: number;
  rules?: HedgeRules;
}

export interface Hedge {
  task: number;
  agent: number;
  /** How much earlier the task is expected to end, in the unit of the durations. */
  expectedGain: number;
}

/**
 * Which running tasks get a second attempt, on which idle agent. One each at most, never beyond the budget, only for tasks that allow it
 * and are late, and only where a fresh start is expected to end well before the first attempt. The largest gain goes first and takes
 * the fastest idle agent.
 */
export function chooseHedges(input: HedgeInput): Hedge[] {
  const rules = input.rules ?? HEDGE_RULES;
  const idle = [...input.idle].sort((left, right) => (input.speeds[right] as number) - (input.speeds[left] as number) || left - right);
  const allowed = Math.floor(rules.budgetShare * input.started) - input.hedges;
  const fastest = idle[0];
  if (fastest === undefined || allowed <= 0) return [];
  const averageSpeed = input.speeds.reduce((sum, speed) => sum + speed, 0) / input.speeds.length;
  const late = input.running
    .filter((attempt) => attempt.hedgeable && !attempt.hedged && isLate(attempt, averageSpeed, rules))
    .map((attempt) => ({ attempt, gain: gainOf({ attempt, input, agent: fastest, rules }) }))
    .sort((left, right) => right.gain - left.gain || left.attempt.task - right.attempt.task);
  const hedges: Hedge[] = [];
  for (const { attempt } of late) {
    const agent = idle[hedges.length];
    if (agent === undefined || hedges.length >= allowed) break;
    const expectedGain = gainOf({ attempt, input, agent, rules });
    if (expectedGain > 0) hedges.push({ task: attempt.task, agent, expectedGain });
  }
  return hedges;
}

function isLate({ belief, elapsed }: RunningAttempt, averageSpeed: number, rules: HedgeRules): boolean {
  return elapsed > quantileAt({ mean: belief.mean / averageSpeed, cv: belief.cvInRun }, rules.lateZ);
}

/** How much earlier it ends; 0 when the gain is below the rule. */
function gainOf({
  attempt,
  input,
  agent,
  rules,
}: {
  attempt: RunningAttempt;
  input: HedgeInput;
  agent: number;
  rules: HedgeRules;
}): number {
  const { belief, elapsed } = attempt;
  const speed = input.speeds[attempt.agent] as number;
  const doneWork = elapsed * speed;
  const leftWork = expectedRemaining({ mean: belief.mean, cv: belief.cvInRun }, doneWork);
  const freshWork = rules.workShare * (doneWork + leftWork) + (1 - rules.workShare) * belief.mean;
  const remaining = leftWork / speed;
  const gain = remaining - freshWork / (input.speeds[agent] as number);
  return gain >= rules.leastGain * remaining ? Math.max(0, gain) : 0;
}
