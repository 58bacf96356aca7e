import { buildFleet, buildRepositoryReview } from '../../demo/index.mjs';
import { resolveTemplate } from '../../src/server/core/expression/references.ts';
import type { TaskView } from '../../src/server/core/expression/scope.ts';
import type { JsonValue } from '../../src/server/core/json.ts';
import type { TaskDefinition } from '../../src/server/core/workflow/definition.ts';
import { validateDefinition } from '../../src/server/core/workflow/validate-definition.ts';
import { runAgent } from './run-agent.ts';

/** Agents at work at one time. */
const CONCURRENCY = 3;

/** Runs the stored workflow with the declared fleet, every task in its own process, and returns the outputs by task. */
export async function runReview(path: string): Promise<Map<string, JsonValue>> {
  const { tasks } = validateDefinition(buildRepositoryReview());
  const views: { [taskId: string]: TaskView } = {};
  const started = new Set<string>();
  const next = (): TaskDefinition | undefined =>
    tasks.find((task) => !started.has(task.task_id) && task.dependencies.every((id) => typeof id === 'string' && id in views));

  const running = new Set<Promise<void>>();
  while (Object.keys(views).length < tasks.length) {
    for (let task = next(); task && running.size < CONCURRENCY; task = next()) {
      started.add(task.task_id);
      const { task_id } = task;
      const work: Promise<void> = runTask(task, { input: { path }, context: {}, tasks: views }).then((output) => {
        views[task_id] = { status: 'completed', output, error: null };
        running.delete(work);
      });
      running.add(work);
    }
    await Promise.race(running);
  }
  return new Map(Object.entries(views).map(([id, view]) => [id, view.output]));
}

async function runTask(task: TaskDefinition, scope: Parameters<typeof resolveTemplate>[1]): Promise<JsonValue> {
  const agent = buildFleet().find(({ capabilities }) =>
    task.required_capabilities.every((required) => capabilities.some(({ name }) => name === required)),
  );
  if (agent?.kind !== 'command') throw new Error(`no agent for ${task.task_id}`);
  const resolved = resolveTemplate(task.input, scope);
  if ('fault' in resolved) throw new Error(`${task.task_id}: ${JSON.stringify(resolved.fault)}`);
  const exit = await runAgent(agent.config.argv, { task_id: task.task_id, task_type: task.task_type, input: resolved.value });
  if (exit.code !== 0) throw new Error(`${task.task_id}: ${exit.lastLine}`);
  return JSON.parse(exit.stdout) as JsonValue;
}
