import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, visit, type YAMLMap } from 'yaml';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { type Chunk, joinChunks } from './cut-text.ts';
import { type Draft, draftValue, readDraft, taskIdOf, YAML_OPTIONS } from './draft.ts';
import { dashColumn, editEntryChunk, editTaskChunk, headRank, type Path, setAt, shiftBody } from './edit-chunk.ts';

// What every change of a draft is made of. A change takes a draft that can be read and gives another one; the old one stays as it is.

const DASH_COLUMN = 2;

/**
 * A draft in pieces. A text that can only be read as a whole is written anew, comments kept: lists below one another, no aliases.
 * @throws TypeError when the text cannot be read
 */
export function inPieces(draft: Draft): Draft & { chunks: readonly Chunk[] } {
  if (draft.chunks) return draft as Draft & { chunks: readonly Chunk[] };
  const written = readDraft(writtenAnew(draft));
  if (!written.chunks) throw new TypeError('the text cannot be edited in pieces');
  return written as Draft & { chunks: readonly Chunk[] };
}

function writtenAnew(draft: Draft): string {
  const document = parseDocument(draft.text, YAML_OPTIONS);
  const root = document.contents;
  // JSON has no comments and no style of its own to keep.
  if (!isMap(root) || root.flow) return stringify(draftValue(draft), { lineWidth: 0 });
  visit(document, { Alias: (_, alias) => alias.resolve(document)?.clone() as never });
  visit(document, {
    Node: (_, node) => {
      if ('anchor' in node) delete node.anchor;
    },
  });
  for (const { key, value } of root.items) {
    if (isScalar(key)) key.type = 'PLAIN';
    if (!isScalar(key) || key.value !== 'tasks' || !isSeq(value)) continue;
    value.flow = value.items.length === 0;
    for (const item of value.items) if (isMap(item)) item.flow = false;
  }
  return document.toString({ lineWidth: 0, directives: false });
}

/** The draft with other pieces. */
function withChunks(draft: Draft, chunks: readonly Chunk[]): Draft {
  return readDraft(joinChunks(chunks), draft);
}

/** The positions among the pieces of the tasks, in order. */
function taskChunks(chunks: readonly Chunk[]): number[] {
  return chunks.flatMap(({ kind }, at) => (kind === 'task' ? [at] : []));
}

/** Changes tasks by their place in the list. */
export function editTasksAt(
  draft: Draft,
  indexes: Iterable<number>,
  change: (task: YAMLMap, document: Document, index: number) => void,
): Draft {
  const whole = inPieces(draft);
  const places = taskChunks(whole.chunks);
  const chunks = [...whole.chunks];
  for (const index of indexes) {
    const at = places[index];
    const chunk = at === undefined ? undefined : chunks[at];
    if (at !== undefined && chunk) chunks[at] = editTaskChunk(chunk, (task, document) => change(task, document, index));
  }
  return withChunks(whole, chunks);
}

/** Places in the list of the first task by each id. */
export function indexesOf(draft: Draft, ids: Iterable<string>): number[] {
  const wanted = new Set(ids);
  return draft.tasks.flatMap((task, index) => {
    const id = taskIdOf(task);
    return id !== null && wanted.delete(id) ? [index] : [];
  });
}

/** Sets a field of a task, or removes it with `undefined`. */
export function setTaskField(draft: Draft, { index, path }: { index: number; path: Path }, value: JsonValue | undefined): Draft {
  return editTasksAt(draft, [index], (task, document) => setAt({ map: task, document: document }, path, value));
}

/** Sets a field of the workflow itself, or removes it with `undefined`. */
export function setHeadField(draft: Draft, path: Path, value: JsonValue | undefined): Draft {
  const whole = inPieces(draft);
  const key = String(path[0]);
  const at = whole.chunks.findIndex((chunk) => chunk.kind === 'entry' && chunk.key === key);
  const chunk = whole.chunks[at];
  if (!chunk) return value === undefined ? draft : withChunks(whole, insertEntry(whole.chunks, newEntry(path, value)));
  const next = editEntryChunk(chunk, (entry, document) => setAt({ map: entry, document: document }, path, value));
  return withChunks(whole, next ? whole.chunks.with(at, next) : whole.chunks.toSpliced(at, 1));
}

