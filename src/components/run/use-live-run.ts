'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { agentNameIn } from '../agent/use-agent-names.ts';
import type { KeysetData } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPC } from '../trpc.tsx';
import { mergeRunTasks } from './merge-run-tasks.ts';
import { newerRun } from './newer-run.ts';
import { patchEvents } from './run-event-pages.ts';
import { runTasksKey } from './run-task-pages.ts';

/** After these there is more to a task than its summary: an output, a decision. */
const ENDS_ATTEMPT = /^task\.(completed|failed|cancelled|skipped|retrying|lost|returned)$/;
/** What a summary does not say: failures, and who paused or cancelled. */
const CHANGES_DETAIL = /^(task\.failed|run\.(completed|failed|cancelled|paused|resumed))$/;
/** The graph itself is another: tasks may have come, gone or changed. */
const CHANGES_GRAPH = /^run\.(patched|patch_reverted)$/;
const ENDS_RUN = /^run\.(completed|failed|cancelled)$/;

/**
 * Keeps one run, its tasks and its events up to date.
 * @param after number of the last event that what was read so far includes; null while that is not known: then nothing is watched
 */
export function useLiveRun(runId: string, after: number | null): void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();

  const patchTasks = (tasks: TaskSummary[]) => {
    if (tasks.length === 0) return;
    queryClient.setQueryData<KeysetData<TaskSummary>>(runTasksKey(runId), (data) => data && mergeRunTasks(data, tasks));
    for (const task of tasks) queryClient.setQueryData(trpc.runs.task.queryKey({ id: task.id }), (old) => old && { ...old, ...task });
  };

  useLiveTopic(after === null ? null : { run: runId, after }, (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) {
      void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ id: runId }));
      void queryClient.invalidateQueries({ queryKey: runTasksKey(runId) });
    }
    const deltas = messages.filter((message) => message.kind === 'run');
    patchTasks(deltas.flatMap(({ tasks }) => tasks));
    queryClient.setQueryData(
      trpc.runs.get.queryKey({ id: runId }),
      (run) => run && deltas.reduce((now, delta) => (delta.run ? newerRun(now, delta.run) : now), run),
    );
    const events = deltas.flatMap((delta) => delta.events);
    patchEvents(queryClient, { runId, events, agentName: agentNameIn(queryClient) });
    for (const { type, taskId } of events) {
      if (taskId !== null && ENDS_ATTEMPT.test(type)) void queryClient.invalidateQueries(trpc.runs.task.queryFilter({ id: taskId }));
    }
    if (events.some(({ type }) => CHANGES_DETAIL.test(type))) void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ id: runId }));
    if (events.some(({ type }) => CHANGES_GRAPH.test(type))) {
      void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ id: runId }));
      void queryClient.invalidateQueries({ queryKey: runTasksKey(runId) });
      void queryClient.invalidateQueries(trpc.runPatches.list.queryFilter({ runId }));
    }
    if (events.some(({ type }) => ENDS_RUN.test(type))) void queryClient.invalidateQueries(trpc.runs.artifacts.pathFilter());
  });
}
