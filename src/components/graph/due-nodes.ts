import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { Rect, Scene } from './scene.ts';

// Nodes whose look has changed are painted where somebody sees the canvas. What lies under a card, or on the sheet beyond the window, may
// wait until it is seen: a canvas that does not change costs nothing to show.

export interface DueNodes {
  /** To paint now. */
  due: number[];
  /** To paint before they are seen. */
  owed: number[];
}

/**
 * @param on.sheet what of the graph is on the sheet: the rest is painted with the next one
 * @param on.window what of it is in view; null while the view moves: then all of the sheet is about to be seen
 */
export function splitChanged(scene: Scene, changed: Iterable<number>, on: { sheet: Rect; window: Rect | null }): DueNodes {
  const split: DueNodes = { due: [], owed: [] };
  for (const node of changed) {
    const { x, y } = scene.at(node);
    const meets = ([x0, y0, x1, y1]: Rect) => x < x1 && y < y1 && x + NODE_WIDTH > x0 && y + NODE_HEIGHT > y0;
    if (!meets(on.sheet)) continue;
    const isSeen = on.window === null || (scene.inDom[node] === 0 && meets(on.window));
    (isSeen ? split.due : split.owed).push(node);
  }
  return split;
}
