import { principalName } from '../core/access/actor-name.ts';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { Patch, PatchView } from '../core/run/patch.ts';
import { patchGraph, type StartedTasks } from '../core/run/patch-graph.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { DefinitionDiff } from '../core/workflow/diff-definitions.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { PatchedRun } from '../db/rewrite-run.ts';
import {
  findPatch,
  listPatchRows,
  noteAppliedPatch,
  noteRevertedPatch,
  type PatchRow,
  readRevertible,
  refusePatch,
} from '../db/run-patches.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { checkDefinition } from './accept-definition.ts';
import { changeGraph, definitionOf, loadPatchedRun } from './change-graph.ts';
import { requireRun } from './list-run-tasks.ts';
import { nameActors } from './name-actors.ts';
import { permitContracts } from './permit-contracts.ts';
import { recordAudit } from './record-audit.ts';

/** Patches shown of one run. */
const SHOWN = 100;

export interface PatchRun {
  runId: string;
  patch: Patch;
  /** The version of the graph that its author saw; null: whatever it is. */
  seen: number | null;
}

export interface PatchPreview {
  diff: DefinitionDiff;
  /** Of the graph that it was worked out on. */
  graphVersion: number;
}

const startedOf = (run: PatchedRun): StartedTasks =>
  new Map(run.tasks.filter(({ started }) => started).map(({ key, status }) => [key, status]));

/** The run's graph with a patch applied, checked like a definition that somebody stores. */
async function patched(
  deps: Deps,
  run: PatchedRun,
  of: { patch: Patch; principal: Principal },
): Promise<{ before: WorkflowDefinition; after: WorkflowDefinition; diff: DefinitionDiff }> {
  const before = definitionOf(run);
  const { definition: after, diff } = patchGraph(before, of.patch.ops, startedOf(run));
  checkDefinition(deps, after);
  const changed = new Set([...diff.added, ...diff.changed].map(({ taskId }) => taskId));
  await permitContracts(deps, after, { principal: of.principal, among: changed });
  return { before, after, diff };
}

async function viewsOf(deps: Deps, rows: PatchRow[]): Promise<PatchView[]> {
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ createdBy, decidedBy, revertedBy }) => [createdBy, decidedBy, revertedBy].filter((id) => id !== null)),
  );
  return rows.map(({ revertedBy, ...row }) => ({
    ...row,
    createdByName: nameOf(row.createdBy),
    decidedByName: row.decidedBy && nameOf(row.decidedBy),
    revertedByName: revertedBy && nameOf(revertedBy),
  }));
}

async function loadPatch(deps: Deps, runId: string, id: string): Promise<PatchRow> {
  const row = await findPatch(deps.db.pool, runId, id);
  if (row === null) throw new NotFoundError(`the run has no patch ${id}`);
  return row;
}

async function viewPatch(deps: Deps, runId: string, id: string): Promise<PatchView> {
  const [view] = await viewsOf(deps, [await loadPatch(deps, runId, id)]);
  if (view === undefined) throw new NotFoundError(`the run has no patch ${id}`);
  return view;
}

/** What a patch would change; nothing is written. @throws as applyPatch */
export async function previewPatch(
  deps: Deps,
  { runId, patch }: Pick<PatchRun, 'runId' | 'patch'>,
  principal: Principal,
): Promise<PatchPreview> {
  const run = await loadPatchedRun(deps, runId);
  return { diff: (await patched(deps, run, { patch, principal })).diff, graphVersion: run.graphVersion };
}

