import { type Brush, onGraph } from './brush.ts';
import { BOX_ZOOM, CARD, FAR_ZOOM } from './card-look.ts';
import { middleOf, traceCurve } from './edge-path.ts';
import type { Rect, Scene } from './scene.ts';

/** Edges of more chosen nodes than this are not told apart any more. */
const CHOSEN = 200;
/** Below this zoom lines merge into a surface: drawn fainter, they stay lines. */
const FAINT_ZOOM = 0.12;
const DASHES = [4, 3];

export const isDashed = (scene: Scene, edge: number): boolean => {
  const drawn = scene.edges[edge];
  return drawn !== undefined && (drawn.soft || drawn.when !== 'completed');
};

/** Edges of one step of painting, far and near: a few ms on a slow machine. */
const STEP = { lines: 400, curves: 80 } as const;

function* stepsOf(edges: readonly number[], step: number): Generator<readonly number[], void> {
  for (let from = 0; from < edges.length; from += step) yield edges.slice(from, from + step);
}

/** Straight lines for the view from afar, kept until places change. */
export class FarEdges {
  private paths: Path2D[] = [];
  private scene: Scene | null = null;
  private placement = -1;
  private moving = 0;

  of(scene: Scene): readonly Path2D[] {
    if (scene === this.scene && scene.placement === this.placement && scene.moving.size === this.moving) return this.paths;
    this.scene = scene;
    this.placement = scene.placement;
    this.moving = scene.moving.size;
    this.paths = [];
    for (const some of stepsOf([...scene.edges.keys()], STEP.lines)) {
      const path = new Path2D();
      for (const edge of some) if (!scene.follows(edge)) line(path, scene, edge);
      this.paths.push(path);
    }
    return this.paths;
  }
}

function line(pen: Pick<Path2D, 'moveTo' | 'lineTo'>, scene: Scene, edge: number): void {
  const { ax, ay, bx, by } = scene.endsOf(edge);
  pen.moveTo(ax, ay);
  pen.lineTo(bx, by);
}

function curve({ context, scene }: Brush, edge: number): void {
  traceCurve(context, scene.endsOf(edge));
}

function* paintFar(brush: Brush, far: FarEdges, seen: readonly number[] | null): Generator<undefined, void> {
  const { context, scene, theme, view, dpr } = brush;
  context.strokeStyle = theme.lineStrong;
  context.lineWidth = 1 / (view.zoom * dpr);
  context.globalAlpha = view.zoom < FAINT_ZOOM ? 0.55 : 1;
  if (seen === null) {
    for (const path of far.of(scene)) {
      yield;
      context.stroke(path);
    }
  } else {
    for (const some of stepsOf(seen, STEP.lines)) {
      yield;
      context.beginPath();
      for (const edge of some) if (!scene.follows(edge)) line(context, scene, edge);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** Curves, in four kinds of strokes: done or not, dashed or not. */
function* paintNear(brush: Brush, seen: readonly number[]): Generator<undefined, void> {
  const { context, scene, theme, view } = brush;
  const piles: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const edge of seen)
    if (!scene.follows(edge)) piles[((scene.isDone(edge) ? 1 : 0) + (isDashed(scene, edge) ? 2 : 0)) as 0 | 1 | 2 | 3].push(edge);
  context.lineWidth = Math.max(1, 0.75 / view.zoom);
  for (const [kind, pile] of piles.entries()) {
    const done = kind % 2 === 1;
    context.strokeStyle = done ? theme.ok : theme.lineStrong;
    context.globalAlpha = done ? 0.45 : 0.85;
    context.setLineDash(kind >= 2 ? DASHES : []);
    for (const some of stepsOf(pile, STEP.curves)) {
      yield;
      context.beginPath();
      for (const edge of some) curve(brush, edge);
      context.stroke();
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

const CONDITION_WORDS: Record<string, string> = { failed: 'if it fails', always: 'in any case' };

/** Says on what an edge depends, where that is not success. */
function paintConditions({ context, scene, theme, view }: Brush, seen: readonly number[]): void {
  if (view.zoom < FAR_ZOOM) return;
  context.font = `400 ${CARD.remarkFont}px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const edge of seen) {
    const words = CONDITION_WORDS[scene.edges[edge]?.when ?? ''];
    if (!words) continue;
    const { x, y } = middleOf(scene.endsOf(edge));
    const width = context.measureText(words).width + 8;
    context.fillStyle = theme.page;
    context.fillRect(x - width / 2, y - CARD.lineHeight / 2, width, CARD.lineHeight);
    context.fillStyle = theme.ink3;
    context.fillText(words, x, y);
  }
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

/** The edges of what is chosen or under the pointer, on top. */
function paintChosen(brush: Brush): void {
  const { context, scene, theme, view } = brush;
  const nodes = new Set(scene.selected.size <= CHOSEN ? scene.selected : []);
  if (scene.hover >= 0) nodes.add(scene.hover);
  const edges = new Set(scene.selectedEdges);
  if (scene.hoverEdge >= 0) edges.add(scene.hoverEdge);
  for (const node of nodes) for (const list of [scene.outOf(node), scene.into(node)]) for (const edge of list) edges.add(edge);
  if (edges.size === 0) return;
  context.strokeStyle = theme.accent;
  context.lineWidth = Math.max(1.5, 1.5 / view.zoom);
  for (const dashed of [false, true]) {
    context.setLineDash(dashed ? DASHES : []);
    context.beginPath();
    for (const edge of edges) if (isDashed(scene, edge) === dashed) curve(brush, edge);
    context.stroke();
  }
  context.setLineDash([]);
  if (scene.selectedEdges.size === 0) return;
  context.lineWidth = Math.max(3, 3 / view.zoom);
  context.beginPath();
  for (const edge of scene.selectedEdges) curve(brush, edge);
  context.stroke();
}

/** All edges of `world`, or all there are when everything is in view, step by step. */
export function* paintEdges(brush: Brush, far: FarEdges, world: Rect | null): Generator<undefined, void> {
  const { scene, view } = brush;
  onGraph(brush);
  if (view.zoom < BOX_ZOOM) {
    const seen = world === null ? null : scene.edgesIn(world);
    // One stroke of the kept path costs less than a path of its own with most of the edges.
    yield* paintFar(brush, far, seen !== null && seen.length > scene.edges.length / 4 ? null : seen);
    paintMoving(brush);
    paintChosen(brush);
    return;
  }
  const seen = scene.edgesIn(world ?? scene.bounds);
  yield* paintNear(brush, seen);
  paintMoving(brush);
  paintChosen(brush);
  paintConditions(brush, seen);
}

/** The edges of what follows the hand. */
function paintMoving(brush: Brush): void {
  const { context, scene, theme, view } = brush;
  if (scene.moving.size === 0) return;
  context.strokeStyle = theme.accent;
  context.lineWidth = Math.max(1, 1 / view.zoom);
  context.beginPath();
  const drawn = new Set<number>();
  for (const node of scene.moving) for (const list of [scene.outOf(node), scene.into(node)]) for (const edge of list) drawn.add(edge);
  for (const edge of drawn) curve(brush, edge);
  context.stroke();
}
