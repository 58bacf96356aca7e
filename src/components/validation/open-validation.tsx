'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Span } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Meter } from '../ui/meter.tsx';
import { PHASE_WORDS, type ValidationView } from './validation-words.ts';

/** How far a run is, and the button that stops it. */
export function OpenValidation({ run }: { run: ValidationView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayStop = useAllowed('operator');
  const stop = useMutation(
    trpc.validations.stop.mutationOptions({ onSuccess: () => queryClient.invalidateQueries(trpc.validations.pathFilter()) }),
  );
  const { progress } = run;
  const phase = run.stopRequested ? 'Stopping' : progress === null ? 'Waits for an execution process' : PHASE_WORDS[progress.phase];
  return (
    <div className="flex flex-col gap-2 p-4">
      <div className="flex items-center justify-between gap-3">
        <p className="text-base text-ink" aria-live="polite">
          {phase}
        </p>
        {mayStop && (
          <Button variant="danger" busy={stop.isPending} disabled={run.stopRequested} onClick={() => stop.mutate({ id: run.id })}>
            <Square aria-hidden />
            Stop
          </Button>
        )}
      </div>
      <Meter label="Load made" value={Math.round((progress?.share ?? 0) * 100)} max={100} />
      <p className="text-ink-3 text-small tabular-nums">
        <Span from={run.startedAt} to={run.finishedAt} />
        {progress !== null && ` · ${progress.runsEnded} of ${progress.runsPlanned} runs ended`}
        {progress !== null && progress.heldMs > 0 && ` · held back ${formatDuration(progress.heldMs)} because your work was waiting`}
      </p>
      {stop.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(stop.error).message}
        </p>
      )}
    </div>
  );
}
