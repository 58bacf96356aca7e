import type { Document } from 'yaml';
import type { Fault } from '@/server/core/errors.ts';

// Faults name places in a value ("tasks.3.dependencies.0") or in a text ("line 5"); an editor marks characters. JSON is read as YAML too:
// the positions are the same.

export interface PlacedFault extends Fault {
  /** Characters of the text, `from` inclusive, `to` exclusive; at most one line. */
  from: number;
  to: number;
  /** Beginning with 1. */
  line: number;
}

/** Up to here a text is parsed for places; beyond, faults stand at its beginning. */
const MAX_TEXT = 1_000_000;

type Range = [number, number];

/** The characters of a line without what surrounds its text. */
function lineRange(text: string, line: number): Range {
  let from = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', from);
    if (next === -1) break;
    from = next + 1;
  }
  const end = text.indexOf('\n', from);
  const content = text.slice(from, end === -1 ? text.length : end);
  const start = from + (content.length - content.trimStart().length);
  return [start, Math.max(start, from + content.trimEnd().length)];
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

/** The deepest part of the value on the way along the path: a field that is missing is marked where it is missing. */
function valueRange(document: Document, path: string): Range | null {
  const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (hasRange(node)) return [node.range[0], node.range[1]];
  }
  return hasRange(document.contents) ? [document.contents.range[0], document.contents.range[1]] : null;
}

function rangeOf(text: string, document: Document | null, path: string): Range {
  const line = /^line (\d+)$/.exec(path)?.[1];
  if (line !== undefined) return lineRange(text, Number(line));
  const [broken] = document?.errors ?? [];
  if (broken) return [broken.pos[0], broken.pos[1]];
  return (document && path !== '' && valueRange(document, path)) || lineRange(text, 1);
}

/** Where in the text each fault is, in the order of the faults. */
export async function locateFaults(text: string, faults: Fault[]): Promise<PlacedFault[]> {
  if (faults.length === 0) return [];
  const { parseDocument } = await import('yaml');
  const document = text.length <= MAX_TEXT ? parseDocument(text, { merge: false, version: '1.2' }) : null;
  return faults.map((fault) => {
    const [start, end] = rangeOf(text, document, fault.path);
    const from = Math.min(start, text.length);
    const lineEnd = text.indexOf('\n', from);
    const to = Math.max(from, Math.min(end, lineEnd === -1 ? text.length : lineEnd));
    return { ...fault, from, to, line: text.slice(0, from).split('\n').length };
  });
}
