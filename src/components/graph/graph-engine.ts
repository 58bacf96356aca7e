import type { GraphSelection, Point, StateSource } from './canvas-graph.ts';
import type { CardFlowNode } from './card.tsx';
import { FAR_ZOOM } from './card-look.ts';
import { CardMounter, MOUNT_LIMITS } from './card-mounter.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import { type GraphTheme, readTheme } from './graph-theme.ts';
import { type PaintDecision, Painter } from './painter.ts';
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
/** How long the view flies, and how long cards glide to new places, ms. */
const FLY_MS = 200;
const GLIDE_MS = 220;

export interface Stage {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  icons: HTMLElement;
  port: ViewPort;
  /** Renders these cards; before it returns when `now`, which an effect of React must not ask for. */
  render(cards: CardFlowNode[], now: boolean): void;
}

export interface CardOptions {
  selectable: boolean;
  editable: boolean;
}

export class GraphEngine {
  scene: Scene;
  readonly port: ViewPort;
  readonly root: HTMLElement;
  readonly mounter: CardMounter;
  /** Set while a hand holds something: no card is taken away under it. */
  held = false;
  private readonly painter: Painter;
  private readonly render: Stage['render'];
  private readonly layer: HTMLElement;
  private readonly frameListeners = new Set<(view: View, painted: PaintDecision) => void>();
  private readonly cards = new Map<number, CardFlowNode>();
  private options: CardOptions = { selectable: false, editable: false };
  private states: StateSource | undefined;
  private frameId = 0;
  private settleTimer = 0;
  private close = false;
  private moving = false;
  /** Cards have come or gone since all was painted. */
  private mounting = false;
  private fitted = false;
  private glide = 0;
  private shown = true;
  private size = { width: 0, height: 0 };
  private offScene: (() => void) | null = null;
  private readonly offPort: () => void;

  constructor({ root, canvas, icons, port, render }: Stage) {
    const layer = root.querySelector<HTMLElement>('.react-flow__nodes');
    if (!layer) throw new Error('React Flow has no layer of nodes');
    this.root = root;
    this.port = port;
    this.render = render;
    this.layer = layer;
    this.scene = new Scene({ nodes: [], edges: [] });
    this.painter = new Painter(canvas, icons, readTheme(root));
    this.mounter = new CardMounter({
      commit: (cards) => this.commit(cards, true),
      nextFrame: (step) => {
        const id = requestAnimationFrame(step);
        return () => cancelAnimationFrame(id);
      },
      now: () => performance.now(),
      pinned: () => this.held,
      settled: () => this.onMounted(),
    });
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
    this.mounter.stop();
    clearTimeout(this.settleTimer);
    cancelAnimationFrame(this.frameId);
    cancelAnimationFrame(this.glide);
    this.frameListeners.clear();
  }

