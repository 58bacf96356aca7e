import { drawBeta } from './draw-beta.ts';
import { OutcomeCounts } from './outcome-counts.ts';
import { argmax, type Policy, type PreparePolicy } from './policy.ts';
import type { World } from './world.ts';

// What anybody would try first, as lines to compare with. All of them know the history too.

/** Share of random choices. */
const EPSILON = 0.1;
/** Imagined outcomes with which a hierarchical estimate leans on the level above. */
const LEANING = 4;

type Chooser = Policy['choose'];

/** A policy that learns by counting, and predicts the success rate of the pair with one imagined success and failure. */
function counting(choose: (counts: OutcomeCounts, random: () => number) => Chooser): PreparePolicy {
  return (world) => (random) => {
    const counts = OutcomeCounts.of(world.history);
    return {
      choose: choose(counts, random),
      predict: ({ type }, agent) => counts.pair(agent, type).rate(0.5, 2),
      observe: ({ type }, agent, success) => counts.add(agent, type, success),
    };
  };
}

const random = counting((_, draw) => (_question, candidates) => candidates[Math.floor(draw() * candidates.length)] as number);

/** Always the agent that turns out to be the best one over all tasks: a line, no policy one could run. */
const bestSingle: PreparePolicy = (world) => {
  const successes = overallSuccess(world);
  return counting(() => (_question, candidates) => argmax(candidates, (agent) => successes[agent] as number))(world);
};

function overallSuccess({ agents, tasks }: World): number[] {
  return agents.map((_, at) => tasks.reduce((sum, { outcomes }) => sum + (outcomes[at] as number), 0));
}

const perTypeThompson = counting(
  (counts, draw) =>
    ({ type }, candidates) =>
      argmax(candidates, (agent) => {
        const { successes, failures } = counts.pair(agent, type);
        return drawBeta(1 + successes, 1 + failures, draw);
      }),
);

/** Thompson sampling from beta beliefs; the prior of a pair leans on its agent's rate, that on its type's, that on the fleet's. */
const hierarchicalThompson = counting((counts, draw) => ({ type }, candidates) => {
  const typeRate = counts.type(type).rate(counts.fleet.rate(0.5, 2), LEANING);
  return argmax(candidates, (agent) => {
    const prior = counts.agent(agent).rate(typeRate, LEANING);
    const { successes, failures } = counts.pair(agent, type);
    return drawBeta(LEANING * prior + successes, LEANING * (1 - prior) + failures, draw);
  });
});

const epsilonGreedy = counting((counts, draw) => ({ type }, candidates) => {
  if (draw() < EPSILON) return candidates[Math.floor(draw() * candidates.length)] as number;
  return argmax(candidates, (agent) => counts.pair(agent, type).rate(0.5, 2) + 1e-9 * draw());
});

const ucb1 = counting((counts, draw) => ({ type }, candidates) => {
  const trials = candidates.reduce((sum, agent) => sum + counts.pair(agent, type).trials, 0);
  return argmax(candidates, (agent) => {
    const pair = counts.pair(agent, type);
    if (pair.trials === 0) return Number.MAX_VALUE * (0.5 + draw() / 2);
    return pair.successes / pair.trials + Math.sqrt((2 * Math.log(trials)) / pair.trials);
  });
});

export const REFERENCE_POLICIES = {
  random,
  'best-single': bestSingle,
  'per-type-thompson': perTypeThompson,
  'hierarchical-thompson': hierarchicalThompson,
  'epsilon-greedy': epsilonGreedy,
  ucb1,
} as const satisfies Record<string, PreparePolicy>;
