'use client';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { type DryRun, statesOf } from './dry-run-states.ts';
import { draftValue } from './model/draft.ts';

/** Asks what would happen if the draft ran now, and keeps the answer until it is closed. */
export function useDryRun() {
  const trpc = useTRPC();
  const { store } = useDesigner();
  const { draft } = useDesignerState();
  const [answer, setAnswer] = useState<{ run: DryRun; text: string } | null>(null);
  const ask = useMutation(trpc.workflows.dryRun.mutationOptions({ onError: (error) => void toast.error(readProblem(error).message) }));
  const run = answer?.run ?? null;
  const statuses = useMemo(() => (run === null ? undefined : statesOf(run)), [run]);
  return {
    run,
    statuses,
    stale: answer !== null && answer.text !== draft.text,
    asking: ask.isPending,
    ask() {
      const { draft: now } = store.state();
      ask.mutate({ definition: draftValue(now) }, { onSuccess: (next) => setAnswer({ run: next, text: now.text }) });
    },
    close: () => setAnswer(null),
  };
}
