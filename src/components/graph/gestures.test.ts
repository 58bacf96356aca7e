import { describe, expect, it } from 'vitest';
import type { ActsHost } from './canvas-acts.ts';
import type { GraphEditing, GraphSelection } from './canvas-graph.ts';
import type { FocusWalk } from './focus-walk.ts';
import { boxGesture, connectGesture, type GestureParts, moveGesture } from './gestures.ts';
import type { GraphEngine } from './graph-engine.ts';
import { onGraphKey } from './key-acts.ts';
import { Scene } from './scene.ts';
import { neighbourOf } from './walk-scene.ts';

const node = (id: string, x: number, y: number) => ({ id, name: id, type: 'work', kind: 'agent' as const, x, y });
const edge = (from: string, to: string) => ({ from, to, when: 'completed', soft: false });

/** A canvas of which only the scene is real: a pixel of the window is a pixel of the graph. */
function playHost({ readOnly = false } = {}) {
  const scene = new Scene({
    nodes: [node('a', 0, 0), node('b', 300, 0), node('c', 300, 200)],
    edges: [edge('a', 'b')],
  });
  const told: unknown[][] = [];
  const editing: GraphEditing = {
    refuseEdge: (from, to) => (from === to ? 'A task cannot wait for itself.' : null),
    connect: (...ends) => told.push(['connect', ...ends]),
    connectNew: (...ends) => told.push(['connectNew', ...ends]),
    insertOn: (...where) => told.push(['insertOn', ...where]),
    move: (moves) => told.push(['move', moves]),
    remove: (what) => told.push(['remove', what]),
    rename: (...name) => told.push(['rename', ...name]),
    menu: (...where) => told.push(['menu', ...where]),
  };
  const nothing = () => undefined;
  const engine = {
    scene,
    view: () => ({ x: 0, y: 0, zoom: 1, width: 1_000, height: 600 }),
    graphPoint: ({ clientX, clientY }: PointerEvent) => ({ x: clientX, y: clientY }),
    placeCards: nothing,
    settlePlaces: () => scene.reindex(),
    request: nothing,
    root: { getBoundingClientRect: () => ({ left: 0, top: 0 }) },
  };
  const walk = {
    here: () => scene.focus,
    focus: (to: number) => scene.setFocus(to),
    step(direction: 'left' | 'right' | 'up' | 'down') {
      const next = neighbourOf(scene, scene.focus, direction);
      if (next >= 0) scene.setFocus(next);
      return next;
    },
  };
  const host: ActsHost = {
    engine: engine as unknown as GraphEngine,
    walk: walk as unknown as FocusWalk,
    props: () => ({ onSelect: ({ nodes }: GraphSelection) => told.push(['select', nodes]), ...(!readOnly && { editing }) }),
    rename: (which) => told.push(['open name', which]),
  };
  const part = () => ({ hidden: true, textContent: '', style: {} }) as unknown as HTMLElement;
  const parts: GestureParts = { box: part(), hint: part() };
  return { host, scene, told, parts };
}

const at = (clientX: number, clientY: number) => ({ clientX, clientY, altKey: false }) as PointerEvent;

describe('hands', () => {
  it('[GV14] a move snaps to the others, and is told once for all that is selected', () => {
    const { host, scene, told } = playHost();
    scene.select([0, 1]);
    const move = moveGesture(host, { node: 0, at: { x: 10, y: 10 } });
    move.move(at(100, 150));
    move.move(at(305, 215));
    expect(told).toEqual([]);
    move.end(at(305, 215));
    // Five pixels off the corner of the third card: it snaps to it, and the second keeps its distance.
    expect(told).toEqual([
      [
        'move',
        [
          { id: 'a', x: 300, y: 200 },
          { id: 'b', x: 600, y: 200 },
        ],
      ],
    ]);
    expect(scene.moving.size).toBe(0);
    expect(scene.sketch).toBeNull();
  });

  it('[GV14] a move that is cancelled leaves everything where it was', () => {
    const { host, scene, told } = playHost();
    const move = moveGesture(host, { node: 2, at: { x: 310, y: 210 } });
    move.move(at(600, 400));
    move.cancel();
    expect(scene.at(2)).toEqual({ x: 300, y: 200 });
    expect(told).toEqual([['select', ['c']]]);
  });

  it('[GV14] an edge is drawn to a node or to empty ground; what is refused says why and is not drawn', () => {
    const { host, scene, told, parts } = playHost();
    const draw = connectGesture(host, parts, 0);
    draw.move(at(20, 20));
    expect(parts.hint.hidden).toBe(false);
    expect(parts.hint.textContent).toBe('A task cannot wait for itself.');
    expect(scene.sketch?.refused).toBe(true);
    draw.end(at(20, 20));
    expect(parts.hint.hidden).toBe(true);
    expect(told).toEqual([]);
    const second = connectGesture(host, parts, 0);
    second.move(at(310, 210));
    second.end(at(310, 210));
    connectGesture(host, parts, 0).end(at(700, 122));
    expect(told).toEqual([
      ['connect', 'a', 'c'],
      ['connectNew', 'a', { x: 700, y: 100 }],
    ]);
  });

  it('[GV14] a box adds all that it touches to the selection', () => {
    const { host, scene, told, parts } = playHost();
    scene.select([0]);
    const box = boxGesture(host, parts, { x: 280, y: 180 });
    box.move(at(320, 260));
    expect(parts.box.hidden).toBe(false);
    box.end(at(320, 260));
    expect(told).toEqual([['select', ['a', 'c']]]);
    expect(parts.box.hidden).toBe(true);
  });
});

describe('keys', () => {
  const press = (host: ActsHost, key: string, held: Partial<KeyboardEvent> = {}) => {
    let prevented = false;
    const event = { key, target: null, defaultPrevented: false, preventDefault: () => (prevented = true), ...held };
    onGraphKey(host, event as unknown as KeyboardEvent);
    return prevented;
  };

  it('[GV15] move, remove, rename, extend and clear what is selected', () => {
    const { host, scene, told } = playHost();
    scene.setFocus(0);
    press(host, 'ArrowRight', { shiftKey: true });
    expect(told).toEqual([['select', ['a', 'b']]]);
    press(host, 'ArrowDown', { altKey: true, shiftKey: true });
    expect(told.at(-1)).toEqual([
      'move',
      [
        { id: 'a', x: 0, y: 1 },
        { id: 'b', x: 300, y: 1 },
      ],
    ]);
    press(host, 'a', { ctrlKey: true });
    expect(told.at(-1)).toEqual(['select', ['a', 'b', 'c']]);
    press(host, 'Delete');
    expect(told.at(-1)).toEqual(['remove', { nodes: ['a', 'b', 'c'], edges: [] }]);
    press(host, 'Escape');
    expect(told.at(-1)).toEqual(['select', []]);
    press(host, 'F2');
    expect(told.at(-1)).toEqual(['open name', 1]);
    expect(press(host, 'Escape'), 'with nothing selected the key is the page’s').toBe(false);
  });

  it('[GV15] a read-only graph is walked, not changed', () => {
    const { host, scene, told } = playHost({ readOnly: true });
    scene.setFocus(0);
    for (const key of ['Delete', 'Backspace', 'F2', 'Escape']) expect(press(host, key)).toBe(false);
    expect(press(host, 'ArrowRight', { altKey: true })).toBe(true);
    expect(scene.focus).toBe(1);
    press(host, 'Home');
    expect(scene.focus).toBe(0);
    expect(told).toEqual([]);
  });
});
