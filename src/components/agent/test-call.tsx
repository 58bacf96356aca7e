'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX, Zap } from 'lucide-react';
import { cleanLogText } from '../log/read-log-text.ts';
import { readProblem } from '../problem.ts';
import { formatDuration } from '../time/format-time.ts';
import { type RouterInputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { JsonView } from '../ui/json-view.tsx';

type Target = RouterInputs['agents']['test'];

/**
 * Calls an agent once with a tiny input and shows what came back.
 * @param target whom to call, asked at each click; null calls nobody (the form has shown why)
 */
export function TestCall({ target }: { target(): Target | null }) {
  const trpc = useTRPC();
  const call = useMutation(trpc.agents.test.mutationOptions());
  const answer = call.data;
  const start = () => {
    const whom = target();
    if (whom) call.mutate(whom);
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <Button busy={call.isPending} onClick={start}>
        <Zap aria-hidden />
        Test call
      </Button>
      <div aria-live="polite" className="w-full">
        {call.isError && <p className="text-base text-fail">{readProblem(call.error).message}</p>}
        {answer?.ok && (
          <div className="flex flex-col gap-2">
            <p className="flex items-center gap-1.5 font-medium text-base text-ok">
              <CircleCheck className="size-4" aria-hidden />
              {answer.accepted ? 'Took the task and will report later' : 'Answered'} after {formatDuration(answer.durationMs)}
            </p>
            {!answer.accepted && <JsonView value={answer.output} label="Answer" />}
          </div>
        )}
        {answer && answer.log.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <pre tabIndex={0} className="mt-2 max-h-32 overflow-auto rounded-control border bg-page p-2 font-mono text-ink-3 text-small">
            {answer.log.map(({ text }) => cleanLogText(text)).join('\n')}
          </pre>
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
