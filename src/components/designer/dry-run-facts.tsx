'use client';
import { formatDuration } from '../time/format-time.ts';
import { type DryRunTask, formatCost } from './dry-run-states.ts';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** What a dry run says of one task. */
export function DryRunFacts({ task }: { task: DryRunTask }) {
  const { agent, reason, calls, successProbability, durationMs, durationFrom, costUsd, times } = task;
  const facts: [string, string][] = [
    ['Who', agent?.name ?? (reason === null ? 'needs no agent' : 'nobody now')],
    ['Calls', calls === null ? 'known when it runs' : String(calls)],
    [
      'Takes',
      durationMs === null ? 'not enough data' : `${formatDuration(durationMs)}${durationFrom === 'estimated' ? ', as estimated' : ''}`,
    ],
    ['Costs', costUsd === null ? 'not known' : formatCost(costUsd)],
    ['Succeeds', successProbability === null ? 'not enough data' : percent(successProbability)],
    ['Starts after', times === null ? '' : formatDuration(times.startMs)],
  ];
  return (
    <section aria-label="Dry run of the task" className="rounded-control border border-accent-line bg-accent-soft px-3 py-2">
      <h2 className="mb-1 font-medium text-ink text-small">In the dry run</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-small">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="truncate text-ink">{value}</dd>
            </div>
          ))}
      </dl>
      {reason !== null && <p className="mt-1 text-small text-wait">{reason}</p>}
    </section>
  );
}
