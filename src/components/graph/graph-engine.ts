import type { GraphSelection, Point, StateSource } from './canvas-graph.ts';
import { CardGlide, movesBetween } from './card-glide.ts';
import { CardLayer, type CardLayerHost, type CardOptions } from './card-layer.ts';
import { FAR_ZOOM } from './card-look.ts';
import { MOUNT_LIMITS } from './card-mounter.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import { type GraphTheme, readTheme } from './graph-theme.ts';
import { Painter } from './painter.ts';
import { Scene } from './scene.ts';
import { closeUp, fitBounds, showNode, toGraph, type View, worldOf, zoomAt } from './view.ts';
import { type ViewPort, wantsStill } from './view-port.ts';
import { firstOf } from './walk-scene.ts';

// Keeps canvas, cards and view together, outside of React: nothing renders while the view moves or a thousand states change.
//
//   still    cards lie over the canvas where the view is close
//   moving   cards are hidden, the canvas alone moves      <- every change of the view
//   settled  SETTLE_MS later: cards are shown, missing ones come a few per frame -> still
//
// A graph of at most SMALL nodes has all its cards all the time.

/** Graphs up to this size are cards at every zoom and in motion. */
export const SMALL = 60;
const SETTLE_MS = 120;
/** Cards are shown above, and hidden below: in between it stays as it is. */
const CLOSE = { on: 0.65, off: 0.55 } as const;
/** Cards are mounted this far beyond the window, px. */
const RIM = 60;
/** How long the view flies, ms. */
const FLY_MS = 200;

export interface Stage {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  icons: HTMLElement;
  port: ViewPort;
  render: CardLayerHost['render'];
}

export class GraphEngine {
  scene: Scene;
  readonly port: ViewPort;
  readonly root: HTMLElement;
  readonly cards: CardLayer;
  private readonly painter: Painter;
  private readonly glide = new CardGlide(this);
  private readonly frameListeners = new Set<(view: View, recoloured: boolean) => void>();
  private states: StateSource | undefined;
  private frameId = 0;
  private settleTimer = 0;
  private close = false;
  private moving = false;
  private fitted = false;
  private size = { width: 0, height: 0 };
  private offScene: (() => void) | null = null;
  private readonly offPort: () => void;

  constructor({ root, canvas, icons, port, render }: Stage) {
    const layer = root.querySelector<HTMLElement>('.react-flow__nodes');
    if (!layer) throw new Error('React Flow has no layer of nodes');
    this.root = root;
    this.port = port;
    this.scene = new Scene({ nodes: [], edges: [] });
    this.painter = new Painter(canvas, icons, readTheme(root));
    this.cards = new CardLayer({ layer, render, changed: () => this.moveRings() });
    this.offPort = port.watch((what) => {
      if (what === 'resized') this.keepInView();
      this.onView(what);
    });
  }

  get theme(): GraphTheme {
    return this.painter.theme;
  }

  get small(): boolean {
    return this.scene.size <= SMALL;
  }

  view(): View {
    return this.port.get();
  }

  destroy(): void {
    this.offPort();
    this.offScene?.();
    this.cards.mounter.stop();
    clearTimeout(this.settleTimer);
    cancelAnimationFrame(this.frameId);
    this.glide.stop();
    this.frameListeners.clear();
  }

