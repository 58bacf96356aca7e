import type { Brush } from './brush.ts';
import type { Point } from './canvas-graph.ts';
import { BOX_ZOOM } from './card-look.ts';
import { CardText } from './card-text.ts';
import { bendOf } from './edge-path.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { GraphTheme } from './graph-theme.ts';
import { IconAtlas } from './icon-atlas.tsx';
import { paintBoxes, paintRings } from './paint-boxes.ts';
import { paintCards } from './paint-cards.ts';
import { FarEdges, paintEdges } from './paint-edges.ts';
import { paintSketch } from './paint-sketch.ts';
import { COMPLETED, type Rect, type Scene } from './scene.ts';
import { rimOf, type Sheet, shiftOf, withRim } from './sheet.ts';
import { type View, worldOf } from './view.ts';

/** What a frame has to do: nothing, only the nodes whose state changed, or everything. */
export type PaintDecision = 'nothing' | 'dirty' | 'all';

export interface PaintFacts {
  /** Whether what is painted shows the view, and places, selection and hover are those of the last frame. */
  same: boolean;
  moving: boolean;
  dirty: number;
  /** Whether a change of state also changes edges that are drawn. */
  edgesChange: boolean;
}

export function decidePaint({ same, moving, dirty, edgesChange }: PaintFacts): PaintDecision {
  if (!same || moving) return 'all';
  if (dirty === 0) return 'nothing';
  return edgesChange ? 'all' : 'dirty';
}

/** Everything chosen or under the pointer; more than this many rings are not told apart and cost frames. */
const RINGS = 2_000;
/** Cards take this much more room than their place: stacks, rings, the points where edges leave. Graph px. */
const OVERHANG = 12;

const covers = ([x0, y0, x1, y1]: Rect, [a0, b0, a1, b1]: Rect) => x0 <= a0 && y0 <= b0 && x1 >= a1 && y1 >= b1;

/** The single place that puts the graph on the canvas. */
export class Painter {
  theme: GraphTheme;
  editable = false;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly icons: IconAtlas;
  private readonly far = new FarEdges();
  private text: CardText;
  private last = '';
  private sheet: Sheet | null = null;
  private scene: Scene | null = null;
  private done = new Set<number>();

