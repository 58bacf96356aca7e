import { type ActsHost, centred, choose, drawnEdge, edgeAt, isControl, toggle } from './canvas-acts.ts';
import { PALETTE_TYPE, type Point, TASK_KINDS, type TaskKind } from './canvas-graph.ts';
import { BOX_ZOOM } from './card-look.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import { boxGesture, connectGesture, type Gesture, type GestureParts, moveGesture } from './gestures.ts';
import type { Scene } from './scene.ts';

// What a pointer does. A press becomes a gesture when it moves SLACK px, else it is a click.
//
//   press on a port            -> draw an edge       (editing)
//   press on a node            -> move the selection (editing; in the overview only what is selected: there is no ground to pan by)
//   Shift and press on ground  -> select by a box    (editing)
//   anything else              -> React Flow pans

/** A press that moves less is a click, px. */
const SLACK = 4;
/** How near to the point where edges leave a press draws one, px. */
const PORT_REACH = 11;
/** So near to the rim the view follows the hand, and this fast, px and px per frame. */
const AUTO_PAN = { rim: 36, speed: 12 } as const;

interface Press {
  at: Point;
  begin: (() => Gesture) | null;
  gesture: Gesture | null;
  last: PointerEvent;
  pointer: number;
  /** What was drawn when it began. */
  scene: Scene;
}

export class PointerActs {
  private readonly host: ActsHost;
  private readonly parts: GestureParts;
  private readonly off = new AbortController();
  private press: Press | null = null;
  private panFrame = 0;

  constructor(host: ActsHost, parts: GestureParts) {
    this.host = host;
    this.parts = parts;
    const { root } = host.engine;
    const { signal } = this.off;
    root.addEventListener('pointerdown', (event) => this.onDown(event), { capture: true, signal });
    // d3-zoom listens to these two; the capture phase comes first.
    for (const type of ['mousedown', 'touchstart'] as const)
      root.addEventListener(type, (event) => this.press?.begin && event.stopPropagation(), { capture: true, signal, passive: true });
    root.addEventListener('pointermove', (event) => this.onMove(event), { signal });
    root.addEventListener('pointerup', (event) => this.onUp(event), { signal });
    root.addEventListener('pointercancel', () => this.cancel(), { signal });
    root.addEventListener('pointerleave', () => this.hover(-1, -1), { signal });
    root.addEventListener('click', (event) => this.onClick(event), { signal });
    root.addEventListener('dblclick', (event) => this.onDoubleClick(event), { signal });
    root.addEventListener('contextmenu', (event) => this.onMenu(event), { signal });
    root.addEventListener('dragover', (event) => this.onDragOver(event), { signal });
    root.addEventListener('drop', (event) => this.onDrop(event), { signal });
    window.addEventListener('keydown', (event) => this.onKey(event), { capture: true, signal });
  }

  destroy(): void {
    this.cancel();
    this.off.abort();
  }

  /** The node whose outgoing point is under the pointer; -1 without one. */
  private portAt({ x, y }: Point): number {
    const { scene } = this.host.engine;
    const { zoom } = this.host.engine.view();
    if (zoom < BOX_ZOOM || !this.host.props().editing) return -1;
    const reach = PORT_REACH / zoom;
    const near = (node: number) => {
      const at = scene.at(node);
      return Math.hypot(at.x + NODE_WIDTH - x, at.y + NODE_HEIGHT / 2 - y) <= reach;
    };
    return scene.nodesIn([x - reach, y - reach, x + reach, y + reach]).find(near) ?? -1;
  }

