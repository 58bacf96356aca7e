'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { appendLines, keepLater, LINES_KEPT, type TaskLog } from './log-lines.ts';

/** Lines per request, the most the server gives. */
const PAGE = 5_000;

/**
 * The log of a task (row id): what is there, then what comes. Its last lines may be stored after its end: who has watched it work goes on
 * watching. Who comes back to it reads it again, for nothing has followed it meanwhile.
 */
export function useTaskLog(taskId: string, live: boolean) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const queryKey = ['runs', 'taskLogs', taskId] as const;
  const [watched, setWatched] = useState(live);
  if (live && !watched) setWatched(true);
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
    staleTime: 0,
    structuralSharing: (known, read) => keepLater(known as TaskLog | undefined, read as TaskLog),
  });
  const cursor = query.data?.cursor;
  useLiveTopic(watched && cursor !== undefined ? { logs: taskId, after: cursor } : null, (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) void queryClient.invalidateQueries({ queryKey });
    queryClient.setQueryData<TaskLog>(queryKey, (log) =>
      messages.reduce((now, message) => (now && message.kind === 'logs' ? appendLines(now, message.lines, message.cursor) : now), log),
    );
  });
  return query;
}
