import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph, topologicalOrder } from '../workflow/graph.ts';
import { pathGoals } from './path-goals.ts';

const goalsOf = (dependencies: number[][], durations: (number | null)[]) => {
  const graph = buildGraph(dependencies);
  return pathGoals({ graph, order: topologicalOrder(graph), durations });
};

/** Tasks that wait for earlier ones only. */
const drawnGraph = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat({ max: 30 }), { maxLength: 3 })), { minLength: 1, maxLength: 20 })
  .map((tasks) => ({
    durations: tasks.map(([time]) => time),
    dependencies: tasks.map(([, back], at) => [...new Set(back.filter((each) => each < at))]),
  }));

/** The end of the last task, each beginning as soon as it may. */
function spanOf(dependencies: number[][], durations: readonly number[]): number {
  const ends: number[] = [];
  for (const [at, needed] of dependencies.entries())
    ends.push((durations[at] as number) + Math.max(0, ...needed.map((each) => ends[each] as number)));
  return Math.max(...ends);
}

describe('goals by the critical path', () => {
  it('[XM3] what holds up the end is to be quick, what may take twice as long is to be cheap, the rest has no goal', () => {
    // 0 -> 1 -> 4 is the way; 2 has as much time again, 3 half of its own.
    const dependencies = [[], [0], [0], [0], [1, 2, 3]];
    expect(goalsOf(dependencies, [10, 30, 10, 20, 10])).toEqual(['minimize_time', 'minimize_time', 'minimize_cost', null, 'minimize_time']);
    expect(goalsOf(dependencies, [null, null, null, null, null])).toEqual(Array(5).fill('minimize_time'));
  });

  it('[XM3] no task that is to be cheap holds up the end when it alone takes twice as long; every longer task that is to be quick does', () => {
    fc.assert(
      fc.property(drawnGraph, ({ dependencies, durations }) => {
        const goals = goalsOf(dependencies, durations);
        const span = spanOf(dependencies, durations);
        for (const [at, goal] of goals.entries()) {
          const longer = durations.map((time, each) => (each === at ? time * 2 : time));
          if (goal === 'minimize_cost') expect(spanOf(dependencies, longer)).toBe(span);
          else expect(spanOf(dependencies, longer)).toBeGreaterThan(span);
        }
      }),
    );
  });
});
