import { BOX_MARKS } from './box-marks.ts';
import { type Brush, onDevice } from './brush.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

// Boxes lie on whole device pixels: nothing is blended at their rims, so one painted over itself is exact, and a changed state costs a box.

/** A box is never smaller than this, device px. */
const LEAST = 2;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function boxOf({ scene, view, dpr }: Brush, node: number): Box {
  const scale = view.zoom * dpr;
  const { x, y } = scene.at(node);
  return {
    x: Math.round(x * scale + view.x * dpr),
    y: Math.round(y * scale + view.y * dpr),
    width: Math.max(LEAST, Math.round(NODE_WIDTH * scale)),
    height: Math.max(LEAST, Math.round(NODE_HEIGHT * scale)),
  };
}

function fillPart(
  context: CanvasRenderingContext2D,
  box: Box,
  [left, top, right, bottom]: readonly [number, number, number, number],
): void {
  const x0 = Math.round(box.x + left * box.width);
  const y0 = Math.round(box.y + top * box.height);
  context.fillRect(
    x0,
    y0,
    Math.max(1, Math.round(box.x + right * box.width) - x0),
    Math.max(1, Math.round(box.y + bottom * box.height) - y0),
  );
}

/** Paints these nodes as boxes, in one pass per look. */
export function paintBoxes(brush: Brush, nodes: readonly number[]): void {
  const { context, scene, theme } = brush;
  onDevice(brush);
  const piles: number[][] = BOX_MARKS.map(() => []);
  for (const node of nodes) piles[scene.status[node] ?? 0]?.push(node);
  // What is filled in part lies on the ground of a card, so that edges behind do not show through.
  context.fillStyle = theme.raised;
  piles.forEach((pile, status) => {
    if (BOX_MARKS[status]?.whole) return;
    for (const node of pile) fillPart(context, boxOf(brush, node), [0, 0, 1, 1]);
  });
  piles.forEach((pile, status) => {
    const mark = BOX_MARKS[status];
    if (!mark || pile.length === 0) return;
    context.fillStyle = theme[mark.colour];
    for (const node of pile) {
      const box = boxOf(brush, node);
      for (const part of mark.fill) fillPart(context, box, part);
    }
  });
}

/** Rings around boxes and cards: what is chosen, and what the pointer is on. */
export function paintRings(brush: Brush, nodes: Iterable<number>): void {
  const { context, scene, theme, dpr } = brush;
  onDevice(brush);
  context.strokeStyle = theme.accent;
  context.lineWidth = 2 * dpr;
  const out = 3 * dpr;
  for (const node of nodes) {
    if (scene.inDom[node]) continue;
    const { x, y, width, height } = boxOf(brush, node);
    context.strokeRect(x - out, y - out, width + 2 * out, height + 2 * out);
  }
}
