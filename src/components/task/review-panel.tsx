'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { formatInstant } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';
import { JsonView } from '../ui/json-view.tsx';

/** What was read while the task ran knows no result yet. */
const FRESH = { refetchOnMount: 'always' } as const;

/** The result that waits for a person, what to look for, and the two answers. What comes of it arrives with the run's events. */
export function ReviewPanel({ task }: { task: Pick<TaskSummary, 'id' | 'runId'> }) {
  const trpc = useTRPC();
  const allowed = useAllowed('operator');
  const [reason, setReason] = useState('');
  const reviews = useQuery(trpc.reviews.list.queryOptions({ runId: task.runId, limit: 200 }, FRESH));
  const detail = useQuery(trpc.runs.task.queryOptions({ id: task.id }, FRESH));
  const decide = useMutation(trpc.reviews.decide.mutationOptions());
  const review = reviews.data?.data.find((each) => each.taskRowId === task.id);
  const answer = (verdict: 'accept' | 'reject') => decide.mutate({ taskId: task.id, decision: { verdict, reason: reason.trim() } });
  return (
    <section aria-label="Review" className="flex flex-col gap-3 rounded-control border p-3">
      <h3 className="font-medium text-ink text-base">Review the result</h3>
      {review && <p className="whitespace-pre-wrap break-words text-base text-ink-2">{review.instructions}</p>}
      {review?.dueAt && (
        <p className="text-ink-3 text-small">
          Until {formatInstant(review.dueAt.getTime())}; then it is {review.onDeadline === 'accept' ? 'accepted' : 'rejected'} by itself.
        </p>
      )}
      {detail.data && (
        <JsonView
          value={detail.data.outputArtifactId === null ? detail.data.output : { artifact_id: detail.data.outputArtifactId }}
          label="Result"
        />
      )}
      {allowed && (
        <>
          <Field label="Reason" hint="Needed to reject; kept with the attempt and in the activity log.">
            {(control) => (
              <Textarea {...control} rows={2} maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          {decide.isError && (
            <p role="alert" className="text-fail text-small">
              {readProblem(decide.error).message}
            </p>
          )}
          <div className="flex justify-end gap-2">
            <Button
              variant="danger"
              disabled={reason.trim() === ''}
              busy={decide.isPending && decide.variables.decision.verdict === 'reject'}
              onClick={() => answer('reject')}
            >
              <X aria-hidden />
              Reject
            </Button>
            <Button
              variant="primary"
              busy={decide.isPending && decide.variables.decision.verdict === 'accept'}
              onClick={() => answer('accept')}
            >
              <Check aria-hidden />
              Accept
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
