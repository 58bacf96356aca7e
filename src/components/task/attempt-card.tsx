'use client';
import Link from 'next/link';
import type { AttemptView } from '@/server/core/task/task-view.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS } from '../status/status-vocabulary.ts';
import { formatInstant } from '../time/format-time.ts';
import { Span } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Facts } from '../ui/facts.tsx';
import { ErrorBox } from './error-box.tsx';
import { VerificationBadge } from './verification-badge.tsx';

function usageText({ inputTokens, outputTokens, costUsd }: AttemptView['usage']): string | null {
  const parts: string[] = [];
  if (inputTokens !== null || outputTokens !== null) parts.push(`${inputTokens ?? '–'} in, ${outputTokens ?? '–'} out`);
  if (costUsd !== null) parts.push(`$${costUsd.toFixed(4)}`);
  return parts.length > 0 ? parts.join(' · ') : null;
}

function judgingText({ agentId, agentName, usage }: NonNullable<AttemptView['judging']>): string {
  const took = usageText(usage);
  return took === null ? (agentName ?? agentId) : `${agentName ?? agentId} · ${took}`;
}

/** One claim of the task by one agent. */
export function AttemptCard({ attempt }: { attempt: AttemptView }) {
  const { number, fence, status, agentId, agentName, assignedAt, startedAt, endedAt, error, progress } = attempt;
  return (
    <article className="rounded-control border p-3">
      <header className="mb-2 flex items-center gap-2 text-base">
        <span className="font-medium text-ink">#{number}</span>
        <StatusMark look={ATTEMPT_LOOKS[status]} />
        {attempt.hedgeOf !== null && (
          <Badge title="Begun beside an attempt that took unusually long; whichever had a result first counts">hedge</Badge>
        )}
        <VerificationBadge attempt={attempt} />
        <Link href={`/agents/${agentId}`} className="ml-auto truncate text-ink-2 hover:text-ink hover:underline">
          {agentName ?? agentId}
        </Link>
      </header>
      <Facts
        className="text-small"
        rows={[
          ['Assigned', formatInstant(assignedAt.getTime())],
          ['Before start', startedAt && <Span key="wait" from={assignedAt} to={startedAt} />],
          ['Ran', startedAt && <Span key="ran" from={startedAt} to={endedAt} />],
          ['Progress', progress === null || endedAt ? null : `${Math.round(progress * 100)} %`],
          ['Tokens, cost', usageText(attempt.usage)],
          ['Judged by', attempt.judging && judgingText(attempt.judging)],
          ['Quality', attempt.quality === null ? null : attempt.quality.toFixed(2)],
          ['Fence', fence],
          ['Cancel', attempt.cancelRequested && endedAt === null ? 'asked for' : null],
        ]}
      />
      {error && (
        <div className="mt-2">
          <ErrorBox error={error} />
        </div>
      )}
    </article>
  );
}
