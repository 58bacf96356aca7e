import { calibrate, type ScoredProbability } from '../../src/server/core/prediction/calibration.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { argmax, type Policy, type PreparePolicy } from './policy.ts';
import { type CapabilityUse, candidatesOf, successByType, type Task, type World } from './world.ts';

export interface Replayed {
  successRate: number;
  /** Mean over the tasks of: success rate of the best agent for the task's type in hindsight, minus the outcome got. */
  regret: number;
  brier: number;
  ece: number;
  logLoss: number;
  decisionsPerSecond: number;
  /** Share of the tasks each agent got, by position. */
  shares: number[];
  /** Success of always choosing, per type, the agent that is expected to be best at the end, relative to that of the best per type. */
  learnedRatio: number;
}

/** What a world looks like to all policies and seeds. */
export interface Arena {
  world: World;
  candidates: number[][];
  /** Success of each agent at each type. */
  byType: ReadonlyMap<string, Float64Array>;
  /** Success of the best of all agents at each type, in hindsight. */
  oracle: ReadonlyMap<string, number>;
}

export function openArena(world: World, use: CapabilityUse): Arena {
  const byType = successByType(world);
  const oracle = new Map([...byType].map(([type, successes]) => [type, Math.max(...successes)]));
  return { world, candidates: world.tasks.map((task) => candidatesOf(task, use)), byType, oracle };
}

/** Replays all tasks online in an order of the seed's: only the outcome of the chosen agent is seen. */
export function replay(arena: Arena, policy: Policy, seed: number): Replayed {
  const { world, oracle } = arena;
  const scored: ScoredProbability[] = [];
  const shares = world.agents.map(() => 0);
  let regret = 0;
  const start = performance.now();
  for (const at of shuffled(world.tasks.length, seed)) {
    const task = world.tasks[at] as Task;
    const question = { type: task.type, fits: task.fits };
    const agent = policy.choose(question, arena.candidates[at] as number[]);
    const success = task.outcomes[agent] === 1;
    scored.push({ predicted: policy.predict(question, agent), success });
    policy.observe(question, agent, success);
    shares[agent] = (shares[agent] as number) + 1 / world.tasks.length;
    regret += (oracle.get(task.type) as number) - Number(success);
  }
  const seconds = (performance.now() - start) / 1000;
  const { brier, ece, logLoss } = calibrate(scored);
  const n = world.tasks.length;
  return {
    successRate: scored.filter(({ success }) => success).length / n,
    regret: regret / n,
    brier: brier ?? 0,
    ece: ece ?? 0,
    logLoss: logLoss ?? 0,
    decisionsPerSecond: n / seconds,
    shares,
    learnedRatio: learnedRatio(arena, policy),
  };
}

function learnedRatio({ world, candidates, byType, oracle }: Arena, policy: Policy): number {
  let learned = 0;
  let best = 0;
  for (const [at, { type, fits }] of world.tasks.entries()) {
    const agent = argmax(candidates[at] as number[], (candidate) => policy.predict({ type, fits }, candidate));
    learned += (byType.get(type) as Float64Array)[agent] as number;
    best += oracle.get(type) as number;
  }
  return best === 0 ? 1 : learned / best;
}

/** Fisher and Yates. */
function shuffled(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  const random = seededRandom(seed);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}

/** Replays with the seeds 1 to `seeds`; the policy's chance is the seed's too, and another stream than the order. */
export function replayAll(arena: Arena, prepare: PreparePolicy, seeds: number): Replayed[] {
  const start = prepare(arena.world);
  return Array.from({ length: seeds }, (_, at) => replay(arena, start(seededRandom(0x5eed + 7919 * (at + 1))), at + 1));
}
