import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

/** A path or a context, whichever is drawn on. */
export type Pen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'bezierCurveTo'>;

export interface EdgeEnds {
  ax: number;
  ay: number;
  bx: number;
  by: number;
}

/** Shortest reach of an edge's bend, px: enough to be seen leaving a card. */
const MIN_BEND = 40;

/** Where an edge between two cards leaves and arrives, told by their top left corners. */
export const endsOf = (from: { x: number; y: number }, to: { x: number; y: number }): EdgeEnds => ({
  ax: from.x + NODE_WIDTH,
  ay: from.y + NODE_HEIGHT / 2,
  bx: to.x,
  by: to.y + NODE_HEIGHT / 2,
});

export const bendOf = ({ ax, bx }: Pick<EdgeEnds, 'ax' | 'bx'>): number => Math.max(MIN_BEND, Math.abs(bx - ax) / 2);

export function traceCurve(pen: Pen, ends: EdgeEnds): void {
  const bend = bendOf(ends);
  pen.moveTo(ends.ax, ends.ay);
  pen.bezierCurveTo(ends.ax + bend, ends.ay, ends.bx - bend, ends.by, ends.bx, ends.by);
}

/** The curve at its half. */
export function middleOf(ends: EdgeEnds): { x: number; y: number } {
  // A cubic at t = 1/2: the bends of both ends cancel out.
  return { x: (ends.ax + ends.bx) / 2, y: (ends.ay + ends.by) / 2 };
}

/** Shortest distance from a point to the curve, measured at its chords. */
export function distanceToCurve(ends: EdgeEnds, x: number, y: number): number {
  const bend = bendOf(ends);
  let best = Number.POSITIVE_INFINITY;
  let [px, py] = [ends.ax, ends.ay];
  for (let step = 1; step <= CHORDS; step += 1) {
    const t = step / CHORDS;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    const qx = a * ends.ax + b * (ends.ax + bend) + c * (ends.bx - bend) + d * ends.bx;
    const qy = (a + b) * ends.ay + (c + d) * ends.by;
    best = Math.min(best, distanceToSegment({ ax: px, ay: py, bx: qx, by: qy }, x, y));
    [px, py] = [qx, qy];
  }
  return best;
}

/** Off the true curve by less than a pixel for edges up to some thousand pixels long. */
const CHORDS = 24;

function distanceToSegment({ ax, ay, bx, by }: EdgeEnds, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(ax + t * dx - x, ay + t * dy - y);
}
