'use client';
import { useMutation } from '@tanstack/react-query';
import { Ban, CirclePause, Play, RotateCcw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { OpenInDesigner } from './open-in-designer.tsx';

const RerunDialog = dynamic(() => import('../rerun/rerun-dialog.tsx').then((module) => module.RerunDialog), { ssr: false });

/** What a person may do to a run in its state. The answer comes back as events. */
export function RunActions({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const allowed = useAllowed('operator');
  const [cancelling, setCancelling] = useState(false);
  const [again, setAgain] = useState(false);
  const report = { onError: (error: unknown) => void toast.error(readProblem(error).message) };
  const pause = useMutation(trpc.runs.pause.mutationOptions(report));
  const resume = useMutation(trpc.runs.resume.mutationOptions(report));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions({ onSuccess: () => setCancelling(false) }));
  if (!allowed) return null;
  const { id, status } = run;
  const open = run.total - run.completed - run.failed - run.skipped - run.cancelled;
  return (
    <>
      <OpenInDesigner run={run} />
      {status === 'running' && (
        <Button busy={pause.isPending} onClick={() => pause.mutate({ id })}>
          <CirclePause aria-hidden />
          Pause
        </Button>
      )}
      {status === 'paused' && (
        <Button busy={resume.isPending} onClick={() => resume.mutate({ id })}>
          <Play aria-hidden />
          Resume
        </Button>
      )}
      {isTerminalRun(status) ? (
        <Button onClick={() => setAgain(true)}>
          <RotateCcw aria-hidden />
          Run again
        </Button>
      ) : (
        <Button variant="danger" onClick={() => setCancelling(true)}>
          <Ban aria-hidden />
          Cancel
        </Button>
      )}
      {again && <RerunDialog run={run} fromTask={null} onClose={() => setAgain(false)} />}
      {cancelling && (
        <ConfirmDialog
          open
          onOpenChange={setCancelling}
          title="Cancel this run?"
          consequence={`${open === 1 ? '1 task is' : `${open} tasks are`} not finished and will not be; agents at work on them are told to stop. What has finished stays.`}
          verb="Cancel the run"
          danger
          mutation={cancel}
          reasonLabel="Reason"
          onConfirm={(reason) => cancel.mutate({ id, ...(reason && { reason }) })}
        />
      )}
    </>
  );
}
