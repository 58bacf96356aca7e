'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { INBOX_KEY } from '../approval/inbox-key.ts';
import { VerdictForm } from '../approval/verdict-form.tsx';
import { OutputView } from '../artifact/output-view.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatMoment } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';

/** What was read while the task ran knows no result yet. */
const FRESH = { refetchOnMount: 'always' } as const;

/** The result that waits for a person, what to look for, and the two answers. What comes of it arrives with the run's events. */
export function ReviewPanel({ task, framed = true }: { task: Pick<TaskSummary, 'id' | 'runId'>; framed?: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const reviews = useQuery(trpc.reviews.list.queryOptions({ runId: task.runId, limit: 200 }, FRESH));
  const detail = useQuery(trpc.runs.task.queryOptions({ id: task.id }, FRESH));
  const decide = useMutation(
    trpc.reviews.decide.mutationOptions({ onSettled: () => void queryClient.invalidateQueries({ queryKey: INBOX_KEY }) }),
  );
  const review = reviews.data?.data.find((each) => each.taskRowId === task.id);
  return (
    <section aria-label={framed ? 'Review' : undefined} className={cn('flex flex-col gap-3', framed && 'rounded-control border p-3')}>
      <h3 className="font-medium text-ink text-base">Review the result</h3>
      {review && <p className="whitespace-pre-wrap break-words text-base text-ink-2">{review.instructions}</p>}
      {review?.dueAt && (
        <p className="text-ink-3 text-small">
          Until {formatMoment(review.dueAt.getTime())}; then it is {review.onDeadline === 'accept' ? 'accepted' : 'rejected'} by itself.
        </p>
      )}
      {detail.data && (
        <OutputView runId={task.runId} output={detail.data.output} artifactId={detail.data.outputArtifactId} label="Result" />
      )}
      {allowed && (
        <VerdictForm
          label="Reason"
          keptWith="the attempt"
          most={1_000}
          yes="Accept"
          mutation={decide}
          onAnswer={(isYes, reason) => decide.mutate({ taskId: task.id, decision: { verdict: isYes ? 'accept' : 'reject', reason } })}
        />
      )}
    </section>
  );
}
