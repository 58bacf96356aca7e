import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanvasGraph } from './canvas-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import { Scene } from './scene.ts';
import { firstOf, neighbourOf, readingOrder } from './walk-scene.ts';

const node = (id: string, x: number, y: number) => ({ id, name: id, type: 'work', kind: 'agent' as const, x, y });
const edge = (from: string, to: string) => ({ from, to, when: 'completed', soft: false });

//   a -> b -> d      the diamond, c below b
//     -> c ->
const DIAMOND: CanvasGraph = {
  nodes: [node('a', 0, 100), node('b', 300, 0), node('c', 300, 200), node('d', 600, 120)],
  edges: [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd'), edge('a', 'gone')],
};

const graphs = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 1,
    maxLength: 60,
    selector: ([column, row]) => `${column} ${row}`,
  })
  .chain((places) =>
    fc.record({
      nodes: fc.constant(places.map(([column, row], index) => node(`n${index}`, column * 260, row * 60))),
      edges: fc
        .uniqueArray(fc.tuple(fc.nat(places.length - 1), fc.nat(places.length - 1)), { maxLength: 90, selector: ([a, b]) => `${a} ${b}` })
        .map((pairs) => pairs.map(([a, b]) => edge(`n${a}`, `n${b}`))),
    }),
  );

describe('scene', () => {
  it('[GV1] leaves out edges to nodes that are not there, and knows what goes out of and into a node', () => {
    const scene = new Scene(DIAMOND);
    expect(scene.edges).toHaveLength(4);
    expect([...scene.outOf(0)].map((each) => scene.idOf(scene.targetOf(each)))).toEqual(['b', 'c']);
    expect([...scene.into(3)].map((each) => scene.idOf(scene.sourceOf(each)))).toEqual(['b', 'c']);
    expect(scene.bounds).toEqual([0, 0, 600 + NODE_WIDTH, 200 + NODE_HEIGHT]);
  });

  it('[GV1] lists every edge once out of its source and once into its target', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const scene = new Scene(graph);
        const all = [...scene.edges.keys()];
        const nodes = [...scene.nodes.keys()];
        expect(nodes.flatMap((each) => [...scene.outOf(each)]).sort((a, b) => a - b)).toEqual(all);
        expect(nodes.flatMap((each) => [...scene.into(each)]).sort((a, b) => a - b)).toEqual(all);
        for (const each of nodes) for (const out of scene.outOf(each)) expect(scene.sourceOf(out)).toBe(each);
      }),
    );
  });

  it('[GV2] finds the node under a point as a search through all of them does', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: -50, max: 8_000 }), fc.integer({ min: -50, max: 4_000 }), (graph, x, y) => {
        const scene = new Scene(graph);
        const hits = graph.nodes.flatMap((each, index) =>
          x >= each.x && x <= each.x + NODE_WIDTH && y >= each.y && y <= each.y + NODE_HEIGHT ? [index] : [],
        );
        expect(scene.nodeAt({ x, y })).toBe(Math.max(-1, ...hits));
      }),
    );
  });

  it('[GV2] finds the nearest edge within reach, and none on empty ground', () => {
    const scene = new Scene(DIAMOND);
    const { ax, ay } = scene.endsOf(2);
    expect(scene.edgeAt({ x: ax + 4, y: ay + 2 }, 8)).toBe(2);
    expect(scene.edgeAt({ x: ax + 4, y: ay - 200 }, 8)).toBe(-1);
  });

  it('[GV2] after a move the node is found where it went, and nowhere else', () => {
    const scene = new Scene(DIAMOND);
    scene.place(1, { x: 900, y: 900 });
    scene.reindex();
    expect(scene.nodeAt({ x: 310, y: 10 })).toBe(-1);
    expect(scene.nodeAt({ x: 910, y: 910 })).toBe(1);
  });

  it('[GV3] a state that changes marks its node and tells who watches it, and nobody else', () => {
    const scene = new Scene(DIAMOND);
    const told: string[] = [];
    scene.watch(1, () => told.push('b'));
    const unwatch = scene.watch(2, () => told.push('c'));
    const state = { status: 'running', remark: '', tone: 'plain', attempts: 1, startedAt: null, endedAt: null } as const;
    scene.setState(1, state);
    scene.setState(1, state);
    unwatch();
    scene.setState(2, state);
    expect(told).toEqual(['b']);
    expect([...scene.dirty]).toEqual([1, 2]);
  });

  it('[GV3] adopts a selection by ids, silently when it is the one there is', () => {
    const scene = new Scene(DIAMOND);
    let told = 0;
    scene.subscribe(() => {
      told += 1;
    });
    const chosen = { nodes: ['b', 'unknown'], edges: [edge('a', 'c')] };
    expect(scene.adopt(chosen)).toBe(true);
    expect(scene.adopt(chosen)).toBe(false);
    expect(told).toBe(1);
    expect(scene.selection()).toEqual({ nodes: ['b'], edges: [edge('a', 'c')] });
  });
});

describe('walking', () => {
  it('[GV4] right and left follow edges to the nearest, up and down stay in the column', () => {
    const scene = new Scene(DIAMOND);
    expect(neighbourOf(scene, 0, 'right')).toBe(1);
    expect(neighbourOf(scene, 1, 'down')).toBe(2);
    expect(neighbourOf(scene, 2, 'up')).toBe(1);
    expect(neighbourOf(scene, 3, 'left')).toBe(2);
    expect(neighbourOf(scene, 3, 'right')).toBe(-1);
    expect(neighbourOf(scene, 1, 'up')).toBe(-1);
    expect(firstOf(scene)).toBe(0);
  });

  it('[GV4] a step to the right is along an edge, a step down goes down, and no step stays where it is', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const scene = new Scene({ ...graph, edges: graph.edges.filter(({ from, to }) => from !== to) });
        for (const from of scene.nodes.keys()) {
          const right = neighbourOf(scene, from, 'right');
          if (scene.outOf(from).length > 0) expect([...scene.outOf(from)].map((each) => scene.targetOf(each))).toContain(right);
          else expect(right).toBe(-1);
          const down = neighbourOf(scene, from, 'down');
          if (down >= 0) expect(scene.at(down).y).toBeGreaterThan(scene.at(from).y);
          expect([right, down, neighbourOf(scene, from, 'up'), neighbourOf(scene, from, 'left')]).not.toContain(from);
        }
      }),
    );
  });

  it('[GV4] the reading order has every task once, none before what it waits for', () => {
    const { order, level } = readingOrder(new Scene(DIAMOND));
    expect(order).toEqual([0, 1, 2, 3]);
    expect([...level]).toEqual([0, 1, 1, 2]);
    fc.assert(
      fc.property(graphs, (graph) => {
        const { order: read } = readingOrder(new Scene(graph));
        expect([...read].sort((a, b) => a - b)).toEqual([...graph.nodes.keys()]);
      }),
    );
  });
});
