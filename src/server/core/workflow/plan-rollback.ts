import { z } from 'zod';
import type { JsonValue } from '../json.ts';
import { PRIORITY_WEIGHT } from '../priority.ts';
import type { AttemptError } from '../task/attempt-outcome.ts';
import { headStartMs } from '../task/queue-rank.ts';
import { specOf, taskSpecSchema } from '../task/spec.ts';
import { taskDefinitionSchema, type WorkflowDefinition } from './definition.ts';
import { namedTasks } from './named-tasks.ts';
import type { PlannedDependency, PlannedTask } from './planned-run.ts';

// A workflow with `on_failure: rollback` gets one more task behind all others. When its turn comes, everything else is over: it is skipped
// where the run did not fail, else it makes one call per completed task that has a compensation, one after another, the last completed
// first. It counts as a call itself, so that it changes nothing about how the run ends.

/** No task of a definition can have this id. */
export const ROLLBACK_KEY = '$rollback';

const compensationSchema = z.strictObject({
  taskId: z.string(),
  key: z.string(),
  name: z.string(),
  spec: taskSpecSchema,
  input: z.json(),
  refIds: z.array(z.string()),
});
/** How one task is undone; its input is still a template. */
export type Compensation = z.output<typeof compensationSchema>;

/** What the rollback keeps as its input. */
export const rollbackInputSchema = z.strictObject({ compensations: z.array(compensationSchema) });

/** The task that undoes the others; null where nothing is to be undone. */
export function planRollback(
  definition: WorkflowDefinition,
  { id, ids, tasks }: { id: string; ids: ReadonlyMap<string, string>; tasks: readonly PlannedTask[] },
): { task: PlannedTask; dependencies: PlannedDependency[] } | null {
  if (definition.on_failure !== 'rollback') return null;
  const compensations = definition.tasks.flatMap((task): Compensation[] => {
    if (task.compensation === undefined) return [];
    const undo = taskDefinitionSchema.parse({ task_id: task.task_id, priority: task.priority, ...task.compensation });
    const named = new Set([task.task_id, ...namedTasks(undo, new Map()).named.map(({ taskId }) => taskId)]);
    return [
      {
        taskId: ids.get(task.task_id) as string,
        ...{ key: `${task.task_id}[undo]`, name: `Undo ${task.name ?? task.task_id}` },
        ...{ spec: specOf(undo, definition), input: undo.input },
        refIds: [...named].flatMap((name) => ids.get(name) ?? []),
      },
    ];
  });
  if (compensations.length === 0) return null;
  const blank = taskDefinitionSchema.parse({ task_id: 'rollback', task_type: 'rollback' });
  const priority = PRIORITY_WEIGHT[definition.priority];
  const task: PlannedTask = {
    ...{ id, idx: tasks.length, key: ROLLBACK_KEY, name: 'Rollback', taskType: 'rollback' },
    ...{ status: 'pending', pending: tasks.length, queueRank: null, headStartMs: headStartMs({ priority, yieldMs: 0 }) },
    spec: { ...specOf(blank, { priority: definition.priority }), rollback: true },
    input: { compensations } as unknown as JsonValue,
    refIds: [],
  };
  return { task, dependencies: tasks.map((each) => ({ taskId: id, depId: each.id, when: 'turn', soft: true })) };
}

/** What is undone, in order: of the tasks that completed, the last first. */
export function chooseCompensations(compensations: readonly Compensation[], completed: readonly string[]): Compensation[] {
  const byTask = new Map(compensations.map((each) => [each.taskId, each]));
  return completed.toReversed().flatMap((id) => byTask.get(id) ?? []);
}

/** How a rollback ends: what was undone and what was not is its output. */
export function judgeRollback(calls: readonly { key: string; status: string; error: AttemptError | null }[]): {
  status: 'completed' | 'failed';
  error: AttemptError | null;
  output: JsonValue;
} {
  const output = calls.map(({ key, status, error }) => ({ compensation: key, status, error: error === null ? null : error.code }));
  const left = calls.filter(({ status }) => status !== 'completed');
  if (left.length === 0) return { status: 'completed', error: null, output };
  const message = `${left.length} of ${calls.length} compensations did not complete: ${left.map(({ key }) => key).join(', ')}`;
  return { status: 'failed', error: { code: 'compensation_failed', message: message.slice(0, 2_000), retryable: false }, output };
}