function newEntry([key, ...rest]: Path, value: JsonValue): Chunk {
  const inner = rest.reduceRight<JsonValue>((below, step) => ({ [step]: below }), value);
  const body = stringify({ [String(key)]: inner }, { lineWidth: 0 });
  return { kind: 'entry', key: String(key), lead: '', body, trail: '' };
}

function insertEntry(chunks: readonly Chunk[], entry: Chunk): Chunk[] {
  const rank = headRank(entry.key);
  const found = chunks.findIndex(({ kind, key }) => kind === 'end' || (kind !== 'task' && headRank(key) > rank));
  const at = found === -1 ? chunks.length : found;
  const above = chunks[at - 1];
  if (!above) return chunks.toSpliced(at, 0, entry);
  return chunks.toSpliced(at - 1, 1, { ...above, trail: '' }, { ...entry, trail: above.trail });
}

/** A task as text, its dash in column 0. */
export function taskBody(task: JsonObject): string {
  const document = parseDocument('[]', YAML_OPTIONS);
  document.contents = document.createNode([{}]) as never;
  const [map] = (document.contents as unknown as { items: YAMLMap[] }).items;
  if (map) for (const [key, value] of Object.entries(task)) setAt({ map: map, document: document }, [key], value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Adds tasks as they are written (dash in column 0), behind a task of the list or at its end. */
export function insertTaskBodies(draft: Draft, bodies: readonly { lead: string; body: string }[], behind: number | null = null): Draft {
  const whole = inPieces(draft);
  const places = taskChunks(whole.chunks);
  const [first] = places;
  const column = first === undefined ? DASH_COLUMN : dashColumn(whole.chunks[first] as Chunk);
  const head = openList(whole.chunks);
  const last = behind === null ? undefined : places[behind];
  const at = last ?? places.at(-1) ?? head.findIndex(({ kind }) => kind === 'tasks');
  const added = bodies.map(
    ({ lead, body }): Chunk => ({
      kind: 'task',
      key: '',
      lead,
      body: shiftBody(body.endsWith('\n') ? body : `${body}\n`, 0, column),
      // As far apart as the tasks around it.
      trail: head[at]?.trail ?? '',
    }),
  );
  return withChunks(whole, head.toSpliced(at + 1, 0, ...added));
}

/** Makes sure that the list of tasks is there, and open for items below it. */
function openList(chunks: readonly Chunk[]): Chunk[] {
  const at = chunks.findIndex(({ kind }) => kind === 'tasks');
  const chunk = chunks[at];
  if (!chunk) return insertEntry(chunks, { kind: 'tasks', key: 'tasks', lead: '', body: 'tasks:\n', trail: '' });
  const body = chunk.body.replace(/^tasks\s*:\s*(?:\[\s*\]|~|null)?/, 'tasks:');
  return chunks.with(at, { ...chunk, body: body.endsWith('\n') ? body : `${body}\n` });
}

/** Takes tasks out of the list. */
export function dropTasksAt(draft: Draft, indexes: Iterable<number>): Draft {
  const whole = inPieces(draft);
  const places = taskChunks(whole.chunks);
  const gone = new Set([...indexes].map((index) => places[index]));
  if (gone.size === 0) return draft;
  const chunks = whole.chunks.filter((_, at) => !gone.has(at));
  if (chunks.some(({ kind }) => kind === 'task')) return withChunks(whole, chunks);
  return withChunks(
    whole,
    chunks.map((chunk) => (chunk.kind === 'tasks' ? { ...chunk, body: chunk.body.replace(/^tasks\s*:/, 'tasks: []') } : chunk)),
  );
}