  /** Calls back after every painted frame. */
  onFrame(listener: (view: View, painted: PaintDecision) => void): () => void {
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
    this.options = options;
    this.painter.editable = options.editable;
    this.readStates(scene.nodes.map(({ id }) => id));
    this.offScene?.();
    this.offScene = scene.subscribe(() => this.request());
    this.cards.clear();
    const shared = [...this.mounter.mounted].map(kept).filter((node) => node >= 0);
    const mounted = this.small ? scene.nodes.keys() : shared.slice(0, MOUNT_LIMITS.most);
    if (before.size > 0 && shared.length === 0) this.fitted = false;
    this.glideFrom(before);
    this.mounter.adopt(mounted);
    this.commit(this.mounter.mounted, false);
    this.showLayer(this.small || this.shown);
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

  /** The button of a card that is there and can be seen. */
  cardOfNode(node: number): HTMLElement | null {
    return this.scene.inDom[node] ? this.layer.querySelector<HTMLElement>(`[data-card="${node}"]`) : null;
  }

  /** Lays the cards of moved nodes where the scene has them, without rendering. */
  placeCards(nodes: Iterable<number>): void {
    for (const node of nodes) {
      if (!this.mounter.mounted.has(node)) continue;
      const { x, y } = this.scene.at(node);
      const card = this.layer.querySelector<HTMLElement>(`[data-id="${CSS.escape(this.scene.idOf(node))}"]`);
      if (!card) continue;
      card.style.transform = `translate(${x}px,${y}px)`;
      card.style.zIndex = this.held ? '1' : '';
    }
    this.request();
  }

  /** The end of a move: places are final. */
  settlePlaces(nodes: Iterable<number>): void {
    this.held = false;
    this.placeCards(nodes);
    for (const node of nodes) this.cards.delete(node);
    this.scene.reindex();
    this.mounter.refresh();
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
    const painted = this.painter.paint(this.scene, view, !this.moving);
    for (const tell of this.frameListeners) tell(view, painted);
  }

  private onView(what: 'moved' | 'resized'): void {
    const { zoom } = this.view();
    this.root.toggleAttribute('data-far', zoom < FAR_ZOOM);
    this.close = zoom > (this.close ? CLOSE.off : CLOSE.on);
    if (!this.small) {
      if (what === 'moved' && !this.held && !this.moving) {
        this.mounter.stop();
        this.showLayer(false);
        this.moving = true;
      }
      clearTimeout(this.settleTimer);
      this.settleTimer = window.setTimeout(() => this.settle(), SETTLE_MS);
    }
    this.request();
  }

  private settle(): void {
    this.moving = false;
    if (!this.held) this.showLayer(this.close);
    this.mounter.retarget(this.wanted());
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

  /** What lies under new cards, and where cards were taken away, is painted once no more come. */
  private onMounted(): void {
    if (this.mounting) this.repaint();
    else this.request();
    this.mounting = false;
  }

  private showLayer(on: boolean): void {
    this.shown = on;
    this.layer.toggleAttribute('data-hidden', !on);
    this.scene.inDom.fill(0);
    if (on) for (const node of this.mounter.mounted) this.scene.inDom[node] = 1;
    // Without cards the canvas shows what it showed before.
    if (this.mounter.mounted.size > 0) this.repaint();
  }

  private commit(cards: ReadonlySet<number>, now: boolean): void {
    this.mounting = true;
    for (const node of this.cards.keys()) if (!cards.has(node)) this.cards.delete(node);
    for (const node of cards) if (!this.cards.has(node)) this.cards.set(node, this.cardOf(node));
    this.render([...this.cards.values()], now);
    this.scene.inDom.fill(0);
    if (this.shown) for (const node of cards) this.scene.inDom[node] = 1;
  }

  /** Everything React Flow would measure is told: mounting costs no layout of the browser. */
  private cardOf(index: number): CardFlowNode {
    const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
    return {
      id: this.scene.idOf(index),
      type: 'card',
      position: this.scene.at(index),
      data: { scene: this.scene, index, walkable: this.small, ...this.options },
      ...size,
      measured: size,
      handles: [],
    };
  }

  /** Nodes that were elsewhere a moment ago glide to their new places. */
  private glideFrom(before: Scene): void {
    cancelAnimationFrame(this.glide);
    const { scene } = this;
    const moves: { node: number; from: Point; to: Point }[] = [];
    for (let node = 0; node < scene.size; node += 1) {
      const was = before.indexOf(scene.idOf(node));
      if (was < 0) continue;
      const [from, to] = [before.at(was), scene.at(node)];
      if (from.x !== to.x || from.y !== to.y) moves.push({ node, from, to });
    }
    if (moves.length === 0 || wantsStill() || !this.fitted) return;
    const nodes = moves.map(({ node }) => node);
    const start = performance.now();
    const step = () => {
      if (scene !== this.scene) return;
      const t = Math.min(1, (performance.now() - start) / GLIDE_MS);
      const eased = 1 - (1 - t) ** 3;
      for (const { node, from, to } of moves)
        scene.place(node, { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased });
      scene.placement += 1;
      this.placeCards(nodes);
      if (t < 1) this.glide = requestAnimationFrame(step);
      else this.settlePlaces(nodes);
    };
    step();
  }
}
