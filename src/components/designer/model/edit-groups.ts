import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { type Draft, isObject, taskIdOf } from './draft.ts';
import { setHeadField } from './edit-draft.ts';
import { type AreaColour, groupOf, groupTasks, type Point, readColour, readPoint } from './edit-places.ts';

// Groups of tasks. A task names its group in its own metadata; how the group is shown stands in the metadata of the workflow.

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

/** Where a group's settings stand. */
const settingsPath = (name: string) => ['metadata', 'groups', name];

function settingsOf({ head }: Pick<Draft, 'head'>, name: string): JsonObject {
  const metadata = head?.metadata;
  const groups = isObject(metadata) ? metadata.groups : undefined;
  const settings: JsonValue | undefined = isObject(groups) && Object.hasOwn(groups, name) ? groups[name] : undefined;
  return isObject(settings) ? settings : {};
}

/** The groups that have tasks. */
export function groupsOf(draft: Pick<Draft, 'head' | 'tasks'>): Group[] {
  const members = new Map<string, string[]>();
  for (const task of draft.tasks) {
    const name = groupOf(task.value);
    const id = taskIdOf(task);
    if (name === null || id === null) continue;
    const known = members.get(name);
    if (known) known.push(id);
    else members.set(name, [id]);
  }
  return [...members].map(([name, ids]) => {
    const { folded, colour, place } = settingsOf(draft, name);
    return { name, members: [...new Set(ids)], folded: folded === true, colour: readColour(colour), place: readPoint(place) };
  });
}

/** A name that no group has yet: "Group 1" and so on. */
export function freeGroupName(draft: Pick<Draft, 'head' | 'tasks'>): string {
  const taken = new Set(groupsOf(draft).map(({ name }) => name));
  for (let number = 1; ; number += 1) if (!taken.has(`Group ${number}`)) return `Group ${number}`;
}

/** Changes how a group is shown; what is left out stays. */
export function showGroup(draft: Draft, name: string, { folded, colour, place }: Partial<Omit<Group, 'name' | 'members'>>): Draft {
  const changes: [string, JsonValue | undefined][] = [];
  if (folded !== undefined) changes.push(['folded', folded || undefined]);
  if (colour !== undefined) changes.push(['colour', colour === 'plain' ? undefined : colour]);
  if (place !== undefined) changes.push(['place', place === null ? undefined : [Math.round(place.x), Math.round(place.y)]]);
  return changes.reduce((next, [field, value]) => setHeadField(next, [...settingsPath(name), field], value), draft);
}

/** Gives the cards of groups that hold one of these tasks back to the layout. */
export function releaseGroups(draft: Draft, ids: readonly string[]): Draft {
  const wanted = new Set(ids);
  const placed = groupsOf(draft).filter(({ place, members }) => place !== null && members.some((id) => wanted.has(id)));
  return placed.reduce((next, { name }) => showGroup(next, name, { place: null }), draft);
}

/** Gives a group another name; a name that another group has joins the two. */
export function renameGroup(draft: Draft, from: string, to: string): Draft {
  const name = to.trim();
  const group = groupsOf(draft).find((each) => each.name === from);
  if (name === '' || name === from || !group) return draft;
  const settings = settingsOf(draft, from);
  const moved = setHeadField(groupTasks(draft, group.members, name), settingsPath(from), undefined);
  return Object.keys(settings).length === 0 ? moved : setHeadField(moved, settingsPath(name), settings);
}

/** Leaves the tasks and takes the group away. */
export function dropGroup(draft: Draft, name: string): Draft {
  const group = groupsOf(draft).find((each) => each.name === name);
  return setHeadField(groupTasks(draft, group?.members ?? [], null), settingsPath(name), undefined);
}
