import type { Point } from './canvas-graph.ts';
import { NODE_HEIGHT } from './fold-layers.ts';

// A card that is dragged near the line of others snaps to it. All cards are of one size, so one line per direction says it all.

export interface Snapped extends Point {
  /** Lines to draw: left edges and middles of the cards it stands in line with. */
  columns: number[];
  rows: number[];
}

/** Where there is no line, places are on this grid, px. */
export const GRID = 4;
const onGrid = (value: number) => Math.round(value / GRID) * GRID;

/** The value among `others` nearest to `value`, if it is within `reach`. */
function nearest(value: number, others: readonly number[], reach: number): number | null {
  let best: number | null = null;
  for (const other of others) {
    const distance = Math.abs(other - value);
    if (distance <= reach && (best === null || distance < Math.abs(best - value))) best = other;
  }
  return best;
}

/** @param reach how near a line attracts, graph px */
export function snapTo(at: Point, others: readonly Point[], reach: number): Snapped {
  const x = nearest(
    at.x,
    others.map((other) => other.x),
    reach,
  );
  const y = nearest(
    at.y,
    others.map((other) => other.y),
    reach,
  );
  return {
    x: x ?? onGrid(at.x),
    y: y ?? onGrid(at.y),
    columns: x === null ? [] : [x],
    rows: y === null ? [] : [y + NODE_HEIGHT / 2],
  };
}
