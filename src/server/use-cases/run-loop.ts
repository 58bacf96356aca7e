import type { ConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import type { ExpressionScope } from '../core/expression/scope.ts';
import type { JsonValue } from '../core/json.ts';
import { judgeLoop, planCall } from '../core/task/repeated-call.ts';
import { callSpecOf, type TaskSpec } from '../core/task/spec.ts';
import type { LoopDefinition } from '../core/workflow/growing-task.ts';
import { readArtifactTexts } from '../db/artifacts.ts';
import { type CallRow, growTask, readCalls } from '../db/grow-task.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { endUnplaced } from './end-unplaced.ts';
import { FULL } from './run-map.ts';

// A loop, in the queue before its first call and after each.

interface Looping {
  task: QueuedTask;
  spec: TaskSpec;
  loop: LoopDefinition;
  scope: ExpressionScope;
}

/** Makes the first call of a loop, or looks at the newest and decides: one more, or the end. */
export async function stepLoop(deps: Deps, evaluator: ConditionEvaluator, looping: Looping): Promise<void> {
  const { task, spec, loop, scope } = looping;
  const iteration = spec.grown ?? 0;
  if (iteration === 0) return callAgain(deps, looping, { iteration: 1, previous: null });
  const [last] = await readCalls(deps.db.hot, task.id, 1);
  if (last === undefined) return;
  const outputText = last.status === 'completed' ? await outputOf(deps, last) : null;
  const until = outputText === null ? null : await evaluate(evaluator, loop, { scope: { ...scope, iteration }, outputText });
  if (until === 'closed') return;
  const step = judgeLoop(loop, iteration, { last, until });
  if (step.kind === 'again') {
    return callAgain(deps, looping, { iteration: iteration + 1, previous: JSON.parse(outputText ?? 'null') as JsonValue });
  }
  const output = step.kind === 'completed' ? { outputText: last.outputText, outputArtifactId: last.artifactId } : {};
  await endUnplaced(deps, task, { status: step.kind, error: step.error, ...output });
}

async function outputOf(deps: Deps, { outputText, artifactId }: CallRow): Promise<string> {
  if (artifactId === null) return outputText ?? 'null';
  return (await readArtifactTexts(deps.db.hot, [artifactId])).get(artifactId) ?? 'null';
}

/** `closed`: this process stops, which says nothing about the loop. */
async function evaluate(
  evaluator: ConditionEvaluator,
  { until }: LoopDefinition,
  on: { scope: ExpressionScope; outputText: string },
): Promise<{ value: boolean } | { fault: string } | 'closed'> {
  const [answer] = await evaluator.evaluate([{ source: until, ...on }]);
  if (answer === undefined || evaluator.closed()) return 'closed';
  return answer.ok ? { value: answer.value } : { fault: answer.message };
}

async function callAgain(
  deps: Deps,
  { task, spec, scope }: Looping,
  { iteration, previous }: { iteration: number; previous: JsonValue },
): Promise<void> {
  const call = planCall(JSON.parse(task.inputText) as JsonValue, { ...scope, locals: { previous, iteration } });
  if ('error' in call) return void (await endUnplaced(deps, task, { status: 'failed', error: call.error }));
  const result = await growTask(deps.db.hot, {
    taskId: task.id,
    runId: task.runId,
    fence: task.fence,
    grownBefore: iteration - 1,
    specText: JSON.stringify({ ...spec, grown: iteration }),
    callSpecText: JSON.stringify(callSpecOf(spec, task.id)),
    callRefs: spec.callRefs ?? [],
    calls: [{ id: deps.newId(), inputText: JSON.stringify(call.input) }],
    firstItem: iteration,
    open: 1,
  });
  if (result === 'full') await endUnplaced(deps, task, { status: 'failed', error: FULL });
  if (result === 'grown') deps.feed.publish(['ready', runTopic(task.runId)]);
}
