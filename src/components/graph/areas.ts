import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import type { CanvasNode, Point } from './canvas-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

// What an author put onto a graph besides tasks: places, notes and groups. A task that somebody placed keeps its place in its own metadata,
// so that it moves, is copied and merged with the task, and there it names its group, too. Notes, and how groups are shown, lie in the
// metadata of the workflow. Whoever draws the definition reads them here: the designer, and the page of a run.

/** What notes and groups may be coloured by; the first unless said. */
export const AREA_COLOURS = ['plain', 'amber', 'blue', 'green', 'red'] as const;
export type AreaColour = (typeof AREA_COLOURS)[number];

export interface Note extends Point {
  text: string;
  width: number;
  height: number;
  colour: AreaColour;
}

export interface Group {
  name: string;
  /** Ids, in the order of the list. */
  members: readonly string[];
  /** Drawn as one card. */
  folded: boolean;
  colour: AreaColour;
  /** Where its card lies while it is folded; null: where its members do. */
  place: Point | null;
}

/** A definition as far as it is read here; it may still be in the writing. */
export interface Written {
  /** All of it but the tasks; null when it cannot be read. */
  head: JsonObject | null;
  tasks: readonly { value: JsonValue }[];
}

/** Smaller ones could not be taken hold of, px. */
export const LEAST_NOTE = { width: 96, height: 48 } as const;

const isNumber = (value: JsonValue | undefined): value is number => typeof value === 'number' && Number.isFinite(value);
const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const metadataOf = (value: JsonValue): JsonObject => (isObject(value) && isObject(value.metadata) ? value.metadata : {});

/** Where somebody put a task; null when it is laid out. */
export const placeOf = (task: JsonValue): Point | null => readPoint(metadataOf(task).place);

/** A place as it is written, [x, y]; null when it is none. */
function readPoint(value: JsonValue | undefined): Point | null {
  if (!Array.isArray(value)) return null;
  const [x, y] = value;
  return isNumber(x) && isNumber(y) ? { x, y } : null;
}

const readColour = (value: JsonValue | undefined): AreaColour => AREA_COLOURS.find((each) => each === value) ?? 'plain';

/** The name of the group a task belongs to; null when to none. */
export function groupOf(task: JsonValue): string | null {
  const { group } = metadataOf(task);
  return typeof group === 'string' && group !== '' ? group : null;
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

export function notesOf({ head }: Pick<Written, 'head'>): Note[] {
  const { notes } = metadataOf(head);
  return Array.isArray(notes) ? notes.flatMap(readNote) : [];
}

/** How a group is shown, as it is written. */
export function groupSettings({ head }: Pick<Written, 'head'>, name: string): JsonObject {
  const { groups } = metadataOf(head);
  const settings = isObject(groups) && Object.hasOwn(groups, name) ? groups[name] : undefined;
  return isObject(settings) ? settings : {};
}

/** The groups that have tasks. */
export function groupsOf(written: Written): Group[] {
  const members = new Map<string, Set<string>>();
  for (const { value } of written.tasks) {
    const name = groupOf(value);
    const id = isObject(value) ? value.task_id : undefined;
    if (name === null || typeof id !== 'string' || id === '') continue;
    members.set(name, (members.get(name) ?? new Set()).add(id));
  }
  return [...members].map(([name, ids]) => {
    const { folded, colour, place } = groupSettings(written, name);
    return { name, members: [...ids], folded: folded === true, colour: readColour(colour), place: readPoint(place) };
  });
}

/** The corners of something on the ground: x0, y0, x1, y1. */
export type Rect = readonly [number, number, number, number];

export interface Frame {
  group: Group;
  /** Where its members lie. */
  members: readonly ({ id: string } & Point)[];
  /** Around all of them. */
  rect: Rect;
}

/** Around the cards of a group, and above them for its name, px. */
const PAD = 16;
const HEAD = 32;

/** The frames around groups, where their members are drawn. */
export function framesOf(nodes: readonly Pick<CanvasNode, 'id' | 'x' | 'y'>[], groups: readonly Group[]): Frame[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return groups.flatMap((group): Frame[] => {
    const members = group.members.flatMap((id) => byId.get(id) ?? []);
    if (members.length === 0) return [];
    const xs = members.map(({ x }) => x);
    const ys = members.map(({ y }) => y);
    const [x0, y0] = [Math.min(...xs) - PAD, Math.min(...ys) - PAD];
    return [{ group, members, rect: [x0, y0, Math.max(...xs) + NODE_WIDTH + PAD, Math.max(...ys) + NODE_HEIGHT + PAD] }];
  });
}

/** What notes and frames take of the ground, so that they fit into view with the cards. */
export function roomsOf(notes: readonly Note[], frames: readonly Frame[]): Rect[] {
  return [
    ...notes.map(({ x, y, width, height }): Rect => [x, y, x + width, y + height]),
    ...frames.map(({ rect: [x0, y0, x1, y1] }): Rect => [x0, y0 - HEAD, x1, y1]),
  ];
}

export interface Areas {
  /** Where tasks were put, by id. */
  places: ReadonlyMap<string, Point>;
  notes: readonly Note[];
  groups: readonly Group[];
}

/** All of it, of a definition that is not edited. */
export function areasOf(definition: JsonValue): Areas {
  const { tasks: list, ...head } = isObject(definition) ? definition : {};
  const tasks = (Array.isArray(list) ? list : []).map((value) => ({ value }));
  const places = tasks.flatMap(({ value }) => {
    const place = placeOf(value);
    return place !== null && isObject(value) && typeof value.task_id === 'string' ? [[value.task_id, place] as const] : [];
  });
  return { places: new Map(places), notes: notesOf({ head }), groups: groupsOf({ head, tasks }) };
}
