// A fan-out of sixty tasks is one column of sixty nodes: unreadable at any zoom that shows it. So wide layers are folded into several
// columns, as many as make the whole fit the shape of the screen. The order inside a layer stays.

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 44;
const ROW_GAP = 12;
const COLUMN_GAP = 20;
const LAYER_GAP = 76;
/** Width to height of the drawing that a run page has room for. */
const ASPECT = 2;

export interface Placed {
  id: string;
  x: number;
  y: number;
}

const ROW = NODE_HEIGHT + ROW_GAP;
const COLUMN = NODE_WIDTH + COLUMN_GAP;

function widthWith(rows: number, layers: readonly (readonly string[])[]): number {
  return layers.reduce((width, { length }) => width + Math.ceil(length / rows) * COLUMN - COLUMN_GAP + LAYER_GAP, -LAYER_GAP);
}

/** The number of rows with which the drawing comes nearest to ASPECT. */
export function chooseRows(layers: readonly (readonly string[])[]): number {
  const tallest = Math.max(1, ...layers.map(({ length }) => length));
  let best = tallest;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= tallest; rows += 1) {
    const distance = Math.abs(Math.log(widthWith(rows, layers) / (rows * ROW) / ASPECT));
    if (distance >= bestDistance) continue;
    best = rows;
    bestDistance = distance;
  }
  return best;
}

/** Places layers from left to right, each centred, none taller than `rows`. */
export function foldLayers(layers: readonly (readonly string[])[], rows: number = chooseRows(layers)): Placed[] {
  const middle = (Math.min(rows, Math.max(0, ...layers.map(({ length }) => length))) * ROW) / 2;
  const placed: Placed[] = [];
  let left = 0;
  for (const layer of layers) {
    const columns = Math.max(1, Math.ceil(layer.length / rows));
    // Even columns look like a block; a full one with a short rest looks like a mistake.
    const perColumn = Math.ceil(layer.length / columns);
    layer.forEach((id, index) => {
      const column = Math.floor(index / perColumn);
      const inColumn = Math.min(perColumn, layer.length - column * perColumn);
      placed.push({ id, x: left + column * COLUMN, y: middle - (inColumn * ROW) / 2 + (index % perColumn) * ROW });
    });
    left += columns * COLUMN - COLUMN_GAP + LAYER_GAP;
  }
  return placed;
}
