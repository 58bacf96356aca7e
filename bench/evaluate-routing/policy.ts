import type { Task, World } from './world.ts';

/** What a policy may look at before it chooses: everything of a task but its outcomes. */
export type Question = Omit<Task, 'outcomes'>;

export interface Policy {
  /** @returns one of the candidates (positions of agents) */
  choose(question: Question, candidates: readonly number[]): number;
  /** The success probability it expects, judged as a prediction. */
  predict(question: Question, agent: number): number;
  observe(question: Question, agent: number, success: boolean): void;
}

/** Learns the history once; every call then gives a policy in that state, with chance of its own. */
export type PreparePolicy = (world: World) => (random: () => number) => Policy;

/** The position with the highest value; among equals the first. */
export function argmax(candidates: readonly number[], figureOf: (agent: number) => number): number {
  let best = candidates[0] as number;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const agent of candidates) {
    const value = figureOf(agent);
    if (value <= bestValue) continue;
    best = agent;
    bestValue = value;
  }
  return best;
}
