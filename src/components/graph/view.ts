import type { Point } from './canvas-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { Rect } from './scene.ts';

/** What is looked at: graph pixel (gx, gy) is drawn at (gx * zoom + x, gy * zoom + y) of a window `width` by `height` CSS pixels. */
export interface View {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

export const ZOOM = { min: 0.02, max: 1.75 } as const;
/** Room for the legend above and the controls below, px. */
const MARGIN = { top: 56, bottom: 56, side: 24 } as const;
/** How near to the rim a revealed node may stand, px. */
const RIM = 32;

export const toGraph = ({ x, y, zoom }: View, at: Point): Point => ({ x: (at.x - x) / zoom, y: (at.y - y) / zoom });
export const toScreen = ({ x, y, zoom }: View, at: Point): Point => ({ x: at.x * zoom + x, y: at.y * zoom + y });

/** The part of the graph in view, with `rim` screen pixels more on each side. */
export function worldOf({ x, y, zoom, width, height }: View, rim = 0): Rect {
  return [(-x - rim) / zoom, (-y - rim) / zoom, (width - x + rim) / zoom, (height - y + rim) / zoom];
}

export const clampZoom = (zoom: number): number => Math.min(ZOOM.max, Math.max(ZOOM.min, zoom));

/** The view that shows all of `bounds`, never larger than life. */
export function fitBounds([x0, y0, x1, y1]: Rect, { width, height }: Pick<View, 'width' | 'height'>): View {
  const [wide, high] = [Math.max(1, width - 2 * MARGIN.side), Math.max(1, height - MARGIN.top - MARGIN.bottom)];
  const zoom = Math.min(1, clampZoom(Math.min(wide / Math.max(1, x1 - x0), high / Math.max(1, y1 - y0))));
  return {
    x: width / 2 - ((x0 + x1) / 2) * zoom,
    y: MARGIN.top + high / 2 - ((y0 + y1) / 2) * zoom,
    zoom,
    width,
    height,
  };
}

/** The view moved by as little as it takes to show the node at `at`; the same object when it is in view. */
export function showNode(view: View, at: Point): View {
  const { x, y } = toScreen(view, at);
  const into = (from: number, size: number, room: number) => {
    // What is larger than the window is shown from its middle.
    if (size > room - 2 * RIM) return (room - size) / 2 - from;
    return from < RIM ? RIM - from : Math.min(0, room - RIM - from - size);
  };
  const dx = into(x, NODE_WIDTH * view.zoom, view.width);
  const dy = into(y, NODE_HEIGHT * view.zoom, view.height);
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

/** The same middle at another zoom. */
export function zoomAt(view: View, zoom: number, at: Point = { x: view.width / 2, y: view.height / 2 }): View {
  const next = clampZoom(zoom);
  const middle = toGraph(view, at);
  return { ...view, zoom: next, x: at.x - middle.x * next, y: at.y - middle.y * next };
}

/** A node in the middle, close enough to be read and edited. */
export function closeUp(view: View, at: Point): View {
  const zoom = Math.max(1, view.zoom);
  return {
    ...view,
    zoom,
    x: view.width / 2 - (at.x + NODE_WIDTH / 2) * zoom,
    y: view.height / 2 - (at.y + NODE_HEIGHT / 2) * zoom,
  };
}
