/** Numbers of edges grouped by one of their ends: those of node i are list[start[i]] .. list[start[i + 1] - 1]. */
export interface Adjacency {
  start: Uint32Array;
  list: Uint32Array;
}

/** @param ends for each edge the node at the end to group by, below `nodes` */
export function groupByNode(nodes: number, ends: Uint32Array): Adjacency {
  const start = new Uint32Array(nodes + 1);
  for (const node of ends) start[node + 1] = (start[node + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
  const next = start.slice();
  const list = new Uint32Array(ends.length);
  ends.forEach((node, edge) => {
    const at = next[node] ?? 0;
    list[at] = edge;
    next[node] = at + 1;
  });
  return { start, list };
}

export const edgesOf = ({ start, list }: Adjacency, node: number): Uint32Array => list.subarray(start[node], start[node + 1]);
