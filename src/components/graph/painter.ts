import type { Brush } from './brush.ts';
import { BOX_ZOOM } from './card-look.ts';
import { CardText } from './card-text.ts';
import { splitChanged } from './due-nodes.ts';
import { bendOf } from './edge-path.ts';
import type { GraphTheme } from './graph-theme.ts';
import { IconAtlas } from './icon-atlas.tsx';
import { paintRings } from './paint-boxes.ts';
import { FarEdges } from './paint-edges.ts';
import { OVERHANG, paintNodes, paintSheet, worldOn } from './paint-sheet.ts';
import { COMPLETED, type Rect, type Scene } from './scene.ts';
import { type Laid, layOf, nextSheet, rimOf, type Sheet, withRim } from './sheet.ts';
import { SheetDraft } from './sheet-draft.ts';
import { type View, worldOf } from './view.ts';

// What is painted is a sheet. A frame shows it where the view is, and changes what has changed:
//
//   whole    everything is painted at once       <- nothing painted can stand for the view: the first frame, another selection, a drag
//   nothing  the sheet lies as it should          <- the view rests, or is panned
//   draft    the sheet lies nearly as it should: it is shown larger or smaller, and the next one is painted out of sight, a little
//            in every frame, until it takes its place   <- the view is zoomed; edges have another colour
//
// Nodes whose state has changed are painted on the sheet that is shown in any case, as soon as somebody can see them there.

/** What is to be seen, and on which screen. */
interface Shown {
  scene: Scene;
  view: View;
  /** Device pixels per CSS pixel. */
  dpr: number;
}

/** What a frame does about the sheet. */
type PaintDecision = 'nothing' | 'draft' | 'whole';

interface PaintFacts {
  /** How the sheet can be laid; null when it cannot stand for the view. */
  laid: Pick<Laid, 'faithful'> | null;
  /** Whether nodes follow a hand. */
  moving: boolean;
  /** Whether something on the sheet looks different now that is no node, or another sheet has been begun. */
  stale: boolean;
  /** Whether a sheet may take more than one frame. */
  slow: boolean;
}

export function decidePaint({ laid, moving, stale, slow }: PaintFacts): PaintDecision {
  if (laid === null || moving) return 'whole';
  if (laid.faithful && !stale) return 'nothing';
  return slow ? 'draft' : 'whole';
}

/** What a frame may take for a draft, ms: the rest is left to what else happens in it. */
const DRAFT_MS = 7;
/** Edges that get another colour are painted at most this often, ms; the nodes themselves at once. */
const EDGES_MS = 400;

export interface PaintOptions {
  /** Whether something that is not painted lies over the canvas: then half a pixel is seen. */
  exact: boolean;
  /** Whether the graph is so large that a sheet may take more than one frame. */
  slow: boolean;
}

/** The single place that puts the graph on the canvas. */
export class Painter {
  theme: GraphTheme;
  editable = false;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly draft = new SheetDraft();
  private readonly icons: IconAtlas;
  private readonly far = new FarEdges();
  private text: CardText;
  private last = '';
  private sheet: Sheet | null = null;
  private scene: Scene | null = null;
  private stale = false;
  /** Until then what is stale may wait, as `performance.now()` counts. */
  private fresh = 0;
  private done = new Set<number>();
  /** Nodes that look different on the sheet than they should, where nobody sees it. */
  private owed: readonly number[] = [];

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

  /** Paints another sheet when there is time. */
  renew(): void {
    this.stale = true;
    this.fresh = 0;
  }

  /** Other colours, other fonts. */
  setTheme(theme: GraphTheme): void {
    this.theme = theme;
    this.text = this.newText();
    this.invalidate();
  }

