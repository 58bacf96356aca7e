import {
  addToArm,
  EMPTY_ARM,
  judgeTrial,
  type TrialArm,
  type TrialJudgement,
  type Verdict,
} from '../../src/server/core/persona/judge-trial.ts';
import { STYLES, type Style } from '../../src/server/core/persona/persona.ts';
import { Belief } from '../../src/server/core/prediction/belief.ts';
import { PredictionTable } from '../../src/server/core/prediction/prediction-table.ts';
import type { AgentSnapshot } from '../../src/server/core/routing/candidates.ts';
import { FleetRouter } from '../../src/server/core/routing/route-batch.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import type { TaskSpec } from '../../src/server/core/task/spec.ts';
import { makeProfile, makeStyled, makeWork, NOW } from './make-bench-fleet.ts';

// The persona component on trial, with the router, the trial and the belief of production, on fleets of which the truth is known: ten
// agents, two of each style, and tasks that ask for one style each. Nothing but the persona tells whom a task suits.

/** Success by whether the style of the agent is the one that was asked for. */
export const TRUTHS = {
  matters: { same: 0.9, other: 0.55 },
  'does not matter': { same: 0.7, other: 0.7 },
} as const;
export type Truth = keyof typeof TRUTHS;

const AGENTS = 10;
/** Outcomes between two reads of the fleet. */
const READ_EVERY = 20;
const TASK_MS = 60_000;
const MIN_COST_USD = 0.01;

export interface AblationRun {
  /** Of all tasks. */
  success: number;
  meanCostUsd: number;
  /** After each tenth of the tasks. */
  verdicts: Verdict[];
  judgement: TrialJudgement;
  arms: { with: TrialArm; without: TrialArm };
}

/** @param of.persona false: nobody has a persona, which is what the fleet would do without the component */
export function ablatePersona(of: { truth: Truth; seed: number; tasks: number; persona: boolean }): AblationRun {
  const random = seededRandom(of.seed);
  const agents = Array.from({ length: AGENTS }, (_, at) => makeAgent(at, { random, persona: of.persona }));
  const specs = STYLES.map((style) => makeWork('work', { preferred_cognitive_style: style }));
  const belief = new Belief();
  const arms = { with: EMPTY_ARM, without: EMPTY_ARM };
  const verdicts: Verdict[] = [];
  let [successes, costUsd] = [0, 0];
  let router = openRouter(agents, { belief, verdict: 'testing' });
  for (let task = 0; task < of.tasks; task += 1) {
    if (task % READ_EVERY === 0) router = openRouter(agents, { belief, verdict: judgeTrial(arms.with, arms.without).verdict });
    const asked = Math.floor(random() * specs.length);
    const now = NOW + task * TASK_MS;
    const [placement] = router.route({
      tasks: [{ taskId: 't', spec: specs[asked] as TaskSpec }],
      inFlight: agents.map(() => 0),
      now,
      random,
    });
    if (placement === undefined || !('decision' in placement)) throw new Error('somebody is always free');
    const at = agents.findIndex(({ profile }) => profile.id === placement.agentId);
    const success = random() < TRUTHS[of.truth][styleOf(at) === STYLES[asked] ? 'same' : 'other'];
    const cost = agents[at]?.profile.costPerTaskUsd ?? 0;
    const { arm } = placement.decision.trial ?? {};
    if (arm !== undefined) arms[arm] = addToArm(arms[arm], { success, costUsd: cost });
    const outcome = { returned: success, verified: null, durationMs: null, costUsd: cost, quality: null };
    belief.observe({ agent: placement.agentId, type: 'work', fit: 1 }, outcome, now);
    successes += Number(success);
    costUsd += cost;
    if ((task + 1) % (of.tasks / 10) === 0) verdicts.push(judgeTrial(arms.with, arms.without).verdict);
  }
  return { success: successes / of.tasks, meanCostUsd: costUsd / of.tasks, verdicts, judgement: judgeTrial(arms.with, arms.without), arms };
}

const styleOf = (at: number): Style => STYLES[at % STYLES.length] as Style;

function makeAgent(at: number, by: { random: () => number; persona: boolean }): AgentSnapshot {
  const profile = { ...makeProfile(at, by.random), costPerTaskUsd: MIN_COST_USD * (1 + by.random()) };
  return { profile, inFlight: 0, stats: new Map(), persona: by.persona ? makeStyled(at, { [styleOf(at)]: 1 }) : null };
}

function openRouter(agents: readonly AgentSnapshot[], { belief, verdict }: { belief: Belief; verdict: Verdict }): FleetRouter {
  const table = new PredictionTable(belief);
  return new FleetRouter(agents, {
    personaTrials: new Map([['work', verdict]]),
    predict: (agentIds, { taskType }) => table.expect(agentIds, { taskType, contract: false }),
  });
}
