'use client';
import { useQuery } from '@tanstack/react-query';
import { GitFork, RotateCcw } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import type { RunView } from '@/server/core/run/run-view.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

const RerunDialog = dynamic(() => import('./rerun-dialog.tsx').then((module) => module.RerunDialog), { ssr: false });

/** Begins a new run at a task, after showing what that means. */
export function RerunFrom({ run, taskId }: { run: RunView; taskId: string }) {
  const allowed = useAllowed('operator');
  const [open, setOpen] = useState(false);
  if (!allowed) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden />
        Run again from here
      </Button>
      {open && <RerunDialog run={run} fromTask={taskId} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Begins a new run from a checkpoint, after showing what that means. */
export function ForkFrom({ run, checkpoint }: { run: RunView; checkpoint: number }) {
  const allowed = useAllowed('operator');
  const [open, setOpen] = useState(false);
  if (!allowed) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <GitFork aria-hidden />
        Fork from here
      </Button>
      {open && <RerunDialog run={run} fromTask={null} fromCheckpoint={checkpoint} onClose={() => setOpen(false)} />}
    </>
  );
}

/** A call is no task of the definition: its map or loop runs again, which keeps what completed where it can. */
const definedTaskOf = ({ taskId, parentId }: TaskSummary): string => (parentId === null ? taskId : taskId.replace(/\[[^\]]*\]$/, ''));

/** The way to run again from this task; says where its result came from when it was taken over. */
export function RerunFromHere({ task }: { task: TaskSummary }) {
  const trpc = useTRPC();
  const allowed = useAllowed('operator');
  const run = useQuery(trpc.runs.get.queryOptions({ id: task.runId }));
  if (!run.data || (!allowed && task.reusedFrom === null)) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <RerunFrom run={run.data} taskId={definedTaskOf(task)} />
      {task.reusedFrom !== null && (
        <span className="text-base text-ink-2">
          Reused, not executed: its result is{' '}
          <Link href={`/runs/${run.data.parentRunId}?task=${encodeURIComponent(task.taskId)}`} className="text-accent hover:underline">
            that of the earlier run
          </Link>
          .
        </span>
      )}
    </div>
  );
}
