'use client';
import { ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { GraphCanvasProps, GraphHandle } from './canvas-graph.ts';
import { Card } from './card.tsx';
import { ControlKeys, GraphControls } from './graph-controls.tsx';
import { SMALL } from './graph-engine.ts';
import { IconSource } from './icon-atlas.tsx';
import { InsertButton } from './insert-button.tsx';
import { Minimap } from './minimap.tsx';
import { Outline } from './outline.tsx';
import { RenameField } from './rename-field.tsx';
import { Scene } from './scene.ts';
import { type GraphParts, type Mounted, useGraphContent, useGraphEngine } from './use-graph-engine.ts';
import { toGraph, ZOOM } from './view.ts';

const nodeTypes = { card: Card };

function useParts(): GraphParts {
  const root = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const icons = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  const voice = useRef<HTMLParagraphElement>(null);
  const one = useRef<HTMLButtonElement>(null);
  const other = useRef<HTMLButtonElement>(null);
  return useMemo(() => ({ root, canvas, icons, box, hint, voice, proxies: [one, other] }), []);
}

/** What a page may ask of the canvas; before it is mounted, nothing happens. */
function handleOf(mounted: Mounted | null, rename: (id: string) => void): GraphHandle {
  const indexOf = (id: string) => mounted?.engine.scene.indexOf(id) ?? -1;
  return {
    fit: () => mounted?.engine.fit(),
    zoomBy: (factor) => mounted?.engine.zoomBy(factor),
    zoomTo: (zoom) => mounted?.engine.zoomTo(zoom),
    zoom: () => mounted?.engine.view().zoom ?? 1,
    reveal: (id) => mounted?.engine.reveal(indexOf(id)),
    focus: (id) => mounted?.walk.focus(indexOf(id), { take: true, reveal: true }),
    rename,
    center: () => {
      if (!mounted) return { x: 0, y: 0 };
      const view = mounted.engine.view();
      return toGraph(view, { x: view.width / 2, y: view.height / 2 });
    },
  };
}

/** React Flow pans, zooms and lays cards; everything else is ours. */
const FLOW = {
  minZoom: ZOOM.min,
  maxZoom: ZOOM.max,
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  deleteKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  zoomOnDoubleClick: false,
} as const;

/** Lies over the node that the keyboard is at; the pointer goes through it. */
const PROXY = {
  type: 'button',
  hidden: true,
  tabIndex: -1,
  className: 'pointer-events-none absolute top-0 left-0 rounded-control outline-offset-2',
} as const;

function OutlinePanel({
  mounted: { engine, walk },
  scene,
  onSelect,
}: { mounted: Mounted; scene: Scene } & Pick<GraphCanvasProps, 'onSelect'>) {
  return (
    <div data-graph-control className="absolute top-12 bottom-14 left-3 z-10 flex w-64 flex-col rounded-control border bg-panel">
      <Outline
        scene={scene}
        onFocusNode={(node) => walk.focus(node, { take: false, reveal: true })}
        onChoose={(node) => {
          walk.focus(node, { take: false, reveal: true });
          engine.scene.select([node]);
          onSelect?.(engine.scene.selection());
        }}
      />
    </div>
  );
}

function Flow(props: GraphCanvasProps) {
  const { graph, label, legend, ground, keys = false, editing, onSelect, handle } = props;
  const parts = useParts();
  const help = useId();
  const [renamed, setRenamed] = useState<string | null>(null);
  const [outline, setOutline] = useState(false);
  const scene = useMemo(() => new Scene(graph), [graph]);
  const rename = (id: string) => {
    const node = scene.indexOf(id);
    if (!editing || node < 0 || !mounted) return;
    // A name is typed at a size that can be read.
    if (mounted.engine.view().zoom < 0.6) mounted.engine.approach(node);
    else mounted.engine.reveal(node);
    setRenamed(id);
  };
  const { mounted, cards } = useGraphEngine(parts, props, rename);
  useGraphContent(mounted, scene, props);
  useImperativeHandle(handle, () => handleOf(mounted, rename));
  const acts = {
    fit: () => mounted?.engine.fit(),
    zoomBy: (factor: number) => mounted?.engine.zoomBy(factor),
    zoomTo: (zoom: number) => mounted?.engine.zoomTo(zoom),
    toggleOutline: () => setOutline((open) => !open),
  };
  const name = renamed === null ? undefined : scene.nodes[scene.indexOf(renamed)]?.name;
  return (
    <section
      ref={parts.root}
      // A press on the ground takes the keyboard's focus, so that keys go where the hand is.
      tabIndex={-1}
      aria-label={label}
      aria-describedby={help}
      className="group/graph relative h-full w-full overflow-hidden bg-page outline-none"
    >
      <p id={help} className="sr-only">
        {scene.size} tasks. Arrow keys walk along the edges, Enter opens a task, the task outline lists all of them.
      </p>
      {/* Larger than the window, and moved under it: a layer of its own, so that moving it paints nothing. */}
      <canvas
        ref={parts.canvas}
        aria-hidden
        className="pointer-events-none absolute top-0 left-0 max-w-none origin-top-left will-change-transform"
      />
      <ReactFlow nodes={cards} edges={[]} nodeTypes={nodeTypes} className="!absolute inset-0" {...FLOW}>
        {ground && <ViewportPortal>{ground}</ViewportPortal>}
      </ReactFlow>
      <button ref={parts.proxies[0]} {...PROXY} />
      <button ref={parts.proxies[1]} {...PROXY} />
      <div ref={parts.box} hidden className="pointer-events-none absolute top-0 left-0 z-10 border border-accent bg-accent/10" />
      {legend && (
        <div data-graph-control className="absolute top-3 left-3 z-10">
          {legend}
        </div>
      )}
      <GraphControls {...acts} outline={outline} />
      {keys && <ControlKeys {...acts} />}
      {mounted && scene.size > SMALL && <Minimap engine={mounted.engine} />}
      {mounted && outline && <OutlinePanel mounted={mounted} scene={scene} {...(onSelect && { onSelect })} />}
      {mounted && editing && <InsertButton engine={mounted.engine} scene={scene} editing={editing} />}
      {mounted && editing && renamed !== null && name !== undefined && (
        <RenameField
          key={renamed}
          engine={mounted.engine}
          id={renamed}
          name={name}
          onDone={(next) => {
            setRenamed(null);
            if (next !== null) editing.rename(renamed, next);
            mounted.walk.focus(scene.indexOf(renamed), { take: true, reveal: false });
          }}
        />
      )}
      <div
        ref={parts.hint}
        hidden
        role="status"
        className="pointer-events-none absolute top-0 left-0 z-20 max-w-72 rounded-control border border-fail bg-fail-soft px-2 py-1 text-fail text-small"
      />
      <p ref={parts.voice} role="status" className="sr-only" />
      <IconSource ref={parts.icons} />
    </section>
  );
}

/**
 * A graph of tasks: one canvas paints it at every zoom, and the cards that a hand can reach lie over it as real ones. Read only, unless it
 * is given `editing`. Load it in the browser alone (next/dynamic, ssr: false).
 */
export function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}
