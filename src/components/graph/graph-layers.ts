import { buildGraph, levelsOf, topologicalOrder } from '@/server/core/workflow/graph.ts';
import type { GraphShape } from './graph-shape.ts';

/** Node ids by layer: a node stands right of everything it depends on. In the order of the definition; a cycle's nodes come last. */
export function layersOf({ nodes, edges }: GraphShape): string[][] {
  const position = new Map(nodes.map(({ id }, index) => [id, index]));
  const dependencies: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    const source = position.get(from);
    const target = position.get(to);
    if (source !== undefined && target !== undefined) dependencies[target]?.push(source);
  }
  const graph = buildGraph(dependencies);
  const order = topologicalOrder(graph);
  const levels = levelsOf(graph, order);
  const layers: string[][] = [];
  const ordered = new Set(order);
  const last = Math.max(0, ...order.map((index) => levels[index] ?? 0)) + 1;
  nodes.forEach(({ id }, index) => {
    const layer = ordered.has(index) ? (levels[index] ?? 0) : last;
    const members = layers[layer] ?? [];
    members.push(id);
    layers[layer] = members;
  });
  return layers.filter((layer) => layer !== undefined);
}

/** The same layers, each in the order of `place` (smaller first), so that edges cross less. */
export function orderLayers(layers: string[][], place: ReadonlyMap<string, number>): string[][] {
  return layers.map((layer) => layer.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)));
}
