// Orders the layers of a large graph off the main thread.
import { type LayeredGraph, orderByNeighbours } from './order-layers.ts';

/** The part of a worker's global that is used here; the page's types know no workers. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<LayeredGraph>) => void) | null;
  postMessage(layers: number[][]): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = ({ data }) => scope.postMessage(orderByNeighbours(data));
