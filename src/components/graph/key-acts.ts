import { type ActsHost, choose, isControl } from './canvas-acts.ts';
import type { GraphEditing } from './canvas-graph.ts';
import { GRID } from './helper-lines.ts';
import { type Direction, directionOf, readingOrder } from './walk-scene.ts';

/** How far Alt and an arrow move what is selected, graph px; with Shift the finer. */
const NUDGE = { coarse: 4 * GRID, fine: 1 } as const;
const STEPS: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** What editing keys act on: the selection, else the node with the focus. */
function targets({ engine: { scene } }: ActsHost): number[] {
  if (scene.selected.size > 0) return [...scene.selected];
  return scene.focus < 0 ? [] : [scene.focus];
}

function nudge(host: ActsHost, editing: GraphEditing, { direction, fine }: { direction: Direction; fine: boolean }): void {
  const { engine } = host;
  const [dx, dy] = STEPS[direction];
  const far = fine ? NUDGE.fine : NUDGE.coarse;
  const moves = targets(host).map((node) => {
    const { x, y } = engine.scene.at(node);
    return { id: engine.scene.idOf(node), x: x + dx * far, y: y + dy * far };
  });
  if (moves.length > 0) editing.move(moves);
}

function remove(host: ActsHost, editing: GraphEditing): void {
  const { scene } = host.engine;
  if (scene.selected.size === 0 && scene.selectedEdges.size === 0) return;
  editing.remove(scene.selection());
}

function walk(host: ActsHost, event: KeyboardEvent, direction: Direction): void {
  const { editing } = host.props();
  event.preventDefault();
  if (event.altKey && editing) {
    nudge(host, editing, { direction, fine: event.shiftKey });
    return;
  }
  const { scene } = host.engine;
  const from = scene.focus;
  const next = host.walk.step(direction);
  if (event.shiftKey && editing && next >= 0) choose(host, new Set([...scene.selected, ...(from < 0 ? [] : [from]), next]));
}

/** Keys of an editable graph; whether it was one. */
function edit(host: ActsHost, event: KeyboardEvent): boolean {
  const { editing } = host.props();
  const { scene } = host.engine;
  if (!editing) return false;
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') choose(host, scene.nodes.keys());
  else if (event.ctrlKey || event.metaKey || event.altKey) return false;
  else if (event.key === 'Delete' || event.key === 'Backspace') remove(host, editing);
  else if (event.key === 'F2' && targets(host).length === 1) host.rename(targets(host)[0] ?? -1);
  else if (event.key === 'Escape' && (scene.selected.size > 0 || scene.selectedEdges.size > 0)) choose(host, []);
  else return false;
  return true;
}

/** Keys while the focus is in the graph. */
export function onGraphKey(host: ActsHost, event: KeyboardEvent): void {
  if (event.defaultPrevented || isControl(event.target)) return;
  const { scene } = host.engine;
  // The tab key or a screen reader may have moved the focus to another card.
  const here = host.walk.here();
  if (here >= 0) scene.setFocus(here);
  const direction = directionOf(event.key);
  if (direction) walk(host, event, direction);
  else if (event.key === 'Home' || event.key === 'End') {
    const { order } = readingOrder(scene);
    host.walk.focus((event.key === 'Home' ? order[0] : order.at(-1)) ?? -1, { take: true, reveal: true });
    event.preventDefault();
  } else if (edit(host, event)) event.preventDefault();
}
