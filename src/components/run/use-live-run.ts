'use client';
import { type QueryFilters, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { isTerminalTask } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { agentNameIn } from '../agent/use-agent-names.ts';
import type { KeysetData } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { useThrottled } from '../live/use-throttled.ts';
import { useTRPC } from '../trpc.tsx';
import { endedTasks, mergeRunTasks } from './merge-run-tasks.ts';
import { newerRun } from './newer-run.ts';
import { type LatePatches, PatchBook } from './patch-book.ts';
import { patchEvents } from './run-event-pages.ts';
import { runTasksKey } from './run-task-pages.ts';

/** After these there is more to a task than its summary: an output, a decision. */
const ENDS_ATTEMPT = /^task\.(completed|failed|cancelled|skipped|retrying|lost|returned)$/;
/** What a summary does not say: failures, and who paused or cancelled. */
const CHANGES_DETAIL = /^(task\.failed|run\.(completed|failed|cancelled|paused|resumed))$/;
/** The graph itself is another: tasks may have come, gone or changed. */
const CHANGES_GRAPH = /^run\.(patched|patch_reverted)$/;
/** Files are left with results, and stored a moment later. Read again at most this often, ms. */
const FILES_MS = 1_000;
const ENDS_RUN = /^run\.(completed|failed|cancelled)$/;

/** Patches of one run, its tasks and their details, put into the cache. */
function usePatching(runId: string) {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const patchRun = (newest: RunSummary | null) =>
    newest && queryClient.setQueryData(trpc.runs.get.queryKey({ id: runId }), (run) => run && newerRun(run, newest));
  const patchTasks = (tasks: readonly TaskSummary[]) => {
    if (tasks.length === 0) return;
    queryClient.setQueryData<KeysetData<TaskSummary>>(runTasksKey(runId), (data) => data && mergeRunTasks(data, tasks));
    for (const task of tasks) queryClient.setQueryData(trpc.runs.task.queryKey({ id: task.id }), (old) => old && { ...old, ...task });
  };
  /** What came while the run was read anew may be newer than the answer, but nothing that has ended goes on again. */
  const patchLate = ({ run, tasks }: LatePatches) => {
    patchRun(run);
    const ended = endedTasks(queryClient.getQueryData<KeysetData<TaskSummary>>(runTasksKey(runId)));
    patchTasks(tasks.filter(({ id, status }) => isTerminalTask(status) || !ended.has(id)));
  };
  return { patchRun, patchTasks, patchLate };
}

/**
 * Keeps one run, its tasks and its events up to date.
 * @param after number of the last event that what was read so far includes; null while that is not known: then nothing is watched
 */
export function useLiveRun(runId: string, after: number | null): void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const { patchRun, patchTasks, patchLate } = usePatching(runId);
  const [book] = useState(() => new PatchBook());
  const readAgain = (...filters: QueryFilters[]) =>
    void book.during(Promise.all(filters.map((filter) => queryClient.invalidateQueries(filter))), patchLate);
  const readFiles = useThrottled(() => void queryClient.invalidateQueries(trpc.runs.artifacts.pathFilter()), FILES_MS);
  const itself = trpc.runs.get.queryFilter({ id: runId });
  const its = { queryKey: runTasksKey(runId) };

  useLiveTopic(after === null ? null : { run: runId, after }, (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) readAgain(itself, its);
    const deltas = messages.filter((message) => message.kind === 'run');
    const tasks = deltas.flatMap((delta) => delta.tasks);
    const run = deltas.findLast((delta) => delta.run !== null)?.run ?? null;
    patchTasks(tasks);
    patchRun(run);
    const events = deltas.flatMap((delta) => delta.events);
    patchEvents(queryClient, { runId, events, agentName: agentNameIn(queryClient) });
    const ends = events.filter(({ type, taskId }) => taskId !== null && ENDS_ATTEMPT.test(type));
    for (const { taskId } of ends) void queryClient.invalidateQueries(trpc.runs.task.queryFilter({ id: taskId ?? '' }));
    if (ends.length > 0 || events.some(({ type }) => ENDS_RUN.test(type))) readFiles();
    if (events.some(({ type }) => CHANGES_GRAPH.test(type))) {
      readAgain(itself, its);
      void queryClient.invalidateQueries(trpc.runPatches.list.queryFilter({ runId }));
    } else if (events.some(({ type }) => CHANGES_DETAIL.test(type))) readAgain(itself);
    book.note(run, tasks);
  });
}
