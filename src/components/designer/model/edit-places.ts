import type { JsonObject } from '@/server/core/json.ts';
import { type Note, placeOf } from '../../graph/areas.ts';
import type { Point } from '../../graph/canvas-graph.ts';
import { type Draft, taskIdOf } from './draft.ts';
import { setAt } from './edit-chunk.ts';
import { editTasksAt, indexesOf, setHeadField } from './edit-draft.ts';

// Where things lie on the canvas (graph/areas.ts), changed.

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
