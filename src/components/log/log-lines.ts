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

/** A log with more lines behind it. Lines it has already are left out. */
export function appendLines(log: TaskLog, lines: readonly LogLineView[], cursor: string): TaskLog {
  const last = log.data.at(-1);
  const fresh = last ? lines.filter((line) => isAfter(line, last)) : lines;
  return fresh.length === 0 ? log : { ...log, data: [...log.data, ...fresh].slice(-LINES_KEPT), cursor };
}
