import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { HEAD_START_MS } from '../task/queue-rank.ts';
import { buildGraph, topologicalOrder } from '../workflow/graph.ts';
import { MAX_YIELD_MS, pathYields } from './path-yield.ts';

const yields = (dependencies: number[][], durations: (number | null)[]) => {
  const graph = buildGraph(dependencies);
  return pathYields({ graph, order: topologicalOrder(graph), durations });
};

describe('stepping back for the critical path', () => {
  it('[SO13] the head of the longest way does not step back; the less hangs behind a task, the more it does', () => {
    expect(yields([[], [0], []], [6_000, 3_000, 3_000])).toEqual([0, 20_000, 20_000]);
  });

  it('[SO13] an unknown duration is an average one; all unknown, the longest chain leads', () => {
    expect(yields([[], []], [null, 5_000])).toEqual([0, 0]);
    expect(yields([[], [], [1]], [null, null, null])).toEqual([15_000, 0, 15_000]);
    expect(yields([[], []], [0, 0])).toEqual([0, 0]);
  });

  it('[SO14] nobody steps back further than between two priorities, and somebody does not step back', () => {
    const starts = Object.values(HEAD_START_MS).toSorted((a, b) => a - b);
    for (const [at, start] of starts.entries()) if (at > 0) expect(start - (starts[at - 1] as number)).toBeGreaterThan(MAX_YIELD_MS);
    fc.assert(
      fc.property(randomWorkflow(), ({ graph, order, work }) => {
        const given = pathYields({ graph, order, durations: work });
        expect(Math.min(...given)).toBe(0);
        expect(Math.max(...given)).toBeLessThanOrEqual(MAX_YIELD_MS);
        for (const [task, needed] of graph.dependencies.entries())
          for (const dependency of needed) expect(given[dependency]).toBeLessThanOrEqual(given[task] as number);
      }),
    );
  });
});
