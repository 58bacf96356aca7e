'use client';
import { Panel, Position, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { foldLayers, NODE_HEIGHT, NODE_WIDTH, type Placed } from './fold-layers.ts';
import { GraphContext } from './graph-context.tsx';
import { layersOf } from './graph-layers.ts';
import type { GraphShape } from './graph-shape.ts';
import { layoutGraph } from './layout-graph.ts';
import { TaskEdge, type TaskFlowEdge } from './task-edge.tsx';
import { type TaskFlowNode, TaskNode } from './task-node.tsx';

const nodeTypes = { task: TaskNode };
const edgeTypes = { task: TaskEdge };
/** Below this zoom the second line of a node cannot be read. */
const FAR_ZOOM = 0.55;
/** From this many nodes on only what is in view is drawn, and the view opens at the begin instead of on the whole. */
const LARGE = 400;
/** Room for the legend above and the controls below. */
const FIT = { padding: { top: '56px', right: '24px', bottom: '56px', left: '24px' }, maxZoom: 1 } as const;

/**
 * The places of the nodes: at once in the order of the definition, then in the order that crosses least. The second only swaps nodes
 * within their layers, so the view stays; when it fails, the first is good enough.
 */
function useLayout(shape: GraphShape): Placed[] {
  const first = useMemo(() => foldLayers(layersOf(shape)), [shape]);
  const [ordered, setOrdered] = useState<{ shape: GraphShape; placed: Placed[] } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    layoutGraph(shape, stop.signal).then(
      (placed) => stop.signal.aborted || setOrdered({ shape, placed }),
      () => undefined,
    );
    return () => stop.abort(new Error('not needed any more'));
  }, [shape]);
  return ordered?.shape === shape ? ordered.placed : first;
}

/** Where edges meet a node, told instead of measured: a thousand nodes need no layout pass of the browser before edges are drawn. */
const HANDLES = [
  { type: 'target' as const, position: Position.Left, x: 0, y: NODE_HEIGHT / 2, width: 1, height: 1 },
  { type: 'source' as const, position: Position.Right, x: NODE_WIDTH, y: NODE_HEIGHT / 2, width: 1, height: 1 },
];

function toFlow({ nodes, edges }: GraphShape, placed: Placed[]): { nodes: TaskFlowNode[]; edges: TaskFlowEdge[] } {
  const at = new Map(placed.map(({ id, x, y }) => [id, { x, y }]));
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      type: 'task',
      position: at.get(node.id) ?? { x: 0, y: 0 },
      data: { node },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      measured: { width: NODE_WIDTH, height: NODE_HEIGHT },
      handles: HANDLES,
    })),
    edges: edges.map(({ from, to, when, soft }) => ({ id: `${from} ${to}`, source: from, target: to, type: 'task', data: { when, soft } })),
  };
}

function Controls({ keys }: { keys: boolean }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const fit = () => void fitView({ ...FIT, duration: 200 });
  return (
    <Panel position="bottom-left" className="flex rounded-control border bg-panel p-0.5">
      {keys && <FitKey onPress={fit} />}
      <Button variant="ghost" size="icon" aria-label="Zoom in" onClick={() => void zoomIn({ duration: 120 })}>
        <Plus aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label="Zoom out" onClick={() => void zoomOut({ duration: 120 })}>
        <Minus aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label="Show the whole graph" title="Show the whole graph (f)" onClick={fit}>
        <Maximize aria-hidden />
      </Button>
    </Panel>
  );
}

function FitKey({ onPress }: { onPress(): void }) {
  useShortcut({ keys: 'f', label: 'Show the whole graph', group: 'Graph' }, onPress);
  return null;
}

/** Brings the selected node into view when it is not. */
function FollowSelection() {
  const { selected } = useContext(GraphContext);
  const { getNode, setCenter, getViewport } = useReactFlow();
  const size = useRef({ width: 0, height: 0 });
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  size.current = { width, height };
  useEffect(() => {
    const node = selected === null ? undefined : getNode(selected);
    if (!node) return;
    const { x, y, zoom } = getViewport();
    const left = node.position.x * zoom + x;
    const top = node.position.y * zoom + y;
    const inside = left > 0 && top > 0 && left + NODE_WIDTH * zoom < size.current.width && top + NODE_HEIGHT * zoom < size.current.height;
    if (!inside) void setCenter(node.position.x + NODE_WIDTH / 2, node.position.y + NODE_HEIGHT / 2, { zoom, duration: 200 });
  }, [selected, getNode, setCenter, getViewport]);
  return null;
}

interface GraphCanvasProps {
  shape: GraphShape;
  label: string;
  /** Laid over the top left corner. */
  legend?: ReactNode;
  /** Whether the graph owns the page's keys. */
  keys?: boolean;
}

function Flow({ shape, label, legend, keys = false, placed }: GraphCanvasProps & { placed: Placed[] }) {
  const far = useStore((state) => state.transform[2] < FAR_ZOOM);
  const { nodes, edges } = useMemo(() => toFlow(shape, placed), [shape, placed]);
  const large = nodes.length > LARGE;
  return (
    <section aria-label={label} className={cn('group/graph h-full w-full')} {...(far && { 'data-far': '' })}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        fitView={!large}
        fitViewOptions={FIT}
        defaultViewport={{ x: 40, y: 40, zoom: 0.7 }}
        minZoom={large ? 0.15 : 0.05}
        maxZoom={1.5}
        onlyRenderVisibleElements={large}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        proOptions={{ hideAttribution: false }}
      >
        {legend && <Panel position="top-left">{legend}</Panel>}
        <Controls keys={keys} />
        <FollowSelection />
      </ReactFlow>
    </section>
  );
}

/** A graph of tasks, laid out from left to right. Read only; what the nodes show comes from the GraphContext. */
export function GraphCanvas(props: GraphCanvasProps) {
  const placed = useLayout(props.shape);
  return (
    <ReactFlowProvider>
      <Flow {...props} placed={placed} />
    </ReactFlowProvider>
  );
}
