import type { JsonValue } from '@/server/core/json.ts';
import { type Group, groupSettings, groupsOf } from '../../graph/areas.ts';
import type { Draft } from './draft.ts';
import { setHeadField } from './edit-draft.ts';
import { groupTasks } from './edit-places.ts';

// Groups of tasks (graph/areas.ts), changed.

/** Where a group's settings stand. */
const settingsPath = (name: string) => ['metadata', 'groups', name];

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
  const settings = groupSettings(draft, from);
  const moved = setHeadField(groupTasks(draft, group.members, name), settingsPath(from), undefined);
  return Object.keys(settings).length === 0 ? moved : setHeadField(moved, settingsPath(name), settings);
}

/** Leaves the tasks and takes the group away. */
export function dropGroup(draft: Draft, name: string): Draft {
  const group = groupsOf(draft).find((each) => each.name === name);
  return setHeadField(groupTasks(draft, group?.members ?? [], null), settingsPath(name), undefined);
}
