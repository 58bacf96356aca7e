'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RunView } from '@/server/core/run/run-view.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { useLiveRun } from '../run/use-live-run.ts';
import { useRunTasks } from '../run/use-run-tasks.ts';
import { useTRPC } from '../trpc.tsx';

export interface Followed {
  run: RunView | null;
  tasks: readonly TaskSummary[];
  /** All tasks are here. */
  complete: boolean;
}

interface FollowedRunProps {
  runId: string;
  onChange(followed: Followed): void;
}

/** Keeps a run in sight while it goes on; shows nothing itself. Key it by its run. */
export function FollowedRun({ runId, onChange }: FollowedRunProps) {
  const trpc = useTRPC();
  const { data: run = null } = useQuery(trpc.runs.get.queryOptions({ id: runId }));
  const { tasks, complete } = useRunTasks(runId);
  // What happened since the first read is replayed once all tasks are here.
  const [readUpTo, setReadUpTo] = useState<number | null>(null);
  if (readUpTo === null && run) setReadUpTo(run.seq);
  useLiveRun(runId, complete ? readUpTo : null);
  useEffect(() => onChange({ run, tasks, complete }), [run, tasks, complete, onChange]);
  return null;
}
