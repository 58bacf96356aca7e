import { type CanvasGraph, TASK_KINDS } from '../graph/canvas-graph.ts';
import { foldLayers } from '../graph/fold-layers.ts';

/** Numbers in [0, 1) that repeat themselves by seed (mulberry32). */
export function drawNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ['Fetch', 'Weigh', 'Compare', 'Write', 'Review', 'Publish', 'Measure', 'Sort', 'Collect', 'Explain'] as const;
const THINGS = ['sources', 'the figures', 'open questions', 'the draft', 'a sample', 'what changed', 'the archive', 'all totals'] as const;

/** A layered graph of `size` nodes with 1.25 edges each, the same for the same seed. */
export function drawGraph(size: number, seed: number): CanvasGraph {
  const random = drawNumbers(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const width = Math.max(2, Math.round(Math.sqrt(size) * 0.8));
  const layers: string[][] = [];
  for (let made = 0; made < size; made += layers.at(-1)?.length ?? 0) {
    const wide = Math.min(size - made, 1 + Math.floor(random() * 2 * width));
    layers.push(Array.from({ length: wide }, (_, index) => `task-${made + index}`));
  }
  const edges = new Map<string, CanvasGraph['edges'][number]>();
  layers.slice(1).forEach((layer, above) => {
    for (const to of layer) {
      const count = random() < 0.25 ? 2 : 1;
      for (let each = 0; each < count; each += 1) {
        const from = pick(layers[above] ?? []);
        if (from) edges.set(`${from} ${to}`, { from, to, when: 'completed', soft: random() < 0.1 });
      }
    }
  });
  const nodes = foldLayers(layers).map(({ id, x, y }, index) => ({
    id,
    x,
    y,
    name: `${pick(WORDS)} ${pick(THINGS)} ${index}`,
    type: 'work',
    // Most tasks are agent calls; every tenth is of another kind.
    kind: index % 10 === 9 ? (pick(TASK_KINDS) ?? 'agent') : ('agent' as const),
  }));
  return { nodes, edges: [...edges.values()] };
}
