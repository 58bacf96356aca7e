/** As much of a graph as a drawing needs. */
export interface DrawnGraph {
  nodes: readonly { id: string; name: string; kind: string }[];
  edges: readonly { from: string; to: string; when: string; soft: boolean }[];
}

/** Brackets that draw a node's kind. */
const SHAPES: Record<string, readonly [string, string]> = {
  branch: ['{', '}'],
  map: ['[[', ']]'],
  loop: ['[[', ']]'],
  approval: ['([', '])'],
  timer: ['([', '])'],
  wait: ['([', '])'],
  sub_workflow: ['[[', ']]'],
};
const PLAIN = ['[', ']'] as const;

const escapeLabel = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('\n', ' ');

/** The graph as a Mermaid flowchart: dashed where an edge is followed only after a failure or may be missing. */
export function writeMermaid({ nodes, edges }: DrawnGraph): string {
  const name = new Map(nodes.map(({ id }, index) => [id, `t${index}`]));
  const lines = nodes.map((node) => {
    const [open, close] = SHAPES[node.kind] ?? PLAIN;
    return `  ${name.get(node.id)}${open}"${escapeLabel(node.name)}"${close}`;
  });
  const arrows = edges.map(({ from, to, when, soft }) => {
    const arrow = soft ? '-.->' : '-->';
    return `  ${name.get(from)} ${arrow}${when === 'completed' ? '' : `|${when}|`} ${name.get(to)}`;
  });
  return `${['flowchart LR', ...lines, ...arrows].join('\n')}\n`;
}
