'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ListTree, Play } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** No run yet: says what a run is and offers to start the first published workflow there is. */
export function FirstRun() {
  const trpc = useTRPC();
  const router = useRouter();
  const mayRun = useAllowed('operator');
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: 50 }));
  const first = workflows.data?.data.find(({ publishedVersion }) => publishedVersion !== null);
  const execute = useMutation(trpc.runs.execute.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }));
  const offer = first && mayRun;
  return (
    <EmptyState
      icon={ListTree}
      title="Nothing has run yet"
      action={
        offer ? (
          <Button variant="primary" busy={execute.isPending || execute.isSuccess} onClick={() => execute.mutate({ workflowId: first.id })}>
            <Play aria-hidden />
            Run “{first.name}”
          </Button>
        ) : (
          <Link href="/workflows" className={buttonClass({ variant: 'primary' })}>
            Open workflows
          </Link>
        )
      }
    >
      A run takes a workflow through your agents, task by task. Every run stays here with its tasks, logs and results.
      {execute.isError && <p className="mt-2 text-fail">{readProblem(execute.error).message}</p>}
    </EmptyState>
  );
}
