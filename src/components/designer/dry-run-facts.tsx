'use client';
import { formatDuration } from '../time/format-time.ts';
import { formatShare } from '../ui/format-share.ts';
import { callsText, type DryRunTask, formatCost } from './dry-run-states.ts';

const UNKNOWN = 'not enough data';

/** Where a number that is not measured comes from. */
const SOURCES = { measured: '', definition: '', estimated: ', as estimated', history: ', as in the last runs' } as const;

function whoOf({ kind, agent, reason }: DryRunTask): string {
  if (agent !== null) return agent.name;
  if (reason !== null) return kind === 'sub_workflow' ? 'cannot run now' : 'nobody now';
  return kind === 'sub_workflow' ? 'a run of its own' : 'needs no agent';
}

function takesOf({ wholeMs, durationMs, durationFrom, calls }: DryRunTask): string {
  if (durationMs === null) return UNKNOWN;
  const each = `${formatDuration(durationMs)}${SOURCES[durationFrom ?? 'measured']}`;
  if (calls === 1 || calls === 0) return each;
  return wholeMs === null ? `${each}, each call` : `${formatDuration(wholeMs)}, each call ${each}`;
}

function costsOf({ wholeCostUsd, costUsd, kind }: DryRunTask): string {
  if (wholeCostUsd !== null) return formatCost(wholeCostUsd);
  return costUsd === null || kind === 'sub_workflow' ? UNKNOWN : `${formatCost(costUsd)} each call`;
}

/** What a dry run says of one task. */
export function DryRunFacts({ task }: { task: DryRunTask }) {
  const { kind, reason, likelihood, calls, callsFrom, successProbability, times } = task;
  const isAgentsWork = kind === 'agent' || kind === 'map' || kind === 'loop';
  const facts: [string, string][] = [
    ['Who', whoOf(task)],
    ['Done', likelihood === 1 ? '' : likelihood === null ? `depends; ${UNKNOWN}` : `in ${formatShare(likelihood)} of the last runs`],
    ['Calls', calls === null ? UNKNOWN : calls === 0 ? '' : `${callsText(calls)}${SOURCES[callsFrom ?? 'definition']}`],
    ['Takes', takesOf(task)],
    ['Costs', costsOf(task)],
    ['Succeeds', !isAgentsWork ? '' : successProbability === null ? UNKNOWN : formatShare(successProbability)],
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
              <dd className="break-words text-ink">{value}</dd>
            </div>
          ))}
      </dl>
      {reason !== null && <p className="mt-1 text-small text-wait">{reason}</p>}
    </section>
  );
}
