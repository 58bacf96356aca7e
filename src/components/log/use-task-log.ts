'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { appendLines, LINES_KEPT, type TaskLog } from './log-lines.ts';

/** Lines per request, the most the server gives. */
const PAGE = 5_000;

/** The log of a task (row id): what is there, then what comes while it runs. */
export function useTaskLog(taskId: string, live: boolean) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const queryKey = ['runs', 'taskLogs', taskId] as const;
  const query = useQuery({
    queryKey,
    queryFn: async () => {
      let log: TaskLog = await client.runs.taskLogs.query({ taskId, limit: PAGE });
      while (log.hasMore) {
        const next = await client.runs.taskLogs.query({ taskId, limit: PAGE, after: log.cursor });
        log = { ...next, data: [...log.data, ...next.data].slice(-LINES_KEPT) };
      }
      return log;
    },
  });
  const cursor = query.data?.cursor;
  useLiveTopic(live && cursor !== undefined ? { logs: taskId, after: cursor } : null, (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) void queryClient.invalidateQueries({ queryKey });
    queryClient.setQueryData<TaskLog>(queryKey, (log) =>
      messages.reduce((now, message) => (now && message.kind === 'logs' ? appendLines(now, message.lines, message.cursor) : now), log),
    );
  });
  return query;
}
