import { type PlannedWait, planWait } from '../core/control/plan-wait.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { startWaits, type WaitRow } from '../db/start-waits.ts';
import type { Deps } from '../deps.ts';
import { runTopic, type Topic } from '../events/topics.ts';
import { brokenStep, endUnplaced } from './end-unplaced.ts';
import { type Begun, placeSubRuns } from './place-sub-runs.ts';
import { matchKeptEvents } from './receive-event.ts';
import { readScope, resolveInputText } from './resolve-task-input.ts';
import type { Candidate } from './sort-tasks.ts';
import { beginSubRuns } from './sub-runs.ts';
import { isOutage } from './until-answered.ts';

// Ready control tasks leave the queue: their references are filled in, and all of them begin to wait in one statement. One whose settings
// cannot be filled in fails at once. A crash in between loses nothing: until the statement they are ready.

async function plan(deps: Deps, { task, spec, run }: Candidate): Promise<PlannedWait | { fault: string }> {
  if (spec.control === undefined) return { fault: 'it needs an agent' };
  const known = run.input !== undefined && run.context !== undefined;
  const scope = known ? { input: run.input ?? null, context: run.context ?? null } : await readScope(deps, task.runId);
  const resolved = await resolveInputText(deps, { inputText: task.inputText, run: scope, references: task.references });
  return 'fault' in resolved ? resolved : planWait(spec.control, resolved.input);
}

function rowOf(deps: Deps, { candidate: { task }, plan: wait, sub }: Begun): WaitRow {
  const { due, detail, reason } = wait;
  return {
    taskId: task.id,
    runId: task.runId,
    fence: task.fence,
    reason,
    dueInMs: due !== null && 'inMs' in due ? due.inMs : null,
    dueAtMs: due !== null && 'atMs' in due ? due.atMs : null,
    more: { detail, ...objectOf(deps, wait), ...(sub === undefined ? {} : { sub }) },
  };
}

/** What it waits for, as far as that is stored beside the task. */
function objectOf(deps: Deps, wait: PlannedWait): Omit<WaitRow['more'], 'detail'> {
  if (wait.kind === 'approval') return { approval_id: deps.newId(), question: wait.question as unknown as JsonValue };
  return wait.kind === 'wait' ? { event: { name: wait.event, key: wait.key } } : {};
}

const unresolved = (message: string): AttemptError => ({ code: 'input_unresolved', message: message.slice(0, 2_000), retryable: false });

/**
 * Lets control tasks begin to wait; one that cannot be stored fails, and holds up no other.
 * @returns how many of them are over by themselves at some time
 */
export async function beginControls(deps: Deps, candidates: Candidate[]): Promise<{ timed: number }> {
  try {
    return await beginTogether(deps, candidates);
  } catch (error) {
    const [first] = candidates;
    if (isOutage(error) || first === undefined) throw error;
    deps.log.warn({ err: error, tasks: candidates.map(({ task }) => task.id) }, 'control tasks could not begin together');
    if (candidates.length === 1) {
      await endUnplaced(deps, first.task, { status: 'failed', error: brokenStep(error) });
      return { timed: 0 };
    }
    let timed = 0;
    for (const candidate of candidates) timed += (await beginControls(deps, [candidate])).timed;
    return { timed };
  }
}

async function beginTogether(deps: Deps, candidates: Candidate[]): Promise<{ timed: number }> {
  const planned = await Promise.all(candidates.map(async (candidate) => ({ candidate, plan: await plan(deps, candidate) })));
  const ready: Begun[] = [];
  const refused: Promise<boolean>[] = [];
  const refuse = ({ task }: Candidate, error: AttemptError) => refused.push(endUnplaced(deps, task, { status: 'failed', error }));
  for (const { candidate, plan: made } of planned) {
    if ('fault' in made) refuse(candidate, unresolved(made.fault));
    else ready.push({ candidate, plan: made });
  }
  const begun = await placeSubRuns(deps, ready, refuse);
  if (begun.length > 0) {
    const rows = begun.map((one) => rowOf(deps, one));
    const started = await startWaits(deps.db.hot, rows);
    const topics = new Set<Topic>(rows.filter(({ taskId }) => started.has(taskId)).map(({ runId }) => runTopic(runId)));
    if (begun.some(({ plan: { kind } }) => kind === 'approval')) topics.add('inbox');
    deps.feed.publish(topics);
    const names = begun.flatMap(({ plan: wait }) => (wait.kind === 'wait' ? [wait.event] : []));
    await matchKeptEvents(deps, [...new Set(names)]);
    const subs = begun.flatMap(({ sub, candidate }) => (sub === undefined || !started.has(candidate.task.id) ? [] : [candidate.task.id]));
    if (subs.length > 0) await beginSubRuns(deps, subs);
  }
  await Promise.all(refused);
  return { timed: begun.filter(({ plan: { due } }) => due !== null).length };
}
