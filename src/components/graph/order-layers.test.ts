import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCrossings, orderByNeighbours } from './order-layers.ts';

const graphs = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }).chain((sizes) => {
  let made = 0;
  const layers = sizes.map((size) => Array.from({ length: size }, () => made++));
  const pairs = layers.slice(1).flatMap((layer, above) => (layers[above] ?? []).flatMap((from) => layer.map((to) => [from, to] as const)));
  return fc.subarray(pairs).map((chosen) => ({ layers, ends: Uint32Array.from(chosen.flat()) }));
});

/** By looking at every pair of edges. */
function countByHand(layers: readonly (readonly number[])[], ends: Uint32Array): number {
  const placeOf = new Map(layers.flatMap((layer, column) => layer.map((node, row) => [node, { column, row }] as const)));
  const edges = Array.from({ length: ends.length / 2 }, (_, at) => {
    const [from, to] = [placeOf.get(ends[2 * at]!)!, placeOf.get(ends[2 * at + 1]!)!];
    return { column: from.column, from: from.row, to: to.row };
  });
  const cross = edges.flatMap((a, at) => edges.slice(at + 1).filter((b) => a.column === b.column && (a.from - b.from) * (a.to - b.to) < 0));
  return cross.length;
}

describe('order of layers', () => {
  it('[GV11] crossings are counted as by looking at every pair', () => {
    fc.assert(
      fc.property(graphs, ({ layers, ends }) => {
        expect(countCrossings({ layers, ends })).toBe(countByHand(layers, ends));
      }),
    );
  });

  it('[GV11] keeps every node in its layer, and never has more crossings than before', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const ordered = orderByNeighbours(graph);
        const sorted = (layers: readonly (readonly number[])[]) => layers.map((layer) => layer.toSorted((a, b) => a - b));
        expect(sorted(ordered)).toEqual(sorted(graph.layers));
        expect(countCrossings({ ...graph, layers: ordered })).toBeLessThanOrEqual(countCrossings(graph));
      }),
    );
  });

  it('[GV11] untangles what can be untangled', () => {
    // Four parallel chains, the second layer upside down.
    const layers = [
      [0, 1, 2, 3],
      [7, 6, 5, 4],
      [8, 9, 10, 11],
    ];
    const ends = Uint32Array.from([0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 5, 9, 6, 10, 7, 11]);
    expect(countCrossings({ layers, ends })).toBe(12);
    expect(countCrossings({ layers: orderByNeighbours({ layers, ends }), ends })).toBe(0);
  });
});