  /** @throws Error when the browser has no 2D canvas */
  constructor(canvas: HTMLCanvasElement, icons: HTMLElement, theme: GraphTheme) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser draws no 2D canvas');
    this.canvas = canvas;
    this.context = context;
    this.icons = new IconAtlas(icons);
    this.theme = theme;
    this.text = this.newText();
  }

  /** The next frame paints everything. */
  invalidate(): void {
    this.last = '';
  }

  /** Other colours, other fonts. */
  setTheme(theme: GraphTheme): void {
    this.theme = theme;
    this.text = this.newText();
    this.invalidate();
  }

  /** @param exact whether DOM cards lie over what is painted: then half a pixel is seen */
  paint(scene: Scene, view: View, exact: boolean): PaintDecision {
    const dpr = window.devicePixelRatio;
    this.resize(view, dpr);
    const key = `${view.zoom} ${view.width} ${view.height} ${dpr} ${scene.version} ${scene.placement}`;
    const same = key === this.last && scene === this.scene;
    const shift = same ? shiftOf(this.sheet, view, { dpr, exact }) : null;
    const before = this.sheet ?? { view, rim: 0 };
    const decision = decidePaint({
      same: shift !== null,
      moving: scene.moving.size > 0,
      dirty: scene.dirty.size,
      edgesChange: view.zoom >= BOX_ZOOM && this.edgesChange(scene, worldOf(before.view, before.rim)),
    });
    // A view that is panned goes on; one that changes otherwise does not use what lies beyond the window.
    const sheet = decision === 'all' ? { view, rim: same && scene.moving.size === 0 ? rimOf(dpr) : 0 } : before;
    const brush = this.brush(scene, sheet.view, dpr);
    if (decision === 'all') this.paintAll(brush, sheet);
    else if (decision === 'dirty') this.paintDirty(brush, sheet);
    this.place(decision === 'all' ? { x: 0, y: 0 } : (shift ?? { x: 0, y: 0 }), dpr);
    for (const node of scene.dirty) this.remember(scene, node);
    scene.dirty.clear();
    this.sheet = sheet;
    this.scene = scene;
    this.last = key;
    return decision;
  }

  private brush(scene: Scene, view: View, dpr: number): Brush {
    const { context, theme, icons, text, editable } = this;
    return { context, scene, theme, icons, text, view: withRim(view, rimOf(dpr)), dpr, editable, now: Date.now() };
  }

  /** Lays the canvas so that its sheet shows the view. */
  private place({ x, y }: Point, dpr: number): void {
    const rim = rimOf(dpr);
    this.canvas.style.transform = `translate(${x - rim}px,${y - rim}px)`;
  }

  private newText(): CardText {
    const { context } = this;
    return new CardText((font, text) => {
      if (context.font !== font) context.font = font;
      return context.measureText(text);
    });
  }

  private resize(view: View, dpr: number): void {
    const { width, height } = withRim(view, rimOf(dpr));
    const [wide, high] = [Math.round(width * dpr), Math.round(height * dpr)];
    if (this.canvas.width === wide && this.canvas.height === high) return;
    this.canvas.width = wide;
    this.canvas.height = high;
    this.canvas.style.width = `${wide / dpr}px`;
    this.canvas.style.height = `${high / dpr}px`;
    this.invalidate();
  }

  /** Edges behind a task that is done look different: whether any of those in view do now. */
  private edgesChange(scene: Scene, [x0, y0, x1, y1]: Rect): boolean {
    const inView = (edge: number) => {
      const ends = scene.endsOf(edge);
      const bend = bendOf(ends);
      return (
        Math.min(ends.ax, ends.bx - bend) <= x1 &&
        Math.max(ends.bx, ends.ax + bend) >= x0 &&
        Math.min(ends.ay, ends.by) <= y1 &&
        Math.max(ends.ay, ends.by) >= y0
      );
    };
    for (const node of scene.dirty)
      if ((scene.status[node] === COMPLETED) !== this.done.has(node) && scene.outOf(node).some(inView)) return true;
    return false;
  }

  private remember(scene: Scene, node: number): void {
    if (scene.status[node] === COMPLETED) this.done.add(node);
    else this.done.delete(node);
  }

  private paintAll(brush: Brush, { view, rim }: Sheet): void {
    const { context, scene } = brush;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const world = worldOf(view, rim + OVERHANG * view.zoom);
    const all = covers(world, scene.bounds);
    paintEdges(brush, this.far, all ? null : world);
    this.paintNodes(brush, all ? [...scene.nodes.keys()] : scene.nodesIn(world));
    if (scene.moving.size > 0) this.paintNodes(brush, [...scene.moving]);
    const chosen = new Set(scene.selected.size <= RINGS ? scene.selected : []);
    if (scene.hover >= 0) chosen.add(scene.hover);
    paintRings(brush, chosen);
    paintSketch(brush);
  }

  private paintNodes(brush: Brush, nodes: readonly number[]): void {
    const { scene, view } = brush;
    const bare = nodes.filter((node) => !scene.inDom[node]);
    if (view.zoom < BOX_ZOOM) paintBoxes(brush, bare);
    else paintCards(brush, bare);
  }

  private paintDirty(brush: Brush, { view, rim }: Sheet): void {
    const { scene } = brush;
    const [x0, y0, x1, y1] = worldOf(view, rim + OVERHANG * view.zoom);
    const seen = [...scene.dirty].filter((node) => {
      const { x, y } = scene.at(node);
      return x < x1 && y < y1 && x + NODE_WIDTH > x0 && y + NODE_HEIGHT > y0;
    });
    this.paintNodes(brush, seen);
    paintRings(
      brush,
      seen.filter((node) => scene.selected.has(node) || node === scene.hover),
    );
  }
}
