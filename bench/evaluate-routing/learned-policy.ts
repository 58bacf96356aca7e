import { SuccessBelief } from '../../src/server/core/prediction/success-belief.ts';
import { type ChoiceLimits, chooseAgent, DEFAULT_LIMITS } from '../../src/server/core/routing/choose-agent.ts';
import type { Policy, PreparePolicy, Question } from './policy.ts';

/** Replayed tasks come one a minute: slow enough to have an order, fast enough that nothing is forgotten. */
const TASK_MS = 60_000;

/** The product's own brain: core/prediction and core/routing/choose-agent as they run in production. */
export function prepareLearned(limits: ChoiceLimits = DEFAULT_LIMITS): PreparePolicy {
  return ({ agents, history }) => {
    const learned = new SuccessBelief();
    let now = 0;
    for (const { type, agent, fit, success } of history) {
      learned.observe({ agent: agents[agent] as string, type, fit }, success, now);
      now += TASK_MS;
    }
    const state = learned.state();
    return (random) => learnedPolicy({ belief: SuccessBelief.restore(state, now), agents, limits, random, now });
  };
}

function learnedPolicy(of: {
  belief: SuccessBelief;
  agents: readonly string[];
  limits: ChoiceLimits;
  random: () => number;
  now: number;
}): Policy {
  const { belief, agents, limits, random } = of;
  let { now } = of;
  const pairing = ({ type, fits }: Question, agent: number) => ({ agent: agents[agent] as string, type, fit: fits[agent] as number });
  return {
    choose(question, candidates) {
      const utilities = new Float64Array(candidates.length);
      const deviations = new Float64Array(candidates.length);
      const of = { agents: candidates.map((at) => agents[at] as string), fits: candidates.map((at) => question.fits[at] as number) };
      belief.expectMany(question.type, of, { means: utilities, deviations });
      return candidates[chooseAgent({ utilities, deviations }, limits, random()).chosen] as number;
    },
    predict: (question, agent) => belief.expect(pairing(question, agent)).mean,
    observe(question, agent, success) {
      belief.observe(pairing(question, agent), success, now);
      now += TASK_MS;
    },
  };
}