  private beginningOf(event: PointerEvent): (() => Gesture) | null {
    const { host, parts } = this;
    const { engine } = host;
    if (!host.props().editing) return null;
    const at = engine.graphPoint(event);
    const port = this.portAt(at);
    if (port >= 0) return () => connectGesture(host, parts, port);
    const node = engine.scene.nodeAt(at);
    if (node < 0) return event.shiftKey ? () => boxGesture(host, parts, at) : null;
    if (engine.view().zoom < BOX_ZOOM && !engine.scene.selected.has(node)) return null;
    return () => moveGesture(host, { node, at });
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || isControl(event.target)) return;
    this.press = {
      at: { x: event.clientX, y: event.clientY },
      begin: this.beginningOf(event),
      gesture: null,
      last: event,
      pointer: event.pointerId,
      scene: this.host.engine.scene,
    };
  }

  private onMove(event: PointerEvent): void {
    // Where React Flow has taken a drag for its own, no click ends the press.
    if (this.press && event.buttons === 0) this.press = null;
    const { press } = this;
    if (!press) {
      this.onHover(event);
      return;
    }
    press.last = event;
    // The document has changed under the hand: what it holds is not there any more.
    if (press.scene !== this.host.engine.scene) {
      this.cancel();
      return;
    }
    if (!press.gesture) {
      if (!press.begin || Math.hypot(event.clientX - press.at.x, event.clientY - press.at.y) < SLACK) return;
      press.gesture = press.begin();
      this.host.engine.cards.held = true;
      this.host.engine.root.setPointerCapture(press.pointer);
      this.follow();
    }
    press.gesture.move(event);
  }

  private onUp(event: PointerEvent): void {
    const { press } = this;
    if (!press?.gesture) return;
    press.gesture.end(event);
    this.release();
  }

  private cancel(): void {
    this.press?.gesture?.cancel();
    this.release();
    this.press = null;
  }

  /** The press itself stays until its click has passed. */
  private release(): void {
    cancelAnimationFrame(this.panFrame);
    const { engine } = this.host;
    engine.cards.held = false;
    if (this.press?.gesture) engine.repaint();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.press?.gesture) return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  }

  /** While a hand holds something at the rim, the view goes on. */
  private follow(): void {
    const step = () => {
      const { press } = this;
      if (!press?.gesture) return;
      const { engine } = this.host;
      const { left, top, right, bottom } = engine.root.getBoundingClientRect();
      const { clientX, clientY } = press.last;
      const pull = (value: number, low: number, high: number) =>
        value < low + AUTO_PAN.rim ? AUTO_PAN.speed : value > high - AUTO_PAN.rim ? -AUTO_PAN.speed : 0;
      const [dx, dy] = [pull(clientX, left, right), pull(clientY, top, bottom)];
      if (dx !== 0 || dy !== 0) {
        const view = engine.view();
        engine.port.set({ ...view, x: view.x + dx, y: view.y + dy });
        press.gesture.move(press.last);
      }
      this.panFrame = requestAnimationFrame(step);
    };
    this.panFrame = requestAnimationFrame(step);
  }

  private onHover(event: PointerEvent): void {
    if (event.buttons !== 0 || isControl(event.target)) return;
    const { engine, props } = this.host;
    const at = engine.graphPoint(event);
    const node = engine.scene.nodeAt(at);
    const port = this.portAt(at);
    this.hover(node, node < 0 && port < 0 && props().editing && engine.view().zoom >= BOX_ZOOM ? edgeAt(engine, at) : -1);
    engine.root.style.cursor = port >= 0 ? 'crosshair' : node >= 0 && props().onSelect ? 'pointer' : '';
  }

  private hover(node: number, edge: number): void {
    const { engine } = this.host;
    if (engine.scene.setHover(node, edge)) engine.cards.mounter.urge(node);
  }

  /** Whether the pointer moved too far since it was pressed for this to be a click. */
  private dragged({ clientX, clientY }: MouseEvent): boolean {
    const { press } = this;
    this.press = null;
    return press !== null && (press.gesture !== null || Math.hypot(clientX - press.at.x, clientY - press.at.y) >= SLACK);
  }

  private onClick(event: MouseEvent): void {
    if (isControl(event.target)) return;
    const { host } = this;
    const { engine, walk } = host;
    // A click by key or by a screen reader has no place: what was clicked says which node it is.
    const byKey = event.detail === 0;
    if (!byKey && this.dragged(event)) return;
    const named = walk.nodeOf(event.target as Element);
    const at = engine.graphPoint(event);
    const node = named >= 0 ? named : byKey ? -1 : engine.scene.nodeAt(at);
    const { editing, onSelect } = host.props();
    if (node >= 0) {
      if (editing && (event.shiftKey || event.ctrlKey || event.metaKey)) toggle(host, node);
      else choose(host, [node]);
      if (onSelect) walk.focus(node, { take: true, reveal: false });
    } else if (editing) {
      const edge = engine.view().zoom < BOX_ZOOM ? -1 : edgeAt(engine, at);
      choose(host, [], edge < 0 ? [] : [edge]);
    }
  }

  private onDoubleClick(event: MouseEvent): void {
    if (isControl(event.target)) return;
    const { engine, rename, props } = this.host;
    const node = engine.scene.nodeAt(engine.graphPoint(event));
    if (node < 0) return;
    if (props().editing) rename(node);
    else if (!engine.small) engine.approach(node);
  }

  private onMenu(event: MouseEvent): void {
    const { editing } = this.host.props();
    if (!editing || isControl(event.target)) return;
    event.preventDefault();
    this.press = null;
    const { engine, walk } = this.host;
    const at = engine.graphPoint(event);
    const named = walk.nodeOf(event.target as Element);
    const node = named >= 0 ? named : engine.scene.nodeAt(at);
    const edge = node < 0 ? edgeAt(engine, at) : -1;
    if (node >= 0 && !engine.scene.selected.has(node)) choose(this.host, [node]);
    if (edge >= 0) choose(this.host, [], [edge]);
    const drawn = drawnEdge(engine, edge);
    const place = { x: event.clientX, y: event.clientY };
    editing.menu(place, { ...(node >= 0 && { node: engine.scene.idOf(node) }), ...(drawn && { edge: drawn }) });
  }

  private onDragOver(event: DragEvent): void {
    if (!this.host.props().onDropKind || !event.dataTransfer?.types.includes(PALETTE_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const { engine } = this.host;
    this.hover(-1, edgeAt(engine, engine.graphPoint(event)));
  }

  private onDrop(event: DragEvent): void {
    const { engine, props } = this.host;
    const dropped = event.dataTransfer?.getData(PALETTE_TYPE);
    const kind = TASK_KINDS.find((each): each is TaskKind => each === dropped);
    const { onDropKind } = props();
    if (!kind || !onDropKind) return;
    event.preventDefault();
    const at = engine.graphPoint(event);
    onDropKind(kind, centred(at), drawnEdge(engine, edgeAt(engine, at)));
    this.hover(-1, -1);
  }
}
