import { parseDocument } from 'yaml';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { DEFINITION_LIMITS } from '@/server/core/workflow/definition.ts';
import { ALIAS_WORDS, yamlWords } from '@/server/core/workflow/text-words.ts';
import { type Chunk, chunkText, cutText } from './cut-text.ts';

// The document of the designer: a definition as text. The text is the truth; what it says is read from it, piece by piece.

/** What keeps a text from being read, with the characters it stands at. */
export interface TextFault {
  message: string;
  from: number;
  to: number;
}

export interface DraftTask {
  /** What the list holds at this place; not necessarily an object. */
  value: JsonValue;
  /** Characters of the text. */
  from: number;
  to: number;
}

export interface Draft {
  text: string;
  /** Null when the text could only be read as a whole. */
  chunks: readonly Chunk[] | null;
  /** Entries of the top level, `tasks` not among them; null when the text cannot be read. */
  head: JsonObject | null;
  tasks: readonly DraftTask[];
  faults: readonly TextFault[];
  /** @internal what the pieces say, by their text */
  readings: ReadonlyMap<string, Reading>;
}

interface Reading {
  value: JsonValue;
  /** Relative to the piece. */
  faults: readonly TextFault[];
}

/** Few aliases, so that a short text cannot unfold into a huge value. */
const MAX_ALIASES = 100;

export const YAML_OPTIONS = { merge: false, version: '1.2' } as const;

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function readYaml(text: string): Reading {
  const document = parseDocument(text, YAML_OPTIONS);
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      message: yamlWords(error),
      from: Math.min(error.pos[0], text.length),
      to: Math.min(error.pos[1], text.length),
    }));
    return { value: null, faults };
  }
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as JsonValue, faults: [] };
  } catch {
    return { value: null, faults: [{ message: ALIAS_WORDS, from: 0, to: 0 }] };
  }
}

/** Reads a text; pieces that `before` has read already are not read again. */
export function readDraft(text: string, before?: Draft): Draft {
  const chunks = cutText(text);
  const items = chunks?.reduce((count, { kind }) => count + (kind === 'task' ? 1 : 0), 0) ?? 0;
  if (items > DEFINITION_LIMITS.tasks) {
    const message = `${items} tasks are more than the ${DEFINITION_LIMITS.tasks} allowed`;
    return { text, chunks: null, head: null, tasks: [], faults: [{ message, from: 0, to: 0 }], readings: new Map() };
  }
  return (chunks && readChunks(text, chunks, before)) ?? readWhole(text);
}

/** Null when a piece does not stand alone, as with an anchor in another one: then the whole decides. */
function readChunks(text: string, chunks: readonly Chunk[], before: Draft | undefined): Draft | null {
  const readings = new Map<string, Reading>();
  const head: JsonObject = {};
  const tasks: DraftTask[] = [];
  let from = 0;
  for (const chunk of chunks) {
    const at = from + chunk.lead.length;
    from += chunkText(chunk).length;
    if (chunk.kind === 'end' || chunk.kind === 'tasks') continue;
    const reading = before?.readings.get(chunk.body) ?? readings.get(chunk.body) ?? readYaml(chunk.body);
    readings.set(chunk.body, reading);
    if (reading.faults.length > 0) return null;
    if (chunk.kind === 'task') {
      if (!Array.isArray(reading.value) || reading.value.length !== 1) return null;
      tasks.push({ value: reading.value[0] ?? null, from: at, to: at + chunk.body.trimEnd().length });
    } else {
      if (!isObject(reading.value) || Object.keys(reading.value).length !== 1) return null;
      head[chunk.key] = reading.value[chunk.key] ?? null;
    }
  }
  return { text, chunks, head, tasks, faults: [], readings };
}

function readWhole(text: string): Draft {
  const { value, faults } = readYaml(text);
  const nothing = { text, chunks: null, head: null, tasks: [], readings: new Map<string, Reading>() };
  if (faults.length > 0) return { ...nothing, faults };
  if (!isObject(value)) return { ...nothing, faults: [{ message: 'A definition is an object with a name and tasks.', from: 0, to: 0 }] };
  const { tasks, ...head } = value;
  if (tasks !== undefined && tasks !== null && !Array.isArray(tasks))
    return { ...nothing, faults: [{ message: '"tasks" is a list.', from: 0, to: 0 }] };
  const list = parseDocument(text, YAML_OPTIONS).getIn(['tasks'], true) as { items?: { range?: [number, number, number] }[] } | undefined;
  const placed = (tasks ?? []).map((task, index) => {
    const [from, to] = list?.items?.[index]?.range ?? [0, 0];
    return { value: task, from, to };
  });
  return { ...nothing, head, tasks: placed, faults: [] };
}

/** The value of a draft that can be read; of one that cannot, null. */
export function draftValue({ head, tasks }: Draft): JsonObject | null {
  return head && { ...head, tasks: tasks.map(({ value }) => value) };
}

/** The id of a task; null while it has none. */
export function taskIdOf({ value }: Pick<DraftTask, 'value'>): string | null {
  return isObject(value) && typeof value.task_id === 'string' && value.task_id !== '' ? value.task_id : null;
}

/** The first task by that id. */
export function findTask(draft: Draft, id: string): DraftTask | undefined {
  return draft.tasks.find((task) => taskIdOf(task) === id);
}

/** The task whose text holds this character. */
export function taskAt(draft: Draft, offset: number): DraftTask | undefined {
  return draft.tasks.find(({ from, to }) => from <= offset && offset <= to);
}
