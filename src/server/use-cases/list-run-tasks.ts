import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import { type TaskRow, type TaskSummary, taskSummary } from '../core/task/task-view.ts';
import { listAttempts } from '../db/read-attempts.ts';
import { findRunStatus } from '../db/read-runs.ts';
import { listTaskRows } from '../db/read-tasks.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listRunTasksSchema = z.strictObject({
  runId: z.uuid(),
  limit: z.number().int().min(1).max(1_000).default(200),
  after: z.string().max(2_000).optional(),
});
export type ListRunTasks = z.output<typeof listRunTasksSchema>;

const place = z.tuple([z.number().int().min(0)]);

/** Rows with every attempt, read in one statement for all of them. */
export async function viewTasks(deps: Deps, rows: TaskRow[]): Promise<TaskSummary[]> {
  if (rows.length === 0) return [];
  const attempts = await listAttempts(
    deps.db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => taskSummary(row, attempts.get(row.id) ?? []));
}

/** @throws NotFoundError */
export async function requireRun(deps: Deps, id: string): Promise<void> {
  if ((await findRunStatus(deps.db, id)) === null) throw new NotFoundError(`no run ${id}`);
}

/** Tasks of a run in the order of its definition, each with all its attempts. @throws NotFoundError, MalformedError for a foreign cursor */
export async function listRunTasks(deps: Deps, input: ListRunTasks): Promise<Page<TaskSummary>> {
  const from = decodeCursor(place, input.after)?.[0] ?? -1;
  await requireRun(deps, input.runId);
  const rows = await listTaskRows(deps.db, input.runId, { limit: input.limit + 1, after: from });
  const page = cutPage(rows, input.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.index]) });
  return { data: await viewTasks(deps, page.data), nextCursor: page.nextCursor };
}
