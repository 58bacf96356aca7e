import { useMemo } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { WorkflowDefinition } from '@/server/core/workflow/definition.ts';
import { foldLayers, NODE_HEIGHT, NODE_WIDTH } from '../graph/fold-layers.ts';
import { layersOf } from '../graph/graph-layers.ts';
import { type GraphShape, shapeOf } from '../graph/graph-shape.ts';
import { placeShape } from '../graph/laid-out-graph.tsx';

/** Around the drawing, graph px. */
const MARGIN = 16;
/** How far a second card stands out behind the first, graph px. */
const STACK = 10;

export const graphShapeOf = (definition: WorkflowDefinition): GraphShape => shapeOf(definition as unknown as JsonValue);

interface Point {
  x: number;
  y: number;
}

const bend = (from: Point, to: Point) => {
  const half = Math.max(24, (to.x - from.x) / 2);
  return `M${from.x} ${from.y}C${from.x + half} ${from.y} ${to.x - half} ${to.y} ${to.x} ${to.y}`;
};

/** A small graph as a picture without words: who waits for whom, stacks for what repeats, a lozenge where the way is chosen. */
export function GraphPicture({ definition, label }: { definition: WorkflowDefinition; label: string }) {
  const { nodes, edges, width, height } = useMemo(() => {
    const shape = graphShapeOf(definition);
    const placed = placeShape(shape, foldLayers(layersOf(shape)));
    const right = Math.max(0, ...placed.nodes.map(({ x }) => x + NODE_WIDTH));
    const bottom = Math.max(0, ...placed.nodes.map(({ y }) => y + NODE_HEIGHT));
    return { ...placed, width: right, height: bottom };
  }, [definition]);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const half = NODE_HEIGHT / 2;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`}
      className="h-full w-full"
      preserveAspectRatio="xMidYMid meet"
    >
      {edges.map(({ from, to, soft, when }) => {
        const [source, target] = [at.get(from), at.get(to)];
        if (!source || !target) return null;
        return (
          <path
            key={`${from} ${to}`}
            d={bend({ x: source.x + NODE_WIDTH, y: source.y + half }, { x: target.x, y: target.y + half })}
            className="fill-none stroke-line-strong"
            strokeWidth={3}
            {...((soft || when !== 'completed') && { strokeDasharray: '10 8' })}
          />
        );
      })}
      {nodes.map(({ id, x, y, kind }) => (
        <g key={id} className="fill-panel stroke-ink-3" strokeWidth={3}>
          {(kind === 'map' || kind === 'loop') && <rect x={x + STACK} y={y - STACK} width={NODE_WIDTH} height={NODE_HEIGHT} rx={8} />}
          {kind === 'branch' ? (
            <polygon
              className="fill-accent-soft stroke-accent"
              points={`${x},${y + half} ${x + NODE_WIDTH / 2},${y - STACK} ${x + NODE_WIDTH},${y + half} ${x + NODE_WIDTH / 2},${y + NODE_HEIGHT + STACK}`}
            />
          ) : (
            <rect x={x} y={y} width={NODE_WIDTH} height={NODE_HEIGHT} rx={8} />
          )}
        </g>
      ))}
    </svg>
  );
}
