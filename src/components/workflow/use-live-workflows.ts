'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { WorkflowSummary } from '@/server/core/workflow/workflow-view.ts';
import { type KeysetData, mapRows } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { withLastRun } from './last-run.ts';
import { WORKFLOWS_KEY } from './workflow-pages.ts';

/** Keeps the last run of every workflow that is listed up to date. */
export function useLiveWorkflows(): void {
  const queryClient = useQueryClient();
  useLiveTopic('runs', (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) void queryClient.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    const runs = messages.flatMap((message) => (message.kind === 'runs' ? message.runs : []));
    if (runs.length === 0) return;
    queryClient.setQueriesData<KeysetData<WorkflowSummary>>(
      { queryKey: WORKFLOWS_KEY },
      (data) => data && mapRows(data, (workflow) => withLastRun(workflow, runs)),
    );
  });
}
