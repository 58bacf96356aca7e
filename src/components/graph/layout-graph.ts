import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import { foldLayers, NODE_HEIGHT, NODE_WIDTH, type Placed } from './fold-layers.ts';
import { layersOf, orderLayers } from './graph-layers.ts';
import type { GraphShape } from './graph-shape.ts';

/** Above this the search for few crossings takes seconds and nobody follows single edges any more. */
const ORDERED_NODES = 1_500;
/** So few cannot cross much. */
const FEW_NODES = 8;
/** Above this the search is made shorter. */
const THOROUGH_NODES = 300;

function elkGraph({ nodes, edges }: GraphShape): ElkNode {
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
      'elk.layered.nodePlacement.strategy': 'SIMPLE',
      'elk.layered.thoroughness': nodes.length > THOROUGH_NODES ? '1' : '7',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.edgeRouting': 'POLYLINE',
    },
    children: nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  };
}

/**
 * Places a graph from left to right. The order within layers is searched in a worker that lives for this one call.
 * @throws when `signal` fires or the worker fails
 */
export async function layoutGraph(shape: GraphShape, signal: AbortSignal): Promise<Placed[]> {
  const layers = layersOf(shape);
  const { length } = shape.nodes;
  if (length > ORDERED_NODES || length <= FEW_NODES || shape.edges.length === 0) return foldLayers(layers);
  const elk = new ELK({ workerFactory: () => new Worker(new URL('./elk.worker.ts', import.meta.url), { type: 'module' }) });
  try {
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const drawn = await Promise.race([elk.layout(elkGraph(shape)), stopped]);
    const place = new Map(drawn.children?.map(({ id, y }) => [id, y ?? 0]));
    return foldLayers(orderLayers(layers, place));
  } finally {
    elk.terminateWorker();
  }
}
