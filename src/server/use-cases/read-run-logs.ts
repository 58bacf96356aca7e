import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import type { RunLogLine } from '../core/run/event-view.ts';
import { listRunLogLines, type RunLogPlace } from '../db/read-logs.ts';
import { readRunStatus } from '../db/run-status.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const readRunLogsSchema = z.strictObject({
  runId: z.uuid(),
  limit: z.number().int().min(1).max(5_000).default(1_000),
  after: z.string().max(2_000).optional(),
  /** Part of a line as people see it. */
  text: z.string().trim().min(1).max(200).optional(),
});
export type ReadRunLogs = z.output<typeof readRunLogsSchema>;

const place = z
  .tuple([z.number().int().min(0), z.uuid(), z.number().int().min(0), z.number().int().min(-1)])
  .transform(([idx, taskId, fence, seq]): RunLogPlace => ({ idx, taskId, fence, seq }));

/** What says only how a terminal shows the text behind it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are told by
const LOOKS = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** Lines that a search looks at for one page, at least. */
const LOOKED_AT = 5_000;

/**
 * What the tasks of a run printed: task by task, attempt by attempt, in the order printed. A search looks at so many lines at a time: its
 * page may hold fewer than asked for, or none, and yet have a cursor, with which it goes on.
 * @throws NotFoundError, MalformedError for a foreign cursor
 */
export async function readRunLogs(deps: Pick<Deps, 'db'>, { runId, limit, after, text }: ReadRunLogs): Promise<Page<RunLogLine>> {
  const from = decodeCursor(place, after) ?? null;
  if ((await readRunStatus(deps.db.pool, runId)) === null) throw new NotFoundError(`no run ${runId}`);
  const size = text === undefined ? limit : Math.max(limit, LOOKED_AT);
  const looked = await listRunLogLines(deps.db, runId, { after: from, limit: size + 1 });
  const rows = looked.slice(0, size);
  const sought = text?.toLowerCase();
  const matches = sought === undefined ? rows : rows.filter((row) => row.text.replaceAll(LOOKS, '').toLowerCase().includes(sought));
  const shown = matches.slice(0, limit);
  const isAll = shown.length === matches.length;
  const last = isAll ? rows.at(-1) : shown.at(-1);
  const more = !isAll || looked.length > size;
  const nextCursor = more && last ? encodeCursor([last.idx, last.taskId, last.fence, last.seq]) : null;
  return { data: shown.map(({ idx: _, ...line }) => line), nextCursor };
}
