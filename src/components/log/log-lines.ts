import type { LogLineView } from '@/server/core/run/event-view.ts';

export interface TaskLog {
  data: LogLineView[];
  /** Behind the last line. */
  cursor: string;
  hasMore: boolean;
}

/** Lines kept on the page; older ones are let go, the server has them all. */
export const LINES_KEPT = 20_000;

const isAfter = (line: LogLineView, last: LogLineView) => line.fence > last.fence || (line.fence === last.fence && line.seq > last.seq);

/** A log that was read anew, with the lines that came while it was read and are not in the answer. */
export function keepLater(known: TaskLog | undefined, read: TaskLog): TaskLog {
  const newest = known?.data.at(-1);
  const last = read.data.at(-1);
  if (known === undefined || newest === undefined || (last !== undefined && !isAfter(newest, last))) return read;
  return appendLines(read, known.data, known.cursor);
}

/** A log with more lines behind it. Lines it has already are left out. */
export function appendLines(log: TaskLog, lines: readonly LogLineView[], cursor: string): TaskLog {
  const last = log.data.at(-1);
  const fresh = last ? lines.filter((line) => isAfter(line, last)) : lines;
  return fresh.length === 0 ? log : { ...log, data: [...log.data, ...fresh].slice(-LINES_KEPT), cursor };
}
