'use client';
import { Plus } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { centred } from './canvas-acts.ts';
import type { GraphEditing } from './canvas-graph.ts';
import { middleOf } from './edge-path.ts';
import type { GraphEngine } from './graph-engine.ts';
import type { Scene } from './scene.ts';
import { toScreen } from './view.ts';

interface InsertButtonProps {
  engine: GraphEngine;
  scene: Scene;
  editing: GraphEditing;
}

/** Stands in the middle of the edge under the pointer. By key, a task is inserted from the menu of the edge's ends. */
export function InsertButton({ engine, scene, editing }: InsertButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const read = () => scene.hoverEdge;
  const edge = useSyncExternalStore(scene.subscribe, read, read);
  const drawn = scene.edges[edge];
  useEffect(() => {
    if (edge < 0) return;
    const place = () => {
      if (!button.current) return;
      const { x, y } = toScreen(engine.view(), middleOf(scene.endsOf(edge)));
      button.current.style.transform = `translate(${x - 10}px,${y - 10}px)`;
    };
    place();
    return engine.onFrame(place);
  }, [engine, scene, edge]);
  if (!drawn) return null;
  return (
    <button
      ref={button}
      type="button"
      tabIndex={-1}
      data-graph-control
      aria-label={`Insert a task between ${drawn.from} and ${drawn.to}`}
      title="Insert a task here"
      className="absolute top-0 left-0 z-10 flex size-5 items-center justify-center rounded-full border border-accent bg-panel text-accent hover:bg-accent-soft"
      onClick={() => editing.insertOn(drawn, centred(middleOf(scene.endsOf(edge))))}
    >
      <Plus aria-hidden className="size-3.5" />
    </button>
  );
}
