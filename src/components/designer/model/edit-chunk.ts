import { type Document, isCollection, isMap, isScalar, isSeq, type Pair, parseDocument, Scalar, YAMLMap } from 'yaml';
import type { JsonValue } from '@/server/core/json.ts';
import { taskDefinitionSchema, workflowDefinitionSchema } from '@/server/core/workflow/definition.ts';
import type { Chunk } from './cut-text.ts';
import { YAML_OPTIONS } from './draft.ts';

// Changes inside one piece of the text. Comments and the order of keys survive; only the piece's own spacing may become regular.

export type Path = readonly (string | number)[];

const TASK_FIELDS = Object.keys(taskDefinitionSchema.shape);
const HEAD_FIELDS = Object.keys(workflowDefinitionSchema.shape);

/** The place of a field in the order in which people write them; unknown ones last. */
export function headRank(key: string): number {
  const rank = HEAD_FIELDS.indexOf(key);
  return rank === -1 ? HEAD_FIELDS.length : rank;
}

/** The column of a task's dash. */
export const dashColumn = ({ body }: Chunk): number => body.length - body.trimStart().length;

/** Moves a task's text to another column. */
export function shiftBody(body: string, from: number, to: number): string {
  if (from === to) return body;
  const lines = body.split('\n');
  const shift = (line: string) =>
    line.trim() === '' ? line : ' '.repeat(to) + line.slice(Math.min(from, line.length - line.trimStart().length));
  return lines.map(shift).join('\n');
}

function write(document: Document, like: string, column: number): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: /[[{] /.test(like) });
  const shifted = shiftBody(text, 0, column);
  return like.endsWith('\n') ? shifted : shifted.trimEnd();
}

/** Changes a task through its own document. @throws TypeError when the piece holds no object */
export function editTaskChunk(chunk: Chunk, change: (task: YAMLMap, document: Document) => void): Chunk {
  const document = parseDocument(chunk.body, YAML_OPTIONS);
  const task = isSeq(document.contents) ? document.contents.items[0] : null;
  if (!isMap(task)) throw new TypeError('the piece holds no task');
  // In one line it would stay in one line, however much is added.
  task.flow = false;
  change(task as YAMLMap, document);
  return { ...chunk, body: write(document, chunk.body, dashColumn(chunk)) };
}

/** Changes an entry of the top level; null when nothing is left of it. */
export function editEntryChunk(chunk: Chunk, change: (entry: YAMLMap, document: Document) => void): Chunk | null {
  const document = parseDocument(chunk.body, YAML_OPTIONS);
  if (!isMap(document.contents)) throw new TypeError('the piece holds no entry');
  change(document.contents as YAMLMap, document);
  return document.contents.items.length === 0 ? null : { ...chunk, body: write(document, chunk.body, 0) };
}

export function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function nodeOf(document: Document, value: JsonValue) {
  const node = document.createNode(value);
  // Lists of a few words read best in one line, as people write dependencies and capabilities.
  if (isSeq(node) && node.items.length > 0 && node.items.length <= 8 && node.items.every((item) => isScalar(item))) node.flow = true;
  return node;
}

/** Keeps the comment and, where it still fits, the style of the value that is replaced. */
function replaceValue(pair: Pair, value: JsonValue, document: Document): void {
  const before = pair.value;
  const isPlain = value === null || typeof value !== 'object';
  if (isScalar(before) && isPlain) {
    if (typeof before.value === typeof value && typeof value === 'string') before.value = value;
    else {
      const next = new Scalar(value);
      next.comment = before.comment ?? null;
      next.commentBefore = before.commentBefore ?? null;
      pair.value = next;
    }
    return;
  }
  const node = nodeOf(document, value);
  if (isCollection(before) && isCollection(node)) {
    node.comment = before.comment ?? null;
    node.commentBefore = before.commentBefore ?? null;
    if (before.flow !== undefined) node.flow = before.flow;
  }
  pair.value = node;
}

/** A map in a document, as something is written into it. */
export interface Place {
  map: YAMLMap;
  document: Document;
}

/** Puts a new field where its kind is written. */
function insertField({ map, document }: Place, key: string, node: unknown): void {
  const rank = TASK_FIELDS.indexOf(key);
  const pair = document.createPair(key, node);
  const at = rank === -1 ? -1 : map.items.findIndex((item) => TASK_FIELDS.indexOf(keyOf(item)) > rank);
  if (at <= 0) map.items.push(pair);
  else map.items.splice(at, 0, pair);
}

/**
 * Sets the value at a path below a map, or removes it with `undefined`; maps that become empty on the way go, too. Lists on the way must
 * be there already; an index at their end appends.
 */
export function setAt(place: Place, path: Path, value: JsonValue | undefined): void {
  const { map, document } = place;
  const [key, ...rest] = path;
  if (key === undefined) return;
  const pair = map.items.find((item) => keyOf(item) === String(key));
  if (rest.length === 0) {
    if (value === undefined) map.items = map.items.filter((item) => item !== pair);
    else if (pair) replaceValue(pair, value, document);
    else insertField(place, String(key), nodeOf(document, value));
    return;
  }
  if (isSeq(pair?.value)) {
    setInList({ items: pair.value.items, document: document }, rest, value);
    return;
  }
  if (value === undefined && !isMap(pair?.value)) return;
  let inner = isMap(pair?.value) ? (pair.value as YAMLMap) : null;
  if (!inner) {
    inner = new YAMLMap();
    if (pair) pair.value = inner;
    else insertField(place, String(key), inner);
  }
  setAt({ map: inner, document: document }, rest, value);
  if (inner.items.length === 0) map.items = map.items.filter((item) => item.value !== inner);
}

function setInList({ items, document }: { items: unknown[]; document: Document }, path: Path, value: JsonValue | undefined): void {
  const [index, ...rest] = path;
  const at = Number(index);
  const item = items[at];
  if (rest.length === 0 && value === undefined) items.splice(at, 1);
  else if (rest.length === 0 && isScalar(item) && typeof item.value === 'string' && typeof value === 'string') item.value = value;
  else if (rest.length === 0) items[at] = document.createNode(value);
  else if (isMap(item)) setAt({ map: item as YAMLMap, document: document }, rest, value);
  else if (isSeq(item)) setInList({ items: item.items, document: document }, rest, value);
}
