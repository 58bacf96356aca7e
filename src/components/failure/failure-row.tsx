'use client';
import type { Route } from 'next';
import Link from 'next/link';
import type { FailureView } from '@/server/core/recovery/failure-view.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Td } from '../ui/table.tsx';
import { FailureLine } from './failure-line.tsx';
import { failureWord, OUTCOME_TONES, OUTCOME_WORDS, SEVERITY_TONES, STRATEGY_WORDS } from './failure-words.ts';

function doneAbout({ strategy, outcome, steps }: FailureView): string {
  if (strategy !== null) return STRATEGY_WORDS[strategy];
  if (outcome === 'escalated') return steps?.at(-1)?.what ?? 'nothing could be done by itself';
  return outcome === null ? 'no attempt left' : '';
}

const linkClass = 'hover:text-ink hover:underline';

/** One failure: what, where, what was done, how long it took. */
export function FailureRowView({ failure }: { failure: FailureView }) {
  const { seenAt, severity, message, agentId, agentName, runId, runName, taskKey, taskName, outcome, steps, tasksReassigned } = failure;
  return (
    <tr>
      <Td className="whitespace-nowrap text-ink-3">
        <Ago at={seenAt} />
      </Td>
      <Td className="max-w-64 2xl:max-w-96">
        <span className="flex items-center gap-2">
          <Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge>
          <span className="whitespace-nowrap font-medium text-ink">{failureWord(failure)}</span>
        </span>
        <span className="block truncate text-ink-3 text-small" title={message}>
          {message}
        </span>
      </Td>
      <Td className="max-w-36 truncate 2xl:max-w-64">
        {agentId !== null && (
          <Link href={`/agents/${agentId}` as Route} prefetch={false} title={agentName ?? undefined} className={linkClass}>
            {agentName ?? 'a former agent'}
          </Link>
        )}
      </Td>
      <Td className="max-w-36 truncate 2xl:max-w-64">
        {runId !== null && taskKey !== null && (
          <Link
            href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}` as Route}
            prefetch={false}
            title={`${taskName ?? taskKey}, in ${runName ?? runId}`}
            className={linkClass}
          >
            {taskName ?? taskKey}
            <span className="block truncate text-ink-3 text-small">{runName}</span>
          </Link>
        )}
        {taskKey === null &&
          tasksReassigned !== null &&
          tasksReassigned > 0 &&
          `${tasksReassigned} ${tasksReassigned === 1 ? 'task' : 'tasks'}`}
      </Td>
      <Td className="whitespace-nowrap" title={steps?.map(({ what }) => what).join('; ')}>
        {doneAbout(failure)}
      </Td>
      <Td>
        <FailureLine times={failure} />
      </Td>
      <Td>{outcome !== null && <Badge tone={OUTCOME_TONES[outcome]}>{OUTCOME_WORDS[outcome]}</Badge>}</Td>
    </tr>
  );
}
