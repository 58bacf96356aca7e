import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { Scene } from './scene.ts';

// Arrow keys walk the graph, not the pixels: right to the nearest successor, left to the nearest predecessor, up and down within the column.

export type Direction = 'left' | 'right' | 'up' | 'down';

/** How far up and down look, in heights of a card. */
const REACH = 60;

const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
export const directionOf = (key: string): Direction | null => ARROWS[key] ?? null;

/** Of several ends the one whose height is nearest; the upper of two alike, so that a walk repeats itself. */
function nearestByHeight(scene: Scene, from: number, ends: readonly number[]): number {
  const { y } = scene.at(from);
  const cost = (node: number) => Math.abs(scene.at(node).y - y);
  return ends.reduce((best, node) => (best < 0 || cost(node) < cost(best) ? node : best), -1);
}

function nearestInColumn(scene: Scene, from: number, sign: 1 | -1): number {
  const { x, y } = scene.at(from);
  const reach = REACH * NODE_HEIGHT;
  const found = scene.nodesIn(
    sign > 0 ? [x - NODE_WIDTH, y + 1, x + NODE_WIDTH, y + reach] : [x - NODE_WIDTH, y - reach, x + NODE_WIDTH, y - 1],
  );
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const node of found) {
    const at = scene.at(node);
    const down = (at.y - y) * sign;
    if (node === from || down <= 0) continue;
    // Sideways counts double: a column is left only when there is nothing else.
    const cost = down + Math.abs(at.x - x) * 2;
    if (cost >= bestCost) continue;
    best = node;
    bestCost = cost;
  }
  return best;
}

/** The node that an arrow key leads to; -1 where there is none. */
export function neighbourOf(scene: Scene, from: number, direction: Direction): number {
  if (direction === 'right')
    return nearestByHeight(
      scene,
      from,
      [...scene.outOf(from)].map((edge) => scene.targetOf(edge)),
    );
  if (direction === 'left')
    return nearestByHeight(
      scene,
      from,
      [...scene.into(from)].map((edge) => scene.sourceOf(edge)),
    );
  return nearestInColumn(scene, from, direction === 'down' ? 1 : -1);
}

/** Where a walk begins: the leftmost node without a predecessor, the upper one of two. */
export function firstOf(scene: Scene): number {
  let best = -1;
  for (let node = 0; node < scene.size; node += 1) {
    if (scene.into(node).length > 0) continue;
    if (best < 0 || comesBefore(scene, node, best)) best = node;
  }
  return best < 0 ? scene.size - 1 : best;
}

function comesBefore(scene: Scene, one: number, other: number): boolean {
  const [a, b] = [scene.at(one), scene.at(other)];
  return a.x === b.x ? a.y < b.y : a.x < b.x;
}

/** All nodes as they are read: column by column, from the top. `level`: how many columns stand left of each. */
export function readingOrder(scene: Scene): { order: number[]; level: Uint32Array } {
  const open = Uint32Array.from({ length: scene.size }, (_, node) => scene.into(node).length);
  const level = new Uint32Array(scene.size);
  const queue: number[] = [];
  open.forEach((count, node) => {
    if (count === 0) queue.push(node);
  });
  for (const node of queue) {
    for (const edge of scene.outOf(node)) {
      const next = scene.targetOf(edge);
      level[next] = Math.max(level[next] ?? 0, (level[node] ?? 0) + 1);
      const left = (open[next] ?? 1) - 1;
      open[next] = left;
      if (left === 0) queue.push(next);
    }
  }
  const order = Array.from({ length: scene.size }, (_, node) => node);
  order.sort((a, b) => (level[a] ?? 0) - (level[b] ?? 0) || scene.at(a).y - scene.at(b).y || a - b);
  return { order, level };
}
