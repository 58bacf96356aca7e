import type { NodeState, StateSource } from '../graph/canvas-graph.ts';
import { formatDuration } from '../time/format-time.ts';
import type { RouterOutputs } from '../trpc.tsx';
import { formatShare } from '../ui/format-share.ts';

export type DryRun = RouterOutputs['workflows']['dryRun'];
export type DryRunTask = DryRun['tasks'][number];

const DOLLARS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

export const formatCost = (usd: number): string => DOLLARS.format(usd);

/** Expected calls are a mean, and seldom whole. */
export const callsText = (calls: number): string => {
  const rounded = Math.round(calls * 10) / 10;
  return `${rounded} ${rounded === 1 ? 'call' : 'calls'}`;
};

/** What a card says of its task: who, how long, at what cost; what nobody knows is left out. */
function remarkOf({ kind, agent, reason, likelihood, calls, wholeMs, wholeCostUsd }: DryRunTask): string {
  if (reason !== null) return kind === 'sub_workflow' ? 'cannot run now' : 'nobody can take it';
  const parts = [
    agent?.name ?? '',
    calls !== null && calls > 1 ? callsText(calls) : '',
    wholeMs === null ? '' : formatDuration(wholeMs),
    wholeCostUsd === null || wholeCostUsd === 0 ? '' : formatCost(wholeCostUsd),
    likelihood !== null && likelihood < 1 ? `in ${formatShare(likelihood)} of runs` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

const stateOf = (task: DryRunTask): NodeState => ({
  status: null,
  remark: remarkOf(task),
  tone: task.reason === null ? 'plain' : 'wait',
  attempts: 0,
  startedAt: null,
  endedAt: null,
});

/** The states of cards after a dry run. */
export function statesOf({ tasks }: DryRun): StateSource {
  const states = new Map(tasks.map((task) => [task.taskId, stateOf(task)]));
  return { get: (id) => states.get(id), subscribe: () => () => undefined };
}
