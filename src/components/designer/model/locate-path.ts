import { type Document, parseDocument } from 'yaml';
import { chunkText } from './cut-text.ts';
import { type Draft, YAML_OPTIONS } from './draft.ts';
import type { Path } from './edit-chunk.ts';

/** Characters of the text, `from` inclusive, `to` exclusive. */
export interface TextRange {
  from: number;
  to: number;
}

function rangeIn(document: Document, path: Path): TextRange | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number, number, number] | null) : null;
    if (range) return { from: range[0], to: range[1] };
  }
  return null;
}

/** Where pieces begin, leads left out. */
function bodyStart(draft: Draft, index: number): number {
  let from = 0;
  for (const chunk of draft.chunks?.slice(0, index) ?? []) from += chunkText(chunk).length;
  return from + (draft.chunks?.[index]?.lead.length ?? 0);
}

/** The text at a path; of something that is missing, the text of what it is missing from. Only one piece is parsed for it. */
export function locatePath(draft: Draft, path: Path): TextRange {
  const [first, second, ...rest] = path;
  const { chunks } = draft;
  if (!chunks) return rangeIn(parseDocument(draft.text, YAML_OPTIONS), path) ?? { from: 0, to: 0 };
  const places = chunks.flatMap(({ kind }, index) => (kind === 'task' ? [index] : []));
  const isTask = first === 'tasks' && typeof second === 'number';
  const at = isTask ? (places[second] ?? -1) : chunks.findIndex(({ kind, key }) => kind !== 'task' && key === first);
  const chunk = chunks[at];
  if (!chunk) return { from: 0, to: 0 };
  const start = bodyStart(draft, at);
  const range = rangeIn(parseDocument(chunk.body, YAML_OPTIONS), isTask ? [0, ...rest] : path);
  return range ? { from: start + range.from, to: start + range.to } : { from: start, to: start };
}