  /** Calls back after every painted frame, and says whether states have changed. */
  onFrame(listener: (view: View, recoloured: boolean) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  /** Another graph, or the same after an edit: cards and selection that are still there stay. */
  setScene(scene: Scene, options: CardOptions): void {
    const before = this.scene;
    const kept = (node: number) => scene.indexOf(before.idOf(node));
    const selected = [...before.selected].map(kept).filter((node) => node >= 0);
    scene.select(selected);
    scene.focus = before.focus < 0 ? -1 : kept(before.focus);
    scene.entry = scene.size === 0 ? -1 : firstOf(scene);
    this.scene = scene;
    this.painter.editable = options.editable;
    this.readStates(scene.nodes.map(({ id }) => id));
    this.offScene?.();
    this.offScene = scene.subscribe(() => this.request());
    const shared = [...this.cards.mounter.mounted].map(kept).filter((node) => node >= 0);
    const mounted = this.small ? scene.nodes.keys() : shared.slice(0, MOUNT_LIMITS.most);
    if (before.size > 0 && shared.length === 0) this.fitted = false;
    this.glideFrom(before);
    this.cards.adopt(scene, mounted, { ...options, walkable: this.small });
    this.cards.show(this.small || this.cards.shown);
    this.onView('resized');
  }

  /** Whose states the cards show. */
  setStates(states: StateSource | undefined): void {
    this.states = states;
    this.readStates(this.scene.nodes.map(({ id }) => id));
  }

  readStates(ids: readonly string[]): void {
    for (const id of ids) {
      const node = this.scene.indexOf(id);
      if (node >= 0) this.scene.setState(node, this.states?.get(id));
    }
    this.request();
  }

  setTheme(): void {
    this.painter.setTheme(readTheme(this.root));
    this.request();
  }

  /** Paints in the next frame. */
  request(): void {
    this.frameId ||= requestAnimationFrame(() => this.frame());
  }

  /** Paints everything in the next frame. */
  repaint(): void {
    this.painter.invalidate();
    this.request();
  }

  fit(ms = FLY_MS): void {
    this.fly(fitBounds(this.scene.bounds, this.view()), ms);
  }

  zoomBy(factor: number): void {
    const view = this.view();
    this.fly(zoomAt(view, view.zoom * factor), FLY_MS / 2);
  }

  zoomTo(zoom: number): void {
    this.fly(zoomAt(this.view(), zoom), FLY_MS);
  }

  /** Moves the view as little as shows the node. */
  reveal(node: number, ms = 0): void {
    if (node < 0 || node >= this.scene.size || !this.port.ready) return;
    const view = this.view();
    const next = showNode(view, this.scene.at(node));
    if (next !== view) this.fly(next, ms);
  }

  /** The node in the middle, at the size of life. */
  approach(node: number): void {
    if (node >= 0 && node < this.scene.size) this.fly(closeUp(this.view(), this.scene.at(node)), FLY_MS);
  }

  fly(view: Pick<View, 'x' | 'y' | 'zoom'>, ms: number): void {
    this.port.set(view, wantsStill() ? 0 : ms);
  }

  /** A place of the window in graph pixels. */
  graphPoint({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    const { left, top } = this.root.getBoundingClientRect();
    return toGraph(this.view(), { x: clientX - left, y: clientY - top });
  }

  selectFrom(selection: GraphSelection): void {
    const [only] = selection.nodes;
    if (this.scene.adopt(selection) && selection.nodes.length === 1 && only !== undefined) this.reveal(this.scene.indexOf(only), FLY_MS);
  }

  /** Lays the cards of moved nodes where the scene has them, without rendering. */
  placeCards(nodes: Iterable<number>): void {
    this.cards.place(nodes);
    this.request();
  }

  /** The end of a move: places are final. */
  settlePlaces(nodes: Iterable<number>): void {
    this.cards.settle(nodes);
    this.request();
  }

  private frame(): void {
    this.frameId = 0;
    if (!this.port.ready) return;
    if (!this.fitted && this.scene.size > 0) {
      this.fitted = true;
      this.fit(0);
    }
    const view = this.view();
    const recoloured = this.scene.dirty.size > 0;
    if (!this.painter.paint(this.scene, view, { exact: !this.moving, slow: !this.small })) this.request();
    for (const tell of this.frameListeners) tell(view, recoloured);
  }

  /** A card that is there has its ring itself, else it is painted. */
  private moveRings(): void {
    if (this.scene.selected.size > 0 || this.scene.hover >= 0) this.painter.renew();
    this.request();
  }

  private onView(what: 'moved' | 'resized'): void {
    const { zoom } = this.view();
    this.root.toggleAttribute('data-far', zoom < FAR_ZOOM);
    this.close = zoom > (this.close ? CLOSE.off : CLOSE.on);
    if (!this.small) {
      if (what === 'moved' && !this.cards.held && !this.moving) {
        this.cards.mounter.stop();
        this.cards.show(false);
        this.moving = true;
      }
      clearTimeout(this.settleTimer);
      this.settleTimer = window.setTimeout(() => this.settle(), SETTLE_MS);
    }
    this.request();
  }

  private settle(): void {
    this.moving = false;
    if (!this.cards.held) this.cards.show(this.close);
    this.cards.mounter.retarget(this.wanted());
    this.request();
  }

  /** A panel that opens beside the graph does not cover what it was opened for. */
  private keepInView(): void {
    const { width, height } = this.view();
    const before = { ...this.view(), ...this.size };
    this.size = { width, height };
    const [only, other] = this.scene.selected;
    if (only === undefined || other !== undefined || before.width === 0) return;
    const at = this.scene.at(only);
    if (showNode(before, at) === before) this.reveal(only, FLY_MS);
  }

  /** From the middle outwards. */
  private wanted(): number[] {
    if (!this.close) return [];
    const world = worldOf(this.view(), RIM);
    const [cx, cy] = [(world[0] + world[2] - NODE_WIDTH) / 2, (world[1] + world[3] - NODE_HEIGHT) / 2];
    const distance = (node: number) => {
      const { x, y } = this.scene.at(node);
      return Math.hypot(x - cx, y - cy);
    };
    return this.scene.nodesIn(world).sort((a, b) => distance(a) - distance(b));
  }

  /** Nodes that were elsewhere a moment ago glide to their new places. */
  private glideFrom(before: Scene): void {
    this.glide.stop();
    const moves = movesBetween(before, this.scene);
    if (moves.length > 0 && !wantsStill() && this.fitted) this.glide.start(moves);
  }
}
