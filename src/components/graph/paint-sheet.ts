import { type Brush, onDevice } from './brush.ts';
import { BOX_ZOOM } from './card-look.ts';
import { paintBoxes, paintRings } from './paint-boxes.ts';
import { paintCards } from './paint-cards.ts';
import { type FarEdges, paintEdges } from './paint-edges.ts';
import { paintSketch } from './paint-sketch.ts';
import type { Rect } from './scene.ts';
import type { Sheet } from './sheet.ts';
import { worldOf } from './view.ts';

/** Everything chosen or under the pointer; more than this many rings are not told apart and cost frames. */
const RINGS = 2_000;
/** Cards take this much more room than their place: stacks, rings, the points where edges leave. Graph px. */
export const OVERHANG = 12;
/** Nodes of one step: a few ms on a slow machine. */
const STEP = { boxes: 800, cards: 40 } as const;

const covers = ([x0, y0, x1, y1]: Rect, [a0, b0, a1, b1]: Rect) => x0 <= a0 && y0 <= b0 && x1 >= a1 && y1 >= b1;

/** The part of the graph of which something is on the sheet. */
export const worldOn = ({ view, rim }: Sheet): Rect => worldOf(view, rim + OVERHANG * view.zoom);

/** Paints these nodes as the zoom shows them. */
export function paintNodes(brush: Brush, nodes: readonly number[]): void {
  if (brush.view.zoom < BOX_ZOOM) paintBoxes(brush, nodes);
  else paintCards(brush, nodes);
}

/** Paints a whole sheet. Between two steps the painting may rest, for as long as nothing but states changes. */
export function* paintSheet(brush: Brush, far: FarEdges, sheet: Sheet): Generator<undefined, void> {
  const { context, scene, view } = brush;
  onDevice(brush);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const world = worldOn(sheet);
  const all = covers(world, scene.bounds);
  yield* paintEdges(brush, far, all ? null : world);
  const nodes = all ? [...scene.nodes.keys()] : scene.nodesIn(world);
  const step = view.zoom < BOX_ZOOM ? STEP.boxes : STEP.cards;
  for (let from = 0; from < nodes.length; from += step) {
    yield;
    paintNodes(brush, nodes.slice(from, from + step));
  }
  if (scene.moving.size > 0) paintNodes(brush, [...scene.moving]);
  const chosen = new Set(scene.selected.size <= RINGS ? scene.selected : []);
  if (scene.hover >= 0) chosen.add(scene.hover);
  paintRings(brush, chosen);
  paintSketch(brush);
}
