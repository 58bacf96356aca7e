import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestryOf, buildGraph, findCycle, levelsOf, topologicalOrder } from './graph.ts';

/** Random acyclic dependencies, then shuffled so that positions say nothing. */
const acyclic = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat())).map(([size, numbers]) => {
  const names = Array.from({ length: size }, (_, at) => at).sort((a, b) => ((a * 7_919) % 31) - ((b * 7_919) % 31) || a - b);
  const dependencies: number[][] = Array.from({ length: size }, () => []);
  for (let task = 1; task < size; task += 1) {
    const wanted = new Set(Array.from({ length: (numbers.next().value as number) % 4 }, () => (numbers.next().value as number) % task));
    dependencies[names[task] as number] = [...wanted].map((dependency) => names[dependency] as number);
  }
  return buildGraph(dependencies);
});

/** The plain definition, by search. */
function isAncestor(dependencies: number[][], task: number, wanted: number): boolean {
  return (dependencies[task] ?? []).some((dependency) => dependency === wanted || isAncestor(dependencies, dependency, wanted));
}

describe('graph', () => {
  it('[W1] a topological order holds every task after all it waits for', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const order = topologicalOrder(graph);
        const place = new Map(order.map((task, at) => [task, at]));
        expect(place.size).toBe(graph.dependencies.length);
        for (const [task, needed] of graph.dependencies.entries())
          for (const dependency of needed) expect(place.get(dependency)).toBeLessThan(place.get(task) as number);
        expect(findCycle(graph, order)).toBeNull();
      }),
    );
  });

  it('[W1] levels are one more than the deepest dependency', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const levels = levelsOf(graph, topologicalOrder(graph));
        for (const [task, needed] of graph.dependencies.entries())
          expect(levels[task]).toBe(1 + Math.max(0, ...needed.map((dependency) => levels[dependency] as number)));
      }),
    );
  });

  it('[W2] ancestry agrees with a search', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const all = graph.dependencies.map((_, task) => task);
        const comesAfter = ancestryOf(graph, topologicalOrder(graph), all);
        for (const task of all) for (const other of all) expect(comesAfter(task, other)).toBe(isAncestor(graph.dependencies, task, other));
      }),
      { numRuns: 50 },
    );
  });

  it('[W3] a cycle is found behind any entrance', () => {
    const graph = buildGraph([[], [0, 3], [1], [2], [3]]);
    const cycle = findCycle(graph, topologicalOrder(graph));
    expect([...(cycle ?? [])].sort()).toEqual([1, 2, 3]);
  });
});