  /** @returns whether the view is shown as it should be; otherwise another frame is needed */
  paint(scene: Scene, view: View, { exact, slow }: PaintOptions): boolean {
    const dpr = window.devicePixelRatio;
    this.resize(view, dpr);
    const key = `${view.width} ${view.height} ${dpr} ${scene.version} ${scene.placement}`;
    const before = key === this.last && scene === this.scene ? this.sheet : null;
    const laid = layOf(before, view, { dpr, exact });
    this.stale ||= before !== null && before.view.zoom >= BOX_ZOOM && this.edgesChange(scene, worldOf(before.view, before.rim));
    const stale = this.draft.current !== null || (this.stale && performance.now() >= this.fresh);
    const decision = decidePaint({ laid, moving: scene.moving.size > 0, stale, slow });
    this.scene = scene;
    this.last = key;
    const shown = { scene, view, dpr };
    if (before === null || decision === 'whole') this.paintWhole(shown, before);
    else {
      this.paintChanged(shown, { on: before, exact, changed: new Set([...this.owed, ...scene.dirty]) });
      if (decision === 'draft') this.goOn(shown, { before, exact });
    }
    // A draft that took its time may be of a view that the window has left.
    if (layOf(this.sheet, view, { dpr, exact }) === null) this.paintWhole(shown, this.sheet);
    for (const node of scene.dirty) this.remember(scene, node);
    scene.dirty.clear();
    return this.place(view, { dpr, exact });
  }

  private brush({ scene, view, dpr }: Shown, context = this.context): Brush {
    const { theme, icons, text, editable } = this;
    return { context, scene, theme, icons, text, view: withRim(view, rimOf(dpr)), dpr, editable, now: Date.now() };
  }

  private paintWhole(shown: Shown, before: Sheet | null): void {
    // A view that is panned goes on; one that changes otherwise does not use what lies beyond the window.
    const goesOn = before !== null && before.view.zoom === shown.view.zoom && shown.scene.moving.size === 0;
    const sheet = { view: shown.view, rim: goesOn ? rimOf(shown.dpr) : 0 };
    const steps = paintSheet(this.brush(shown), this.far, sheet);
    while (!steps.next().done);
    this.sheet = sheet;
    this.owed = [];
    this.stale = false;
    this.fresh = performance.now() + EDGES_MS;
    this.draft.drop();
  }

  private goOn(shown: Shown, { before, exact }: { before: Sheet; exact: boolean }): void {
    const { draft, canvas } = this;
    if (draft.current === null) {
      const sheet = nextSheet(before, shown.view, { dpr: shown.dpr, exact });
      draft.begin(sheet, canvas, paintSheet(this.brush({ ...shown, view: sheet.view }, draft.context), this.far, sheet));
      this.stale = false;
      this.fresh = performance.now() + EDGES_MS;
    }
    for (const node of shown.scene.dirty) draft.current?.late.add(node);
    const drafted = draft.goOn(DRAFT_MS);
    if (drafted === null) return;
    const { context } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = 'copy';
    context.drawImage(draft.context.canvas, 0, 0);
    context.globalCompositeOperation = 'source-over';
    this.sheet = drafted.sheet;
    this.paintChanged(shown, { on: drafted.sheet, exact, changed: drafted.late });
  }

  /** Lays the canvas so that its sheet shows the view; gives whether it does so as it should. */
  private place(view: View, { dpr, exact }: { dpr: number; exact: boolean }): boolean {
    const laid = layOf(this.sheet, view, { dpr, exact });
    if (laid === null) return false;
    this.canvas.style.transform = `translate(${laid.x}px,${laid.y}px) scale(${laid.scale})`;
    return laid.faithful && !this.stale && this.draft.current === null;
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

  /** Paints nodes anew where they lie on a sheet that is there, as far as they can be seen. */
  private paintChanged(shown: Shown, { on, exact, changed }: { on: Sheet; exact: boolean; changed: ReadonlySet<number> }): void {
    const { scene, view } = shown;
    const window = exact ? worldOf(view, OVERHANG * view.zoom) : null;
    const { due, owed } = splitChanged(scene, changed, { sheet: worldOn(on), window });
    this.owed = owed;
    if (due.length === 0) return;
    const brush = this.brush({ ...shown, view: on.view });
    paintNodes(brush, due);
    paintRings(
      brush,
      due.filter((node) => scene.selected.has(node) || node === scene.hover),
    );
  }
}
