import { type DecisionRecord, recordedComponents } from './decision-record.ts';
import type { Component, Weights } from './weights.ts';

// Scores a recorded decision by other weights. A record holds the values of the components that counted when it was made; what it does
// not hold gives its weight to the others, as an unknown value does in routing itself. Whoever was set back, for a late end or for poor
// results, stays behind: that was no matter of weights.

/** Scores closer than this are a tie: records keep three decimals. */
const TIE = 1e-6;

export interface Rescored {
  /** Those with the highest score by the other weights of whoever was not set back; more than one when they tie. */
  winners: string[];
  /** Agent id to score, in the order of the record. */
  scores: ReadonlyMap<string, number>;
  /** Components that weigh something and are not in the record. */
  missing: Component[];
}

/** Agents that were set back, as far as the record names them, and why. */
export function setBack(record: DecisionRecord): ReadonlyMap<string, 'late' | 'poor'> {
  if (record.v === 1) return new Map();
  const [late, poor] = [record.late?.agents ?? [], record.poor?.agents ?? []];
  return new Map([...late.map((agent) => [agent, 'late'] as const), ...poor.map((agent) => [agent, 'poor'] as const)]);
}

/** Who would have been the best by `weights`. */
export function rescoreRecord(record: DecisionRecord, weights: Weights): Rescored {
  const recorded = recordedComponents(record);
  const names = new Set(recorded.map(({ name }) => name));
  const missing = (Object.keys(weights) as Component[]).filter((component) => weights[component] > 0 && !names.has(component));
  const scores = new Map<string, number>();
  for (const row of record.candidates) {
    let sum = 0;
    let known = 0;
    for (const { name, column } of recorded) {
      const value = row[column];
      const weight = weights[name as Component] ?? 0;
      if (typeof value !== 'number') continue;
      sum += weight * value;
      known += weight;
    }
    scores.set(row[0], known === 0 ? 0 : sum / known);
  }
  const behind = setBack(record);
  const ahead = [...scores].filter(([agent]) => !behind.has(agent));
  const contenders = ahead.length === 0 ? [...scores] : ahead;
  const top = Math.max(...contenders.map(([, score]) => score));
  return { winners: contenders.filter(([, score]) => score >= top - TIE).map(([agent]) => agent), scores, missing };
}

/**
 * The probability with which a policy that takes the best, ties by chance, chooses `agent`.
 * @param floor share spread evenly over all that could have taken the task
 */
export function targetProbability(
  { winners }: Pick<Rescored, 'winners'>,
  agent: string,
  { floor, total }: { floor: number; total: number },
): number {
  return (winners.includes(agent) ? (1 - floor) / winners.length : 0) + floor / Math.max(1, total);
}
