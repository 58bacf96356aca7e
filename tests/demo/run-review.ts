import { buildFleet, buildRepositoryReview } from '../../demo/index.mjs';
import { assessFolder } from '../../demo/reviews/assess-folder.mjs';
import { checkLicences } from '../../demo/reviews/check-licences.mjs';
import { collateMeasurements } from '../../demo/reviews/collate-measurements.mjs';
import { findDuplicates } from '../../demo/reviews/find-duplicates.mjs';
import { mapImports } from '../../demo/reviews/map-imports.mjs';
import { measureCode } from '../../demo/reviews/measure-code.mjs';
import { measureCoupling } from '../../demo/reviews/measure-coupling.mjs';
import { measureHistory } from '../../demo/reviews/measure-history.mjs';
import { scanSecurity } from '../../demo/reviews/scan-security.mjs';
import { surveyRepository } from '../../demo/reviews/survey-repository.mjs';
import { writeReport } from '../../demo/reviews/write-report.mjs';
import { resolveTemplate } from '../../src/server/core/expression/references.ts';
import type { TaskView } from '../../src/server/core/expression/scope.ts';
import type { JsonValue } from '../../src/server/core/json.ts';
import type { TaskDefinition } from '../../src/server/core/workflow/definition.ts';
import { validateDefinition } from '../../src/server/core/workflow/validate-definition.ts';
import { runAgent } from './run-agent.ts';

/** Agents at work at one time. */
const CONCURRENCY = 3;

type Perform = (task: TaskDefinition, input: JsonValue) => Promise<JsonValue>;
type Review = (input: never, log: () => void) => Promise<object>;

/** What the demo fleet does, by type of task. */
export const REVIEWS: { [taskType: string]: Review } = {
  'assess-folder': assessFolder,
  'check-licences': checkLicences,
  'collate-measurements': collateMeasurements,
  'find-duplicates': findDuplicates,
  'map-imports': mapImports,
  'measure-code': measureCode,
  'measure-coupling': measureCoupling,
  'measure-history': measureHistory,
  'scan-security': scanSecurity,
  'survey-repository': surveyRepository,
  'write-report': writeReport,
};

/** As the product does: the agent of the declared fleet, in a process of its own. */
const inProcesses: Perform = async ({ task_id, task_type, required_capabilities }, input) => {
  const agent = buildFleet().find(({ capabilities }) =>
    required_capabilities.every((required) => capabilities.some(({ name }) => name === required)),
  );
  if (agent?.kind !== 'command') throw new Error(`no agent for ${task_id}`);
  const exit = await runAgent(agent.config.argv, { task_id, task_type, input });
  if (exit.code !== 0) throw new Error(`${task_id}: ${exit.lastLine}`);
  return JSON.parse(exit.stdout) as JsonValue;
};

/** What the agents do, without the 57 processes: where a review is about the repository, not about who reviews it. */
export const inThisProcess: Perform = async ({ task_type }, input) => {
  const review = REVIEWS[task_type];
  if (!review) throw new Error(`no review named ${task_type}`);
  return JSON.parse(JSON.stringify(await review(structuredClone(input) as never, () => undefined))) as JsonValue;
};

/** Runs the stored workflow and returns the outputs by task. */
export async function runReview(path: string, perform = inProcesses): Promise<Map<string, JsonValue>> {
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
      const input = resolveInput(task, { input: { path }, context: {}, tasks: views });
      const work: Promise<void> = perform(task, input).then((output) => {
        views[task_id] = { status: 'completed', output, error: null };
        running.delete(work);
      });
      running.add(work);
    }
    await Promise.race(running);
  }
  return new Map(Object.entries(views).map(([id, view]) => [id, view.output]));
}

function resolveInput({ task_id, input }: TaskDefinition, scope: Parameters<typeof resolveTemplate>[1]): JsonValue {
  const resolved = resolveTemplate(input, scope);
  if ('fault' in resolved) throw new Error(`${task_id}: ${JSON.stringify(resolved.fault)}`);
  return resolved.value;
}
