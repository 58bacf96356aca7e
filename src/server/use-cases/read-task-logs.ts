import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import type { LogLineView } from '../core/run/event-view.ts';
import { type LogPlace, listLogLines } from '../db/read-logs.ts';
import { findTaskRows } from '../db/read-tasks.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const readTaskLogsSchema = z.strictObject({
  taskId: z.uuid(),
  limit: z.number().int().min(1).max(5_000).default(1_000),
  after: z.string().max(2_000).optional(),
});
export type ReadTaskLogs = z.output<typeof readTaskLogsSchema>;

const place = z.tuple([z.number().int().min(0), z.number().int().min(-1)]);
const START: LogPlace = { fence: 0, seq: -1 };

/** A cursor behind this line. */
export const logCursor = (line: LogPlace): string => encodeCursor([line.fence, line.seq]);

/** @throws MalformedError when the text is no cursor of a log */
export function readLogCursor(text: string | undefined): LogPlace {
  const from = decodeCursor(place, text);
  return from === undefined ? START : { fence: from[0], seq: from[1] };
}

/**
 * Lines of a task's attempts in order. The cursor is never null: a task that runs may print more, and asking again from it
 * brings exactly what is new.
 * @throws NotFoundError, MalformedError for a foreign cursor
 */
export async function readTaskLogs(deps: Deps, input: ReadTaskLogs): Promise<{ data: LogLineView[]; cursor: string; hasMore: boolean }> {
  const after = readLogCursor(input.after);
  if ((await findTaskRows(deps.db, [input.taskId])).length === 0) throw new NotFoundError(`no task ${input.taskId}`);
  const rows = await listLogLines(deps.db, input.taskId, { after, limit: input.limit + 1 });
  const data = rows.slice(0, input.limit);
  return { data, cursor: logCursor(data.at(-1) ?? after), hasMore: rows.length > input.limit };
}
