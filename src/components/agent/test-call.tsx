'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX, Zap } from 'lucide-react';
import { readProblem } from '../problem.ts';
import { formatDuration } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { JsonView } from '../ui/json-view.tsx';

/** Calls the agent once with a tiny input and shows what came back. Nothing is recorded. */
export function TestCall({ agentId }: { agentId: string }) {
  const trpc = useTRPC();
  const call = useMutation(trpc.agents.test.mutationOptions());
  const answer = call.data;
  return (
    <div className="flex flex-col items-start gap-3">
      <Button busy={call.isPending} onClick={() => call.mutate({ id: agentId })}>
        <Zap aria-hidden />
        Test call
      </Button>
      <div aria-live="polite" className="w-full">
        {call.isError && <p className="text-base text-fail">{readProblem(call.error).message}</p>}
        {answer?.ok && (
          <div className="flex flex-col gap-2">
            <p className="flex items-center gap-1.5 font-medium text-base text-ok">
              <CircleCheck className="size-4" aria-hidden />
              Answered in {formatDuration(answer.durationMs)}
            </p>
            <JsonView value={answer.output} label="Answer" />
          </div>
        )}
        {answer && !answer.ok && (
          <div className="text-base">
            <p className="flex items-center gap-1.5 font-medium text-fail">
              <CircleX className="size-4" aria-hidden />
              {answer.error.code}
            </p>
            <p className="mt-1 break-words text-ink-2">{answer.error.message}</p>
          </div>
        )}
      </div>
    </div>
  );
}
