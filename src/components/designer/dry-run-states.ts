import type { NodeState, StateSource } from '../graph/canvas-graph.ts';
import { formatDuration } from '../time/format-time.ts';
import type { RouterOutputs } from '../trpc.tsx';

export type DryRun = RouterOutputs['workflows']['dryRun'];
export type DryRunTask = DryRun['tasks'][number];

const DOLLARS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

export const formatCost = (usd: number): string => DOLLARS.format(usd);

/** What a card says of its task: who, how long, at what cost; what nobody knows is left out. */
export function remarkOf({ agent, reason, durationMs, costUsd, calls }: DryRunTask): string {
  if (reason !== null) return 'nobody can take it';
  const parts = [
    agent?.name ?? '',
    calls !== null && calls > 1 ? `${calls} calls` : '',
    durationMs === null ? '' : formatDuration(durationMs),
    costUsd === null || costUsd === 0 ? '' : formatCost(costUsd),
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
