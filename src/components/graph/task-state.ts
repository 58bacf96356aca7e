import { isTerminalTask } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { WAIT_BRIEF } from '../status/wait-reason.ts';
import type { NodeState } from './canvas-graph.ts';

/** How a task of a trial ended without being done. */
const GIVEN = { pinned: 'Pinned', left_out: 'Left out' } as const;

/** Which way it was skipped; what it needed instead stands beside the graph. */
const briefly = (message: string) => (message.split(';', 1)[0] ?? '').replaceAll('"', '');

/** What the card of a task says: who works, how long it took, or what it waits for. */
export function nodeStateOf(task: TaskSummary): NodeState {
  const { status, error, waitReason, attempts, given } = task;
  const silent = { status, attempts: 0, startedAt: null, endedAt: null };
  if (given) return { ...silent, remark: GIVEN[given], tone: 'plain' };
  if (status === 'failed' && error) return { ...silent, remark: error.code, tone: 'fail' };
  if (status === 'skipped' && error) return { ...silent, remark: briefly(error.message), tone: 'plain' };
  if (waitReason && waitReason !== 'dependency') return { ...silent, remark: WAIT_BRIEF[waitReason], tone: 'wait' };
  const last = attempts.at(-1);
  if (!last || status === 'pending' || status === 'ready') return { ...silent, remark: TASK_LOOKS[status].word, tone: 'plain' };
  return {
    status,
    remark: last.agentName ?? last.agentId,
    tone: 'plain',
    attempts: attempts.length,
    startedAt: last.startedAt,
    endedAt: last.endedAt,
  };
}

interface Calls {
  ended: number;
  made: number;
  /** Place of the first in the list of its map, from 0; a loop counts from 1. */
  first: number;
}

/** How far the calls of each map and loop are, by the row id of the map or loop. */
function countCalls(tasks: readonly TaskSummary[]): Map<string, Calls> {
  const counts = new Map<string, Calls>();
  for (const { parentId, status, item } of tasks) {
    if (parentId === null) continue;
    const calls = counts.get(parentId) ?? { ended: 0, made: 0, first: Number.POSITIVE_INFINITY };
    calls.made += 1;
    if (isTerminalTask(status)) calls.ended += 1;
    calls.first = Math.min(calls.first, item ?? 0);
    counts.set(parentId, calls);
  }
  return counts;
}

/** "12/40" of a map, "round 3" of a loop. */
function badgeOf({ ended, made, first }: Calls): string {
  return first === 0 ? `${ended}/${made}` : `round ${made}`;
}

/** What a card says; a map or loop that waits for its calls says that, and how far they are. */
function stateWith(task: TaskSummary, badge: string | undefined): NodeState {
  const state = nodeStateOf(task);
  if (badge === undefined) return state;
  return task.status === 'pending' ? { ...state, badge, remark: 'its calls are worked on' } : { ...state, badge };
}

/**
 * States by task_id, of the tasks that the graph draws: the calls of a map are told on its card. A task of which nothing has changed keeps
 * its state object, so that its card is left alone. Until all tasks are here (`complete`), calls are not counted.
 */
export function createStateReader(): (tasks: readonly TaskSummary[], complete: boolean) => ReadonlyMap<string, NodeState> {
  let known = new Map<string, { task: TaskSummary; state: NodeState }>();
  return (tasks, complete) => {
    const next = new Map<string, { task: TaskSummary; state: NodeState }>();
    const counts = complete ? countCalls(tasks) : new Map<string, Calls>();
    for (const task of tasks) {
      if (task.parentId !== null) continue;
      const before = known.get(task.taskId);
      const calls = counts.get(task.id);
      const badge = calls && badgeOf(calls);
      const same = before?.task === task && before.state.badge === badge;
      next.set(task.taskId, same ? before : { task, state: stateWith(task, badge) });
    }
    known = next;
    return new Map([...next].map(([id, { state }]) => [id, state]));
  };
}