async function apply(deps: Deps, request: PatchRun & { id: string }, principal: Principal): Promise<PatchView> {
  const { runId, patch, seen, id } = request;
  const { version } = await changeGraph(deps, { runId, seen }, async (run) => {
    const { before, after, diff } = await patched(deps, run, { patch, principal });
    return {
      before,
      after,
      keep: after,
      event: { type: 'run.patched', data: JSON.stringify({ patch_id: id, by: principalName(principal) }) },
      async note(client, next) {
        const texts = { ops: JSON.stringify(patch.ops), diff: JSON.stringify(diff), definitionBefore: JSON.stringify(before) };
        const row = { id, runId, version: next, note: patch.note ?? null, ownBefore: run.ownDefinition, by: principal.id, ...texts };
        if (!(await noteAppliedPatch(client, row))) throw new ConflictError('somebody decided this proposal already');
      },
    };
  });
  await recordAudit(deps, {
    actor: principal,
    action: 'run.patch',
    subject: `run:${runId}`,
    detail: { patch: id, version, ops: patch.ops.length },
  });
  return viewPatch(deps, runId, id);
}

/**
 * Changes the graph of a run that goes on, in tasks that were not begun.
 * @throws NotFoundError, ConflictError when the run is over or a task was begun, InvalidError and InvalidDefinitionError for a patch that
 *   makes no valid graph, PreconditionFailedError when the graph is at another version than `seen`
 */
export function applyPatch(deps: Deps, request: PatchRun, principal: Principal): Promise<PatchView> {
  return apply(deps, { ...request, id: deps.newId() }, principal);
}

/** The patches of a run, newest first: applied, reverted, proposed and refused. @throws NotFoundError */
export async function listPatches(deps: Deps, runId: string): Promise<PatchView[]> {
  await requireRun(deps, runId);
  return viewsOf(deps, await listPatchRows(deps.db.pool, runId, SHOWN));
}

/** Applies what a task's result proposed. `seen`: as in PatchRun. @throws as applyPatch, ConflictError when it was decided already */
export async function acceptPatch(
  deps: Deps,
  { runId, id, seen = null }: { runId: string; id: string; seen?: number | null },
  principal: Principal,
): Promise<PatchView> {
  const { status, ops, note } = await loadPatch(deps, runId, id);
  if (status !== 'proposed') throw new ConflictError(`the patch is ${status} already`);
  return apply(deps, { runId, id, seen, patch: { ops, ...(note === null ? {} : { note }) } }, principal);
}

/** @throws NotFoundError, ConflictError when it was decided already */
export async function declinePatch(deps: Deps, { runId, id }: { runId: string; id: string }, principal: Principal): Promise<PatchView> {
  const { status } = await loadPatch(deps, runId, id);
  if (!(await refusePatch(deps.db.pool, id, principal.id))) throw new ConflictError(`the patch is ${status} already`);
  await recordAudit(deps, { actor: principal, action: 'run.patch_refuse', subject: `run:${runId}`, detail: { patch: id } });
  deps.feed.publish([runTopic(runId)]);
  return viewPatch(deps, runId, id);
}

/**
 * Takes a patch back: the run has the graph again that it had before it.
 * @throws NotFoundError, ConflictError when a later patch builds on it, or a task that it added or changed was begun
 */
export async function revertPatch(deps: Deps, { runId, id }: { runId: string; id: string }, principal: Principal): Promise<PatchView> {
  const { status } = await loadPatch(deps, runId, id);
  const { version } = await changeGraph(deps, { runId, seen: null }, async (run) => {
    const revertible = await readRevertible(deps.db.pool, runId, id);
    if (revertible === null) throw new ConflictError(`the patch is ${status}, not applied`);
    if (!revertible.newest) throw new ConflictError('a later patch builds on it: revert that one first');
    const after = validateDefinition(revertible.definitionBefore);
    return {
      before: definitionOf(run),
      after,
      keep: revertible.ownBefore ? after : null,
      event: { type: 'run.patch_reverted', data: JSON.stringify({ patch_id: id, by: principalName(principal) }) },
      async note(client) {
        if (!(await noteRevertedPatch(client, id, principal.id))) throw new ConflictError('somebody reverted it already');
      },
    };
  });
  await recordAudit(deps, { actor: principal, action: 'run.patch_revert', subject: `run:${runId}`, detail: { patch: id, version } });
  return viewPatch(deps, runId, id);
}
