import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { WAIT_BRIEF } from '../status/wait-reason.ts';
import type { NodeState } from './canvas-graph.ts';

/** How a task of a trial ended without being done. */
const GIVEN = { pinned: 'Pinned', left_out: 'Left out' } as const;

/** What the card of a task says: who works, how long it took, or what it waits for. */
export function nodeStateOf(task: TaskSummary): NodeState {
  const { status, error, waitReason, attempts, given } = task;
  const silent = { status, attempts: 0, startedAt: null, endedAt: null };
  if (given) return { ...silent, remark: GIVEN[given], tone: 'plain' };
  if (status === 'failed' && error) return { ...silent, remark: error.code, tone: 'fail' };
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

/** States by task_id. A task that has not changed keeps its state object, so that its card is left alone. */
export function createStateReader(): (tasks: readonly TaskSummary[]) => ReadonlyMap<string, NodeState> {
  let known = new Map<string, { task: TaskSummary; state: NodeState }>();
  return (tasks) => {
    const next = new Map<string, { task: TaskSummary; state: NodeState }>();
    for (const task of tasks) {
      const before = known.get(task.taskId);
      next.set(task.taskId, before?.task === task ? before : { task, state: nodeStateOf(task) });
    }
    known = next;
    return new Map([...next].map(([id, { state }]) => [id, state]));
  };
}
