import type { Point } from './canvas-graph.ts';
import { type View, zoomAt } from './view.ts';

// The canvas is larger than the window it is seen through. While a view is panned, what is painted moves with it as a whole, and nothing
// is painted until the window comes to the end of the sheet. On whole device pixels a moved sheet is what would have been painted there.
// While a view is zoomed, the sheet is shown larger or smaller than it was painted, until the next one is.

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

/** How a sheet is laid so that it shows a view: by a transform from its top left corner, CSS px. */
export interface Laid extends Point {
  scale: number;
  /** Whether it looks as if it were painted for the view. */
  faithful: boolean;
}

/** A sheet that is shown larger or smaller than by this is no picture of the view any more. */
const FARTHEST = 4;

/** @returns null when the sheet can show the view in no way */
export function layOf(sheet: Sheet | null, view: View, { dpr, exact }: { dpr: number; exact: boolean }): Laid | null {
  if (sheet === null || sheet.view.width !== view.width || sheet.view.height !== view.height) return null;
  const rim = rimOf(dpr);
  const scale = view.zoom / sheet.view.zoom;
  if (scale === 1) {
    const shift = shiftOf(sheet, view, { dpr, exact: false });
    return shift && { x: shift.x - rim, y: shift.y - rim, scale, faithful: !exact || shiftOf(sheet, view, { dpr, exact }) !== null };
  }
  if (scale > FARTHEST || scale < 1 / FARTHEST) return null;
  return { x: view.x - (rim + sheet.view.x) * scale, y: view.y - (rim + sheet.view.y) * scale, scale, faithful: false };
}

/** A view that is zoomed out is painted so much smaller than it is shown, so that there is something at its rim when it goes on. */
const AHEAD = 1.25;

/** The sheet to paint next, while `sheet` stands for the view. */
export function nextSheet(sheet: Sheet, view: View, { dpr, exact }: { dpr: number; exact: boolean }): Sheet {
  if (exact || view.zoom === sheet.view.zoom) return { view, rim: rimOf(dpr) };
  return view.zoom > sheet.view.zoom ? { view, rim: 0 } : { view: zoomAt(view, view.zoom / AHEAD), rim: rimOf(dpr) };
}
