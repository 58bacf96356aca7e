import { ConflictError, NotFoundError, PreconditionFailedError, UnavailableError } from '../core/errors.ts';
import { planRewrite, type Rewrite } from '../core/run/rewrite-run.ts';
import { isTerminalRun, type RunStatus } from '../core/run/state.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Queryable } from '../db/queryable.ts';
import { areTasksAsRead, isLockTimeout, lockRunForRewrite, type PatchedRun, readPatchedRun, rewriteRun } from '../db/rewrite-run.ts';
import type { Deps } from '../deps.ts';
import { doneTopic, runTopic } from '../events/topics.ts';
import { typicalDurations } from './typical-durations.ts';

// One change of a running graph: read -> decide -> lock -> look whether all is as it was read -> write. When a task moved on in between,
// it starts over; what is decided then may be a refusal.

/** A run moves on while its change is worked out; so often it may. */
const TRIES = 10;

/** The graph that a run is to get, as decided from how it stands. */
export interface GraphChange {
  before: WorkflowDefinition;
  after: WorkflowDefinition;
  /** Where the new graph is kept: with the run, or (null) in its stored version. */
  keep: WorkflowDefinition | null;
  event: { type: string; data: string };
  /** What else belongs into the transaction. */
  note(client: Queryable, version: number): Promise<void>;
}

export async function loadPatchedRun(deps: Deps, runId: string): Promise<PatchedRun> {
  const run = await readPatchedRun(deps.db.pool, runId);
  if (run === null) throw new NotFoundError('no such run');
  if (isTerminalRun(run.status)) throw new ConflictError(`a ${run.status} run cannot be changed; run it again instead`);
  return run;
}

export const definitionOf = (run: PatchedRun): WorkflowDefinition => validateDefinition(run.definition);

async function planOf(deps: Deps, run: PatchedRun, { before, after }: GraphChange): Promise<Rewrite> {
  const typical = await typicalDurations(deps);
  const rewrite = planRewrite({
    ...{ before, after, stored: run.tasks, runId: run.id, newId: deps.newId, input: run.input, context: {}, now: Date.now() },
    typicalDurationMs: (taskType) => typical.get(taskType) ?? null,
  });
  if (rewrite.begun.length === 0) return rewrite;
  const faults = rewrite.begun.map(({ key, status }) => ({ path: `tasks.${key}`, message: `is ${status}` }));
  throw new ConflictError(`"${rewrite.begun[0]?.key}" was begun and cannot be changed`, faults);
}

/** @returns null when the run moved on since it was read */
async function write(
  deps: Deps,
  run: PatchedRun,
  { change, rewrite }: { change: GraphChange; rewrite: Rewrite },
): Promise<RunStatus | null> {
  return inTransaction(deps.db, async (client) => {
    const locked = await lockRunForRewrite(client, run.id);
    if (locked === null || locked.graphVersion !== run.graphVersion || isTerminalRun(locked.status)) return null;
    const touched = [...rewrite.changed.map(({ id }) => id), ...rewrite.remade.map(({ was }) => was), ...rewrite.removed];
    if (!(await areTasksAsRead(client, run.tasks, touched))) return null;
    await change.note(client, run.graphVersion + 1);
    const definition = change.keep === null ? null : JSON.stringify(change.keep);
    return rewriteRun(client, { runId: run.id, ...locked, read: run.tasks, rewrite, definition, event: change.event });
  });
}

/**
 * Changes the graph of a run by compare-and-set on its version.
 * @param decide works out the change from the run as it stands; called again when it moved on
 * @throws what `decide` throws, ConflictError when a task it changes was begun, PreconditionFailedError when the graph is at another version
 *   than `seen`, UnavailableError when others did not let go of the tasks in time
 */
export async function changeGraph(
  deps: Deps,
  of: { runId: string; seen: number | null },
  decide: (run: PatchedRun) => GraphChange | Promise<GraphChange>,
): Promise<{ version: number; status: RunStatus }> {
  for (let left = TRIES; left > 0; left -= 1) {
    const run = await loadPatchedRun(deps, of.runId);
    if (of.seen !== null && of.seen !== run.graphVersion) {
      throw new PreconditionFailedError(`the graph was changed by somebody else; it is at version ${run.graphVersion}`);
    }
    const change = await decide(run);
    const rewrite = await planOf(deps, run, change);
    const status = await write(deps, run, { change, rewrite }).catch((error: unknown) => {
      if (isLockTimeout(error)) return null;
      throw error;
    });
    if (status === null) continue;
    deps.feed.publish(['ready', runTopic(of.runId), ...(isTerminalRun(status) ? [doneTopic(of.runId)] : [])]);
    return { version: run.graphVersion + 1, status };
  }
  throw new UnavailableError('the run moves on too fast to be changed; pause it first');
}
