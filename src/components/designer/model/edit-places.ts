import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { type Draft, isObject, taskIdOf } from './draft.ts';
import { setAt } from './edit-chunk.ts';
import { editTasksAt, indexesOf, setHeadField } from './edit-draft.ts';

// Where things lie on the canvas. A task that somebody placed keeps its place in its own metadata, so that it moves, is copied and merged
// with the task; all others are laid out. Notes lie in the metadata of the workflow.

export interface Point {
  x: number;
  y: number;
}

/** What notes and groups may be coloured by; the first unless said. */
export const AREA_COLOURS = ['plain', 'amber', 'blue', 'green', 'red'] as const;
export type AreaColour = (typeof AREA_COLOURS)[number];

export interface Note extends Point {
  text: string;
  width: number;
  height: number;
  colour: AreaColour;
}

/** Smaller ones could not be taken hold of, px. */
export const LEAST_NOTE = { width: 96, height: 48 } as const;

const isNumber = (value: JsonValue | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

/** Where somebody put a task; null when it is laid out. */
export function placeOf(value: JsonValue): Point | null {
  const metadata = isObject(value) ? value.metadata : undefined;
  return readPoint(isObject(metadata) ? metadata.place : undefined);
}

/** A place as it is written, [x, y]; null when it is none. */
export function readPoint(value: JsonValue | undefined): Point | null {
  if (!Array.isArray(value)) return null;
  const [x, y] = value;
  return isNumber(x) && isNumber(y) ? { x, y } : null;
}

export const readColour = (value: JsonValue | undefined): AreaColour => AREA_COLOURS.find((each) => each === value) ?? 'plain';

/** The name of the group a task belongs to; null when to none. */
export function groupOf(value: JsonValue): string | null {
  const metadata = isObject(value) ? value.metadata : undefined;
  return isObject(metadata) && typeof metadata.group === 'string' && metadata.group !== '' ? metadata.group : null;
}

/** Puts tasks somewhere, in whole pixels. */
export function moveTasks(draft: Draft, moves: readonly ({ id: string } & Point)[]): Draft {
  const to = new Map(moves.map(({ id, x, y }) => [id, [Math.round(x), Math.round(y)]]));
  return editTasksAt(draft, indexesOf(draft, to.keys()), (task, document, index) => {
    const place = to.get(taskIdOf(draft.tasks[index] ?? { value: null }) ?? '');
    if (place) setAt({ map: task, document: document }, ['metadata', 'place'], place);
  });
}

/** Gives tasks back to the layout. */
export function releaseTasks(draft: Draft, ids: Iterable<string>): Draft {
  const placed = indexesOf(draft, ids).filter((index) => placeOf(draft.tasks[index]?.value ?? null) !== null);
  return editTasksAt(draft, placed, (task, document) => setAt({ map: task, document: document }, ['metadata', 'place'], undefined));
}

/** Puts tasks into a group, or takes them out of theirs with null. */
export function groupTasks(draft: Draft, ids: Iterable<string>, group: string | null): Draft {
  return editTasksAt(draft, indexesOf(draft, ids), (task, document) =>
    setAt({ map: task, document: document }, ['metadata', 'group'], group ?? undefined),
  );
}

function readNote(value: JsonValue): Note[] {
  if (!isObject(value) || typeof value.text !== 'string') return [];
  const number = (given: JsonValue | undefined, otherwise: number) => (isNumber(given) ? given : otherwise);
  return [
    {
      text: value.text,
      x: number(value.x, 0),
      y: number(value.y, 0),
      width: Math.max(LEAST_NOTE.width, number(value.width, 208)),
      height: Math.max(LEAST_NOTE.height, number(value.height, 96)),
      colour: readColour(value.colour),
    },
  ];
}

export function notesOf({ head }: Pick<Draft, 'head'>): Note[] {
  const metadata = head?.metadata;
  return isObject(metadata) && Array.isArray(metadata.notes) ? metadata.notes.flatMap(readNote) : [];
}

/** Replaces the notes. */
export function setNotes(draft: Draft, notes: readonly Note[]): Draft {
  const written = notes.map(
    ({ text, x, y, width, height, colour }): JsonObject => ({
      text,
      x: Math.round(x),
      y: Math.round(y),
      width: Math.round(width),
      height: Math.round(height),
      ...(colour !== 'plain' && { colour }),
    }),
  );
  return setHeadField(draft, ['metadata', 'notes'], written.length > 0 ? written : undefined);
}
