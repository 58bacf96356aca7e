import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSpeeds, randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { buildGraph, topologicalOrder } from '../workflow/graph.ts';
import { makespanBound } from './makespan-bound.ts';
import { planHeft } from './plan-heft.ts';
import { upwardRanks } from './upward-rank.ts';

// The example of Topcuoglu, Hariri and Wu (IEEE TPDS 13(3), 2002): ten tasks, three processors.
const DURATIONS = [
  [14, 16, 9],
  [13, 19, 18],
  [11, 13, 19],
  [13, 8, 17],
  [12, 13, 10],
  [13, 16, 9],
  [7, 15, 11],
  [5, 11, 14],
  [18, 12, 20],
  [21, 7, 16],
];
const TRANSFERS: Record<string, number> = {
  '0-1': 18,
  '0-2': 12,
  '0-3': 9,
  '0-4': 11,
  '0-5': 14,
  '1-7': 19,
  '1-8': 16,
  '2-6': 23,
  '3-7': 27,
  '3-8': 23,
  '4-8': 13,
  '5-7': 15,
  '6-9': 17,
  '7-9': 11,
  '8-9': 13,
};
const graph = buildGraph(
  DURATIONS.map((_, task) =>
    Object.keys(TRANSFERS)
      .filter((edge) => edge.endsWith(`-${task}`))
      .map((edge) => Number(edge.split('-')[0])),
  ),
);
const order = topologicalOrder(graph);
const transfer = (from: number, to: number) => TRANSFERS[`${from}-${to}`] ?? 0;

describe('HEFT', () => {
  it('[SO1] the published example has the published ranks', () => {
    const durations = DURATIONS.map((row) => row.reduce((sum, duration) => sum + duration, 0) / row.length);
    const ranks = [...upwardRanks({ graph, order, durations, transfer })].map((rank) => Math.round(rank * 1_000) / 1_000);
    expect(ranks).toEqual([108, 77, 80, 80, 69, 63.333, 42.667, 35.667, 44.333, 14.667]);
  });

  it('[SO2] the published example has the published schedule: makespan 80', () => {
    const plan = planHeft({ graph, order, agents: 3, duration: (task, agent) => DURATIONS[task]?.[agent] as number, transfer });
    expect(plan.makespan).toBe(80);
    expect(plan.placements.map(({ agent, start, end }) => [agent, start, end])).toEqual([
      [2, 0, 9],
      [0, 27, 40],
      [2, 9, 28],
      [1, 18, 26],
      [2, 28, 38],
      [1, 26, 42],
      [2, 38, 49],
      [0, 57, 62],
      [1, 56, 68],
      [1, 73, 80],
    ]);
    expect(plan.queues).toEqual([
      [1, 7],
      [3, 5, 8, 9],
      [0, 2, 4, 6],
    ]);
  });

  it('[SO3] whatever the graph: after its dependencies, one task at a time, not below the bound, the same every time', () => {
    fc.assert(
      fc.property(randomWorkflow(), randomSpeeds, fc.integer({ min: 0, max: 50 }), ({ graph, order, work }, speeds, cost) => {
        const input = {
          graph,
          order,
          agents: speeds.length,
          duration: (task: number, agent: number) => (work[task] as number) / (speeds[agent] as number),
          transfer: () => cost,
        };
        const { placements, queues, makespan } = planHeft(input);
        for (const [task, needed] of graph.dependencies.entries()) {
          const { start, agent } = placements[task] as (typeof placements)[number];
          for (const dependency of needed) {
            const done = placements[dependency] as (typeof placements)[number];
            expect(start).toBeGreaterThanOrEqual(done.end + (done.agent === agent ? 0 : cost) - 1e-6);
          }
        }
        for (const queue of queues) {
          const ends = queue.map((task) => placements[task] as (typeof placements)[number]);
          for (const [at, { end }] of ends.entries()) expect(ends[at + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(end - 1e-6);
        }
        expect(queues.flat().toSorted((a, b) => a - b)).toEqual(work.map((_, task) => task));
        expect(makespan).toBeGreaterThanOrEqual(makespanBound({ graph, order, work, speeds }) - 1e-6);
        expect(planHeft(input)).toEqual({ placements, queues, makespan });
      }),
    );
  });

  it('[SO4] a gap is filled by what fits, and by nothing that does not', () => {
    // a (2) -> b (2) on the other agent after 6 to hand over; c fits before b, d does not.
    const gap = buildGraph([[], [0], [], []]);
    const costs = [
      [2, 9],
      [99, 2],
      [99, 3],
      [99, 9],
    ];
    const plan = planHeft({
      graph: gap,
      order: topologicalOrder(gap),
      agents: 2,
      duration: (task, agent) => costs[task]?.[agent] as number,
      transfer: () => 6,
    });
    expect(plan.placements.map(({ agent, start }) => [agent, start])).toEqual([
      [0, 0],
      [1, 12],
      [1, 9],
      [1, 0],
    ]);
  });
});
