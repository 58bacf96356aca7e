import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makespanBound } from '../../src/server/core/schedule/makespan-bound.ts';
import { planHeft } from '../../src/server/core/schedule/plan-heft.ts';
import { buildGraph, topologicalOrder } from '../../src/server/core/workflow/graph.ts';
import { type RandomWorkflow, randomSpeeds, randomWorkflow } from '../../tests/fixtures/random-graph.ts';
import { fleetOf, type Instance } from './instance.ts';
import { onlinePolicy } from './online-policy.ts';
import { fifoPolicy, planPolicy } from './reference-policies.ts';
import { type Outcome, type Policy, simulate } from './simulate.ts';

const PRIORS = [
  { mean: 10, cv: 0.3, doubt: 0.3, samples: 20 },
  { mean: 500, cv: 1, doubt: 1, samples: 1 },
  { mean: 1, cv: 1, doubt: 1, samples: 0 },
  { mean: 1, cv: 1, doubt: 1, samples: 0 },
];

const instanceOf = ({ graph, order, work, kinds }: RandomWorkflow): Instance => ({
  name: 'random',
  app: 'app',
  graph,
  order,
  types: kinds.map(String),
  work,
});

const policies: Record<string, (workflow: RandomWorkflow, speeds: number[]) => Policy> = {
  online: (workflow, speeds) => onlinePolicy({ ...workflow, priors: PRIORS, speeds, hedge: false }),
  'online with second attempts': (workflow, speeds) => onlinePolicy({ ...workflow, priors: PRIORS, speeds, hedge: true }),
  FIFO: (_, speeds) => fifoPolicy(speeds),
  'a plan made with wrong durations': ({ graph, order }, speeds) =>
    planPolicy(planHeft({ graph, order, agents: speeds.length, duration: (task) => ((task * 7) % 5) + 1 }).queues),
};

function expectValid({ graph, order, work }: RandomWorkflow, speeds: number[], { ends, makespan }: Outcome): void {
  expect(ends.filter(Boolean)).toHaveLength(work.length);
  for (const { task, start, end, agent } of ends) {
    for (const dependency of graph.dependencies[task] as number[]) expect(start).toBeGreaterThanOrEqual(ends[dependency]?.end as number);
    expect(end - start).toBeCloseTo((work[task] as number) / (speeds[agent] as number), 6);
    for (const other of ends) if (other.agent === agent && other.task < task) expect(other.end <= start || end <= other.start).toBe(true);
  }
  expect(makespan).toBeGreaterThanOrEqual(makespanBound({ graph, order, work, speeds }) * (1 - 1e-9));
}

describe.each(Object.entries(policies))('%s', (_, policyFor) => {
  it('[SO15] every task once, after its dependencies, one at a time per agent, not below the bound, the same every time', () => {
    fc.assert(
      fc.property(randomWorkflow(), randomSpeeds, (workflow, speeds) => {
        const instance = instanceOf(workflow);
        const play = () => simulate(instance, fleetOf(instance, speeds), policyFor(workflow, speeds));
        const outcome = play();
        expectValid(workflow, speeds, outcome);
        expect(play()).toEqual(outcome);
      }),
    );
  });
});

const bag = (work: number[]): RandomWorkflow => {
  const graph = buildGraph(work.map(() => []));
  return { graph, order: topologicalOrder(graph), work, kinds: work.map(() => 0) };
};

describe('simulation', () => {
  it('[SO16] a policy sees no duration before its task has ended: what is still running could take any time', () => {
    const decisions = (last: number) => {
      const workflow = bag([5, 5, 5, last]);
      const seen: unknown[] = [];
      const policy = policies.online?.(workflow, [1, 2]) as Policy;
      const watched: Policy = {
        ...policy,
        choose: (snapshot) => {
          const starts = policy.choose(snapshot);
          seen.push(...starts);
          return starts;
        },
      };
      simulate(instanceOf(workflow), fleetOf(instanceOf(workflow), [1, 2]), watched);
      return seen;
    };
    expect(decisions(5)).toHaveLength(4);
    expect(decisions(5_000)).toEqual(decisions(5));
  });

  it('[SO16] the first attempt to end is the result, and frees the agent of the other', () => {
    const workflow = bag([100]);
    const hedging: Policy = {
      choose: ({ ready }) => ready.map((task) => ({ task, agent: 0 })),
      hedge: ({ hedges }) => (hedges === 0 ? [{ task: 0, agent: 1 }] : []),
    };
    const { makespan, hedges, ends } = simulate(instanceOf(workflow), fleetOf(instanceOf(workflow), [1, 4]), hedging);
    expect([makespan, hedges, ends[0]?.agent]).toEqual([25, 1, 1]);
  });

  it('[SO16] second attempts rescue a straggler on a slow agent', () => {
    // Thirty alike and one that takes forty times as long: whoever takes it first may be the slow one.
    const workflow = bag([...new Array<number>(30).fill(10), 400]);
    const speeds = [4, 0.25];
    const known = [{ mean: 10, cv: 0.2, doubt: 0.3, samples: 50 }];
    const play = (hedge: boolean) =>
      simulate(instanceOf(workflow), fleetOf(instanceOf(workflow), speeds), {
        ...onlinePolicy({ ...workflow, priors: known, speeds, hedge }),
        choose: ({ ready, running }) =>
          [30, ...ready]
            .filter((task, at, all) => ready.includes(task) && all.indexOf(task) === at)
            .flatMap((task, at) => {
              const agent = [1, 0].filter((candidate) => running[candidate] === null)[at];
              return agent === undefined || (agent === 1 && task !== 30) ? [] : [{ task, agent }];
            }),
      });
    expect(play(false).makespan).toBe(1_600);
    expect(play(true)).toMatchObject({ hedges: 1, makespan: 75 + 100 });
  });

  const wrong: [string, Policy][] = [
    ['starts what is not ready', { choose: () => [{ task: 9, agent: 0 }] }],
    ['takes an agent twice', { choose: ({ ready }) => ready.map((task) => ({ task, agent: 0 })) }],
    ['stops early', { choose: () => [] }],
    ['attempts again what does not run', { choose: () => [], hedge: () => [{ task: 0, agent: 0 }] }],
  ];
  it.each(wrong)('[SO16] a policy that %s is refused', (_, policy) => {
    const instance = instanceOf(bag([1, 1]));
    expect(() => simulate(instance, fleetOf(instance, [1]), policy)).toThrow(RangeError);
  });
});
