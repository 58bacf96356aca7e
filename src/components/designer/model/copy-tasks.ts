import { placeOf } from '../../graph/areas.ts';
import { type Draft, findTask, isObject, readDraft, taskIdOf } from './draft.ts';
import { dashColumn, setAt, shiftBody } from './edit-chunk.ts';
import { editTasksAt, indexesOf, inPieces, insertTaskBodies } from './edit-draft.ts';
import { moveTasks } from './edit-places.ts';
import { freeId, idsOf, renameTask } from './edit-tasks.ts';
import { dependenciesOf, dependencyIdOf } from './task-edges.ts';

// Tasks as text, to be pasted here, into another workflow or into an editor: a definition that has nothing but tasks.

/** How far a copy lies from what it was copied from, pixels. */
const OFFSET = 32;

/** The tasks as text, comments included. */
export function copyTasks(draft: Draft, ids: readonly string[]): string {
  const whole = inPieces(draft);
  const chunks = whole.chunks.filter(({ kind }) => kind === 'task');
  const bodies = indexesOf(whole, ids).flatMap((index) => {
    const chunk = chunks[index];
    if (!chunk) return [];
    const body = shiftBody(chunk.body, dashColumn(chunk), 2);
    const lead = chunk.lead.replace(/^[ ]*(?=#)/gm, '  ');
    return lead + (body.endsWith('\n') ? body : `${body}\n`);
  });
  return `tasks:\n${bodies.join('')}`;
}

export interface Pasted {
  draft: Draft;
  /** The ids that the tasks have now. */
  ids: string[];
}

/** Gives each task of a fragment an id that the draft does not have; its inner edges and references follow. */
function withFreeIds(fragment: Draft, draft: Draft): Draft {
  const taken = idsOf(draft);
  // Ids that only the fragment has must not be taken by a renamed one either.
  for (const id of idsOf(fragment)) if (!taken.has(id)) taken.add(id);
  let renamed = fragment;
  const known = idsOf(draft);
  for (const id of idsOf(fragment)) {
    if (!known.has(id)) continue;
    const free = freeId(taken, id);
    taken.add(free);
    renamed = renameTask(renamed, id, free);
  }
  return renamed;
}

/** Drops dependencies that lead out of the fragment to tasks that the draft does not have. */
function withoutStrangers(fragment: Draft, draft: Draft): Draft {
  const known = new Set([...idsOf(fragment), ...idsOf(draft)]);
  const strange = fragment.tasks.flatMap((task, index) =>
    dependenciesOf(task).some((each) => !known.has(dependencyIdOf(each) ?? '')) ? [index] : [],
  );
  return editTasksAt(fragment, strange, (task, document, index) => {
    const kept = dependenciesOf(fragment.tasks[index] ?? { value: null }).filter((each) => known.has(dependencyIdOf(each) ?? ''));
    setAt({ map: task, document: document }, ['dependencies'], kept.length > 0 ? kept : undefined);
  });
}

/**
 * Adds the tasks of a text: a whole definition or one that has nothing but tasks.
 * @returns null when the text holds no tasks
 */
export function pasteTasks(draft: Draft, text: string): Pasted | null {
  const given = readDraft(text.replaceAll('\r\n', '\n'));
  if (given.head === null || given.tasks.length === 0 || !given.tasks.every(({ value }) => isObject(value))) return null;
  const fragment = withoutStrangers(withFreeIds(inPieces(given), draft), draft);
  const shifted = moveTasks(
    fragment,
    fragment.tasks.flatMap((task) => {
      const id = taskIdOf(task);
      const place = placeOf(task.value);
      return id !== null && place && findTask(given, id) === undefined ? [{ id, x: place.x + OFFSET, y: place.y + OFFSET }] : [];
    }),
  );
  const bodies = inPieces(shifted)
    .chunks.filter(({ kind }) => kind === 'task')
    .map((chunk) => ({ lead: chunk.lead, body: shiftBody(chunk.body, dashColumn(chunk), 0) }));
  return { draft: insertTaskBodies(draft, bodies), ids: [...idsOf(shifted)] };
}

/** Copies tasks beside themselves. Edges from outside of the copied ones lead to the copies, too. */
export function duplicateTasks(draft: Draft, ids: readonly string[]): Pasted {
  return pasteTasks(draft, copyTasks(draft, ids)) ?? { draft, ids: [] };
}
