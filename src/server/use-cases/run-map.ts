import type { ExpressionScope } from '../core/expression/scope.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { judgeMap, MAX_CALLS_LENGTH, matchCompletedCalls, planMapCalls } from '../core/task/repeated-call.ts';
import { callSpecOf, type TaskSpec } from '../core/task/spec.ts';
import { GROWTH_LIMITS, type MapDefinition } from '../core/workflow/growing-task.ts';
import { deleteArtifacts, readArtifactTexts } from '../db/artifacts.ts';
import { type CallRow, growTask, readCalls, readCompletedCalls } from '../db/grow-task.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { endUnplaced } from './end-unplaced.ts';
import { storeOutput } from './store-output.ts';

// A map, twice in the queue: first its list is read and a call made for each item, then, when all are over, their outputs are joined.

export const refusal = (code: AttemptError['code'], message: string): AttemptError => ({ code, message, retryable: false });

export const FULL = refusal('too_many_items', `the run would have more than ${GROWTH_LIMITS.runTasks} tasks`);

interface Repeating {
  task: QueuedTask;
  spec: TaskSpec;
}

/** Makes the calls of a map, or ends it: an empty list is done at once. One that goes on where an earlier run was keeps what completed there. */
export async function beginMap(
  deps: Deps,
  { task, spec }: Repeating,
  { map, scope }: { map: MapDefinition; scope: ExpressionScope },
): Promise<void> {
  const planned = planMapCalls(map, JSON.parse(task.inputText) as JsonValue, scope);
  if ('error' in planned) return void (await endUnplaced(deps, task, { status: 'failed', error: planned.error }));
  if (planned.inputs.length === 0) return void (await endUnplaced(deps, task, { status: 'completed', error: null, outputText: '[]' }));
  const inputTexts = planned.inputs.map((input) => JSON.stringify(input));
  const completed = spec.resumes === undefined ? [] : await readCompletedCalls(deps.db.hot, spec.resumes);
  const reused = matchCompletedCalls(inputTexts, completed);
  const result = await growTask(deps.db.hot, {
    taskId: task.id,
    runId: task.runId,
    fence: task.fence,
    grownBefore: 0,
    specText: JSON.stringify({ ...spec, grown: planned.inputs.length }),
    callSpecText: JSON.stringify(callSpecOf(spec, task.id)),
    callRefs: spec.callRefs ?? [],
    calls: inputTexts.map((inputText, at) => ({ id: deps.newId(), inputText, reusedFrom: reused[at] })),
    firstItem: 0,
    open: map.max_concurrency ?? planned.inputs.length,
  });
  if (result === 'full') await endUnplaced(deps, task, { status: 'failed', error: FULL });
  if (result === 'grown') deps.feed.publish(['ready', runTopic(task.runId)]);
}

/** Joins what the calls of a map gave: nulls where they failed, and the causes beside it. */
export async function endMap(deps: Deps, { task }: Repeating, map: MapDefinition): Promise<void> {
  const calls = await readCalls(deps.db.hot, task.id);
  const end = judgeMap(map, calls);
  if (end.kind === 'failed') return void (await endUnplaced(deps, task, { status: 'failed', error: end.error }));
  const text = await joinOutputs(deps, calls);
  if (text === null) {
    const error = refusal('output_too_large', `the outputs of the items have more than ${MAX_CALLS_LENGTH} characters together`);
    return void (await endUnplaced(deps, task, { status: 'failed', error }));
  }
  const stored = await storeOutput(deps, { attemptId: null, taskId: task.id, runId: task.runId }, text);
  const written = await endUnplaced(deps, task, {
    status: 'completed',
    error: end.error,
    outputText: stored.outputText,
    outputArtifactId: stored.artifactId,
  });
  if (!written && stored.kept.length > 0) await deleteArtifacts(deps.db.hot, stored.kept);
}

/** A JSON list of the outputs in order; null when it would be too long. */
async function joinOutputs(deps: Deps, calls: readonly CallRow[]): Promise<string | null> {
  const kept = calls.flatMap(({ artifactId }) => artifactId ?? []);
  const texts = kept.length === 0 ? new Map<string, string>() : await readArtifactTexts(deps.db.hot, kept);
  const outputs: string[] = [];
  let length = 0;
  for (const { status, outputText, artifactId } of calls) {
    const text = artifactId === null ? outputText : (texts.get(artifactId) ?? null);
    const output = status === 'completed' ? (text ?? 'null') : 'null';
    length += output.length;
    if (length > MAX_CALLS_LENGTH) return null;
    outputs.push(output);
  }
  return `[${outputs.join(',')}]`;
}
