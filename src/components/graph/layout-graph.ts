import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import { foldLayers, NODE_HEIGHT, NODE_WIDTH, type Placed } from './fold-layers.ts';
import { layersOf, orderLayers } from './graph-layers.ts';
import type { GraphShape } from './graph-shape.ts';

/** Above this ELK takes seconds, and nobody follows single edges any more: a simpler search orders the layers. */
const ELK_NODES = 600;
/** So few cannot cross much. */
const FEW_NODES = 8;
/** Above this ELK's search is made shorter. */
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

/** @throws what `signal` was aborted with */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function orderWithElk(shape: GraphShape, layers: string[][], signal: AbortSignal): Promise<string[][]> {
  const elk = new ELK({ workerFactory: () => new Worker(new URL('./elk.worker.ts', import.meta.url), { type: 'module' }) });
  try {
    const drawn = await Promise.race([elk.layout(elkGraph(shape)), stopped(signal)]);
    return orderLayers(layers, new Map(drawn.children?.map(({ id, y }) => [id, y ?? 0])));
  } finally {
    elk.terminateWorker();
  }
}

async function orderBySweeps({ nodes, edges }: GraphShape, layers: string[][], signal: AbortSignal): Promise<string[][]> {
  const index = new Map(nodes.map(({ id }, at) => [id, at]));
  const ends = Uint32Array.from(edges.flatMap(({ from, to }) => [index.get(from) ?? 0, index.get(to) ?? 0]));
  const worker = new Worker(new URL('./order.worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = new Promise<number[][]>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<number[][]>) => resolve(data), { once: true });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
      worker.postMessage({ layers: layers.map((layer) => layer.map((id) => index.get(id) ?? 0)), ends });
    });
    const ordered = await Promise.race([answer, stopped(signal)]);
    return ordered.map((layer) => layer.flatMap((node) => nodes[node]?.id ?? []));
  } finally {
    worker.terminate();
  }
}

/**
 * Places a graph from left to right. The order within layers is searched in a worker that lives for this one call.
 * @throws when `signal` fires or the worker fails
 */
export async function layoutGraph(shape: GraphShape, signal: AbortSignal): Promise<Placed[]> {
  const layers = layersOf(shape);
  const { length } = shape.nodes;
  if (length <= FEW_NODES || shape.edges.length === 0) return foldLayers(layers);
  const order = length > ELK_NODES ? orderBySweeps : orderWithElk;
  return foldLayers(await order(shape, layers, signal));
}
