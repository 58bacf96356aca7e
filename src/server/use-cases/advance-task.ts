import type { ConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { QueuedTask, RunFacts } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { chooseBranch } from './choose-branch.ts';
import { buildScope, readScope } from './resolve-task-input.ts';
import { rollBackRun } from './roll-back-run.ts';
import { stepLoop } from './run-loop.ts';
import { beginMap, endMap } from './run-map.ts';

/** A ready task whose next step needs no agent. */
export interface AgentlessTask {
  task: QueuedTask;
  spec: TaskSpec;
  run: RunFacts;
}

/** Takes the next step of a map, a loop, a branch or a rollback. The task stays in the queue until the step is stored, so a crash loses nothing. */
export async function advanceTask(deps: Deps, evaluator: ConditionEvaluator, { task, spec, run }: AgentlessTask): Promise<void> {
  const { map, loop } = spec;
  if (map !== undefined && spec.grown !== undefined) return endMap(deps, { task, spec }, map);
  if (spec.rollback !== undefined) return rollBackRun(deps, { task, spec });
  const small = run.input !== undefined && run.context !== undefined;
  const facts = small ? { input: run.input ?? null, context: run.context ?? null } : await readScope(deps, task.runId);
  const scope = await buildScope(deps, facts, task.references);
  if (map !== undefined) return beginMap(deps, { task, spec }, { map, scope });
  if (loop !== undefined) return stepLoop(deps, evaluator, { task, spec, loop, scope });
  return chooseBranch(deps, evaluator, { task, scope });
}
