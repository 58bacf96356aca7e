import { finishRun } from '../core/run/finish.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { chooseCompensations, judgeRollback, rollbackInputSchema } from '../core/workflow/plan-rollback.ts';
import { growRollback, readCompensations, readCompleted, readTally } from '../db/grow-rollback.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { endUnplaced } from './end-unplaced.ts';

const NOT_FAILED = { code: 'condition_false', message: 'the run did not fail', retryable: false } as const;
const NOTHING = { code: 'condition_false', message: 'nothing that completed has a compensation', retryable: false } as const;

/** Twice in the queue: when everything else is over it undoes what has to be undone, and when that is over it tells what came of it. */
export async function rollBackRun(deps: Deps, { task, spec }: { task: QueuedTask; spec: TaskSpec }): Promise<void> {
  const { hot } = deps.db;
  if (spec.grown !== undefined) {
    const { status, error, output } = judgeRollback(await readCompensations(hot, task.id));
    await endUnplaced(deps, task, { status, error, outputText: JSON.stringify(output) });
    return;
  }
  if (finishRun(await readTally(hot, task.runId)) === 'completed') {
    await endUnplaced(deps, task, { status: 'skipped', error: NOT_FAILED });
    return;
  }
  const { compensations } = rollbackInputSchema.parse(JSON.parse(task.inputText));
  const chosen = chooseCompensations(compensations, await readCompleted(hot, task.runId));
  if (chosen.length === 0) {
    await endUnplaced(deps, task, { status: 'skipped', error: NOTHING });
    return;
  }
  const calls = chosen.map(({ key, name, spec: own, input, refIds }) => ({
    ...{ id: deps.newId(), key, name, taskType: own.taskType, refIds },
    ...{ specText: JSON.stringify(own), inputText: JSON.stringify(input) },
  }));
  const specText = JSON.stringify({ ...spec, grown: calls.length });
  const grown = await growRollback(hot, { taskId: task.id, runId: task.runId, fence: task.fence, specText, calls });
  if (grown) deps.feed.publish(['ready', runTopic(task.runId)]);
}
