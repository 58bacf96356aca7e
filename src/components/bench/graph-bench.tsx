'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import { type GraphEditing, type GraphHandle, type GraphSelection, NOTHING_SELECTED, type NodeState } from '../graph/canvas-graph.ts';
import { GraphCanvas } from '../graph/graph-canvas.tsx';
import { layoutGraph } from '../graph/layout-graph.ts';
import { createStateStore, type StateStore } from '../graph/state-store.ts';
import { drawGraph, drawNumbers } from './draw-graph.ts';
import { type Colours, readColours } from './read-colours.ts';

/** What `npm run bench:ui` drives. Views are moved by real input only. */
export interface BenchPage {
  handle: GraphHandle;
  /** Changes the states of `perSecond` nodes a second, spread over the frames; 0 stops. */
  recolour(perSecond: number): void;
  /** Lays the whole graph out in the worker; ms. */
  layout(): Promise<number>;
  /** Edits a draft of as many tasks and checks it; ms. */
  check(tasks: number): Promise<number>;
  /** What the canvas shows of the states in view. */
  colours(): Colours;
  moved: number;
  selected(): number;
  /** Navigation to the first painted frame, ms. */
  openedAt: number;
}

declare global {
  interface Window {
    bench?: BenchPage;
  }
}

const stateOf = (random: () => number): NodeState => ({
  status: TASK_STATUSES[Math.floor(random() * TASK_STATUSES.length)] ?? 'pending',
  remark: 'bench agent',
  tone: 'plain',
  attempts: 1,
  startedAt: null,
  endedAt: null,
});

function startRecolouring(store: StateStore, ids: readonly string[]): (perSecond: number) => void {
  const random = drawNumbers(7);
  let frame = 0;
  return (perSecond) => {
    cancelAnimationFrame(frame);
    if (perSecond === 0) return;
    let last = performance.now();
    let owed = 0;
    const step = (now: number) => {
      owed += ((now - last) / 1_000) * perSecond;
      last = now;
      const states = new Map<string, NodeState>();
      for (; owed >= 1; owed -= 1) states.set(ids[Math.floor(random() * ids.length)] ?? '', stateOf(random));
      store.patch(states);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  };
}

interface GraphBenchProps {
  size: number;
  seed: number;
  /** Cards can be moved, and nothing is kept. */
  editable: boolean;
}

/** A drawn graph, for `npm run bench:ui` to measure. */
export function GraphBench({ size, seed, editable }: GraphBenchProps) {
  const [graph, setGraph] = useState(() => drawGraph(size, seed));
  const [selection, setSelection] = useState<GraphSelection>(NOTHING_SELECTED);
  const [store] = useState(createStateStore);
  const handle = useRef<GraphHandle>(null);
  const moved = useRef(0);
  const selected = useRef(selection);
  selected.current = selection;
  const editing = useMemo<GraphEditing>(
    () => ({
      refuseEdge: (from, to) => (from === to ? 'A task cannot wait for itself.' : null),
      connect: () => undefined,
      connectNew: () => undefined,
      insertOn: () => undefined,
      remove: () => undefined,
      rename: () => undefined,
      menu: () => undefined,
      move: (moves) => {
        moved.current += moves.length;
        const to = new Map(moves.map((each) => [each.id, each]));
        setGraph((before) => ({ ...before, nodes: before.nodes.map((node) => ({ ...node, ...to.get(node.id) })) }));
      },
    }),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the graph as it was drawn
  useEffect(() => {
    const random = drawNumbers(seed);
    const ids = graph.nodes.map(({ id }) => id);
    store.set(new Map(ids.map((id) => [id, stateOf(random)])));
    const recolour = startRecolouring(store, ids);
    // The canvas paints in a frame of its own after this one.
    const first = requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        if (!handle.current) return;
        window.bench = {
          handle: handle.current,
          recolour,
          layout: async () => {
            const begun = performance.now();
            await layoutGraph(graph, new AbortController().signal);
            return performance.now() - begun;
          },
          // Not a part of the canvas: it comes when it is asked for.
          check: async (tasks) => (await import('./time-checks.ts')).timeChecks(tasks),
          colours: () => readColours(graph.nodes, store),
          get moved() {
            return moved.current;
          },
          selected: () => selected.current.nodes.length,
          openedAt: performance.now(),
        };
      });
    });
    return () => {
      cancelAnimationFrame(first);
      recolour(0);
    };
  }, []);
  return (
    <main className="h-dvh w-dvw">
      <h1 className="sr-only">A drawn graph</h1>
      <GraphCanvas
        graph={graph}
        selection={selection}
        onSelect={setSelection}
        {...(editable && { editing })}
        statuses={store}
        label="Drawn graph"
        handle={handle}
        keys
      />
    </main>
  );
}
