'use client';
import { useQuery } from '@tanstack/react-query';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { ApprovalAnswer } from './approval-answer.tsx';
import { ApprovalQuestion } from './approval-question.tsx';

/** What was read before the task asked knows no question yet. */
const FRESH = { refetchOnMount: 'always' } as const;

/** The question that a task waits for, where the task is shown. What comes of the answer arrives with the run's events. */
export function ApprovalPanel({ task }: { task: TaskSummary }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.approvals.list.queryOptions({ runId: task.runId, limit: 200 }, FRESH));
  return (
    <section aria-label="Approval" className="flex flex-col gap-3 rounded-control border p-3">
      <Loaded query={query} what="The question" rows={2}>
        {({ data }) => {
          const approval = data.find(({ taskRowId }) => taskRowId === task.id);
          if (approval === undefined) return <p className="text-ink-3 text-small">It has been answered.</p>;
          return (
            <>
              <ApprovalQuestion approval={approval} />
              <ApprovalAnswer key={approval.id} approval={approval} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
