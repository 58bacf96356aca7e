import { type ActsHost, centred, choose } from './canvas-acts.ts';
import type { Point } from './canvas-graph.ts';
import { endsOf } from './edge-path.ts';
import { NODE_HEIGHT } from './fold-layers.ts';
import { snapTo } from './helper-lines.ts';
import type { Rect } from './scene.ts';
import { worldOf } from './view.ts';

// The three things a hand does over some time: move nodes, draw an edge, pull up a box.

export interface Gesture {
  move(event: PointerEvent): void;
  end(event: PointerEvent): void;
  /** As if it had not begun. */
  cancel(): void;
}

/** What gestures show besides the canvas. */
export interface GestureParts {
  /** The box that is pulled up. */
  box: HTMLElement;
  /** What is said at the pointer. */
  hint: HTMLElement;
}

/** How near to a line a card snaps to it, px of the window. */
const SNAP_REACH = 6;
/** With more nodes in view lines are not told apart any more. */
const SNAP_AMONG = 600;

/** What may be snapped to: the nodes in view that do not move. */
function neighboursInView({ engine }: ActsHost): Point[] {
  const { scene } = engine;
  const seen = scene.nodesIn(worldOf(engine.view()));
  return seen.length > SNAP_AMONG ? [] : seen.filter((node) => !scene.moving.has(node)).map((node) => scene.at(node));
}

/** Moves a node and everything selected with it; a node that is not selected moves alone and is then selected. */
export function moveGesture(host: ActsHost, { node, at }: { node: number; at: Point }): Gesture {
  const { engine } = host;
  const { scene } = engine;
  if (!scene.selected.has(node)) choose(host, [node]);
  const start = new Map([...scene.selected].map((each) => [each, scene.at(each)]));
  const origin = scene.at(node);
  for (const each of start.keys()) scene.moving.add(each);
  const others = neighboursInView(host);
  const shift = (dx: number, dy: number) => {
    for (const [each, { x, y }] of start) scene.place(each, { x: x + dx, y: y + dy });
    if (scene === engine.scene) engine.placeCards(start.keys());
  };
  const finish = () => {
    scene.moving.clear();
    scene.setSketch(null);
    if (scene === engine.scene) engine.settlePlaces(start.keys());
  };
  return {
    move(event) {
      const to = engine.graphPoint(event);
      const free = { x: origin.x + to.x - at.x, y: origin.y + to.y - at.y };
      const snapped = event.altKey
        ? { x: Math.round(free.x), y: Math.round(free.y), columns: [], rows: [] }
        : snapTo(free, others, SNAP_REACH / engine.view().zoom);
      scene.setSketch({ edge: null, refused: false, columns: snapped.columns, rows: snapped.rows });
      shift(snapped.x - origin.x, snapped.y - origin.y);
    },
    end() {
      const moves = [...start].map(([each]) => ({ id: scene.idOf(each), ...scene.at(each) }));
      finish();
      host.props().editing?.move(moves);
    },
    cancel() {
      shift(0, 0);
      finish();
    },
  };
}

/** Draws an edge from a node to another, or to empty ground; says at the pointer why one cannot be drawn. */
export function connectGesture(host: ActsHost, { hint }: GestureParts, from: number): Gesture {
  const { engine } = host;
  const { scene } = engine;
  let refusal: string | null = null;
  const finish = () => {
    scene.setSketch(null);
    scene.setHover(-1, -1);
    hint.hidden = true;
    engine.request();
  };
  return {
    move(event) {
      const at = engine.graphPoint(event);
      const to = scene.nodeAt(at);
      scene.setHover(to, -1);
      refusal = to < 0 ? null : (host.props().editing?.refuseEdge(scene.idOf(from), scene.idOf(to)) ?? null);
      const target = to < 0 ? { x: at.x, y: at.y - NODE_HEIGHT / 2 } : scene.at(to);
      scene.setSketch({ edge: endsOf(scene.at(from), target), refused: refusal !== null, columns: [], rows: [] });
      sayAtPointer(hint, engine.root, { event, text: refusal });
      engine.request();
    },
    end(event) {
      const at = engine.graphPoint(event);
      const to = scene.nodeAt(at);
      const { editing } = host.props();
      finish();
      if (to >= 0) {
        if (refusal === null) editing?.connect(scene.idOf(from), scene.idOf(to));
      } else editing?.connectNew(scene.idOf(from), { x: Math.round(at.x), y: centred(at).y });
    },
    cancel: finish,
  };
}

function sayAtPointer(hint: HTMLElement, root: HTMLElement, { event, text }: { event: PointerEvent; text: string | null }): void {
  hint.hidden = text === null;
  if (text === null) return;
  if (hint.textContent !== text) hint.textContent = text;
  const { left, top } = root.getBoundingClientRect();
  hint.style.transform = `translate(${event.clientX - left + 14}px,${event.clientY - top + 14}px)`;
}

/** Selects everything that a box touches; the selection so far stays. */
export function boxGesture(host: ActsHost, { box }: GestureParts, from: Point): Gesture {
  const { engine } = host;
  const { scene } = engine;
  const before = [...scene.selected];
  const rectOf = (event: PointerEvent): Rect => {
    const to = engine.graphPoint(event);
    return [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y)];
  };
  return {
    move(event) {
      const [x0, y0, x1, y1] = rectOf(event);
      const { x, y, zoom } = engine.view();
      box.hidden = false;
      box.style.transform = `translate(${x0 * zoom + x}px,${y0 * zoom + y}px)`;
      box.style.width = `${(x1 - x0) * zoom}px`;
      box.style.height = `${(y1 - y0) * zoom}px`;
    },
    end(event) {
      box.hidden = true;
      choose(host, new Set([...before, ...scene.nodesIn(rectOf(event))]));
    },
    cancel() {
      box.hidden = true;
    },
  };
}
