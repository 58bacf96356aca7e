import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { DeadLetterRow } from '../core/recovery/dead-letter-view.ts';
import { isTerminalRun, type RunStatus } from '../core/run/state.ts';
import { plainName } from '../core/workflow/definition.ts';
import { decideDeadLetters, findDeadLetters, noteReplayRun, openLettersOfRuns, reopenDeadLetters } from '../db/dead-letters.ts';
import type { Deps } from '../deps.ts';
import type { TaskEdit } from './prepare-rerun.ts';
import { recordAudit } from './record-audit.ts';
import { rerunRun } from './rerun-run.ts';

// A dead letter waits -> replayed (its run starts again from what it completed) | discarded. The first decision counts; both say why.

const MOST = 500;

export const discardDeadLettersSchema = z.strictObject({ taskIds: z.array(z.uuid()).min(1).max(MOST), reason: plainName });

export const replayDeadLettersSchema = z.strictObject({
  taskIds: z.array(z.uuid()).min(1).max(MOST),
  reason: plainName,
  /** Only with one task: takes the place of its input. */
  input: z.json().optional(),
  /** Only with one task: prefers this agent, and leaves out the one that held it last. */
  agentId: z.uuid().optional(),
});
export type ReplayDeadLetters = z.output<typeof replayDeadLettersSchema>;

export interface Replayed {
  /** One new run per run of the letters; it does again whatever that one did not complete. */
  runs: { runId: string; newRunId: string; taskIds: string[] }[];
}

async function openLetters(deps: Deps, taskIds: string[]): Promise<DeadLetterRow[]> {
  const letters = await findDeadLetters(deps.db, taskIds);
  const known = new Map(letters.map((letter) => [letter.taskId, letter]));
  for (const id of taskIds) {
    const letter = known.get(id);
    if (letter === undefined) throw new NotFoundError(`no dead letter ${id}`);
    if (letter.decision !== null) throw new ConflictError(`the dead letter of ${letter.taskKey} is ${letter.decision} already`);
  }
  return letters;
}

/**
 * Gives dead letters up; their tasks stay failed.
 * @throws NotFoundError, ConflictError when one of them was decided already: none is discarded then
 */
export async function discardDeadLetters(
  deps: Deps,
  { taskIds, reason }: z.output<typeof discardDeadLettersSchema>,
  principal: Principal,
): Promise<{ taskIds: string[] }> {
  await openLetters(deps, taskIds);
  const discarded = await decideDeadLetters(deps.db.pool, taskIds, {
    decision: 'discarded',
    by: principal.id,
    note: reason,
    replayRunId: null,
  });
  for (const id of discarded) {
    await recordAudit(deps, { actor: principal, action: 'dead_letter.discard', subject: `task:${id}`, detail: { reason } });
  }
  deps.feed.publish(['failures', 'alerts']);
  return { taskIds: discarded };
}

function editOf({ taskKey, agentId: held }: DeadLetterRow, { input, agentId }: ReplayDeadLetters): TaskEdit | undefined {
  if (input === undefined && agentId === undefined) return undefined;
  const excludeAgents = agentId === undefined || held === null || held === agentId ? [] : [held];
  return { taskKey, excludeAgents, ...(input !== undefined && { input }), ...(agentId !== undefined && { preferAgent: agentId }) };
}

/** Claims the letters first, so that two replays of one run do not both start it; gives them back when it cannot start. */
async function replayRun(
  deps: Deps,
  { letters, request, principal }: { letters: DeadLetterRow[]; request: ReplayDeadLetters; principal: Principal },
): Promise<Replayed['runs'][number] | null> {
  const [first] = letters;
  if (first === undefined) return null;
  const decision = { decision: 'replayed', by: principal.id, note: request.reason, replayRunId: null } as const;
  const taskIds = await decideDeadLetters(deps.db.pool, await openLettersOfRuns(deps.db, [first.runId]), decision);
  if (taskIds.length === 0) return null;
  try {
    const { runId: newRunId } = await rerunRun(
      deps,
      { kind: 'retry', version: 'own', runId: first.runId, edit: editOf(first, request) },
      principal,
    );
    await noteReplayRun(deps.db.pool, taskIds, newRunId);
    return { runId: first.runId, newRunId, taskIds };
  } catch (error) {
    await reopenDeadLetters(deps.db.pool, taskIds);
    throw error;
  }
}

/**
 * Starts the runs of dead letters again: each new run takes over what its run completed and does the rest, the dead tasks among it.
 * @throws NotFoundError, ConflictError when a letter was decided already or its run still goes on, InvalidDefinitionError for an input that cannot run
 */
export async function replayDeadLetters(deps: Deps, request: ReplayDeadLetters, principal: Principal): Promise<Replayed> {
  const letters = await openLetters(deps, request.taskIds);
  if (letters.length > 1 && (request.input !== undefined || request.agentId !== undefined)) {
    throw new ConflictError('another input or agent is for one dead letter at a time');
  }
  const open = letters.find(({ runStatus }) => !isTerminalRun(runStatus as RunStatus));
  if (open !== undefined)
    throw new ConflictError(`the run of ${open.taskKey} still goes on: replay it when it has ended, or cancel it first`);
  const byRun = new Map<string, DeadLetterRow[]>();
  for (const letter of letters) byRun.set(letter.runId, [...(byRun.get(letter.runId) ?? []), letter]);
  const runs: Replayed['runs'] = [];
  for (const group of byRun.values()) {
    const replayed = await replayRun(deps, { letters: group, request, principal });
    if (replayed === null) continue;
    runs.push(replayed);
    for (const id of replayed.taskIds) {
      const detail = { reason: request.reason, new_run: replayed.newRunId, edited: request.input !== undefined };
      await recordAudit(deps, { actor: principal, action: 'dead_letter.replay', subject: `task:${id}`, detail });
    }
  }
  deps.feed.publish(['failures', 'alerts']);
  return { runs };
}
