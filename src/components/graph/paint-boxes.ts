import { BOX_MARKS, type Fill } from './box-marks.ts';
import { type Brush, onDevice } from './brush.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

// Boxes lie on whole device pixels: nothing is blended at their rims, so one painted over itself is exact, and a changed state costs a box.
// All boxes of a frame are of one size, so their parts are worked out once per look and not once per node.

/** A box is never smaller than this, device px. */
const LEAST = 2;

/** Where boxes of this frame lie, device px. */
interface Grid {
  scale: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A part of a box, from its corner, device px. */
interface Part {
  dx: number;
  dy: number;
  width: number;
  height: number;
}

function gridOf({ view, dpr }: Brush): Grid {
  const scale = view.zoom * dpr;
  return {
    scale,
    left: view.x * dpr,
    top: view.y * dpr,
    width: Math.max(LEAST, Math.round(NODE_WIDTH * scale)),
    height: Math.max(LEAST, Math.round(NODE_HEIGHT * scale)),
  };
}

function partsOf(fill: Fill, { width, height }: Grid): Part[] {
  return fill.map(([left, top, right, bottom]) => {
    const [dx, dy] = [Math.round(left * width), Math.round(top * height)];
    return { dx, dy, width: Math.max(1, Math.round(right * width) - dx), height: Math.max(1, Math.round(bottom * height) - dy) };
  });
}

function fillParts({ context, scene }: Brush, nodes: readonly number[], { grid, parts }: { grid: Grid; parts: readonly Part[] }): void {
  const { scale, left, top } = grid;
  for (const node of nodes) {
    const x = Math.round((scene.x[node] ?? 0) * scale + left);
    const y = Math.round((scene.y[node] ?? 0) * scale + top);
    for (const { dx, dy, width, height } of parts) context.fillRect(x + dx, y + dy, width, height);
  }
}

/** Paints these nodes as boxes, in one pass per look. */
export function paintBoxes(brush: Brush, nodes: readonly number[]): void {
  const { context, scene, theme } = brush;
  onDevice(brush);
  const grid = gridOf(brush);
  const piles: number[][] = BOX_MARKS.map(() => []);
  for (const node of nodes) piles[scene.status[node] ?? 0]?.push(node);
  // What is filled in part lies on the ground of a card, so that edges behind do not show through.
  context.fillStyle = theme.raised;
  const ground = { grid, parts: partsOf([[0, 0, 1, 1]], grid) };
  piles.forEach((pile, status) => {
    if (!BOX_MARKS[status]?.whole) fillParts(brush, pile, ground);
  });
  piles.forEach((pile, status) => {
    const mark = BOX_MARKS[status];
    if (!mark || pile.length === 0) return;
    context.fillStyle = theme[mark.colour];
    fillParts(brush, pile, { grid, parts: partsOf(mark.fill, grid) });
  });
}

/** Rings around boxes and cards: what is chosen, and what the pointer is on. */
export function paintRings(brush: Brush, nodes: Iterable<number>): void {
  const { context, scene, theme, dpr } = brush;
  onDevice(brush);
  context.strokeStyle = theme.accent;
  context.lineWidth = 2 * dpr;
  const { scale, left, top, width, height } = gridOf(brush);
  const out = 3 * dpr;
  for (const node of nodes) {
    if (scene.inDom[node]) continue;
    const { x, y } = scene.at(node);
    context.strokeRect(Math.round(x * scale + left) - out, Math.round(y * scale + top) - out, width + 2 * out, height + 2 * out);
  }
}
