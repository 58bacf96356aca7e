import type { Point } from './canvas-graph.ts';
import type { View } from './view.ts';

// The canvas is larger than the window it is seen through. While a view is panned, what is painted moves with it as a whole, and nothing
// is painted until the window comes to the end of the sheet. On whole device pixels a moved sheet is what would have been painted there.

/** The canvas is larger than the window by so much on each side, CSS px. */
const RIM = 160;
/** A place that misses a device pixel by less is on it: views are sums of floating point numbers. */
const ON_PIXEL = 0.02;

/** What is painted: this view, and as much of the graph around it as `rim` CSS px show. */
export interface Sheet {
  view: View;
  rim: number;
}

/** The rim on whole device pixels. */
export const rimOf = (dpr: number): number => Math.round(RIM * dpr) / dpr;

/** The view of a canvas with a rim around `view`. */
export const withRim = (view: View, rim: number): View => ({
  ...view,
  x: view.x + rim,
  y: view.y + rim,
  width: view.width + 2 * rim,
  height: view.height + 2 * rim,
});

/**
 * How far the sheet has to be moved to show `view`, CSS px.
 * @param exact whether half a device pixel matters: something that is not painted lies over it
 * @returns null when the sheet does not show all of the view as it should be
 */
export function shiftOf(sheet: Sheet | null, view: View, { dpr, exact }: { dpr: number; exact: boolean }): Point | null {
  if (sheet === null || sheet.view.zoom !== view.zoom || sheet.view.width !== view.width || sheet.view.height !== view.height) return null;
  const [dx, dy] = [(view.x - sheet.view.x) * dpr, (view.y - sheet.view.y) * dpr];
  const [x, y] = [Math.round(dx), Math.round(dy)];
  if (exact && Math.max(Math.abs(x - dx), Math.abs(y - dy)) > ON_PIXEL) return null;
  const far = sheet.rim * dpr;
  return Math.max(Math.abs(x), Math.abs(y)) > far ? null : { x: x / dpr, y: y / dpr };
}
