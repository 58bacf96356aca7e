import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, InvalidError, NotFoundError } from '../core/errors.ts';
import { LINEAGES, type Lineage, type RerunPreview } from '../core/run/rerun-view.ts';
import { isTerminalRun } from '../core/run/state.ts';
import { type RerunSource, readRerunSources } from '../db/rerun-sources.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { admitRun } from './admit-run.ts';
import type { ExecutedWorkflow } from './execute-workflow.ts';
import { newRunOf, openDefinitions, prepareRerun, type RerunWish, type TaskEdit } from './prepare-rerun.ts';
import { recordAudit } from './record-audit.ts';

export const rerunSchema = z.strictObject({
  kind: z.enum(LINEAGES),
  /** Do this task and everything after it again. A fork names one, or a checkpoint. */
  fromTask: z.string().min(1).max(100).optional(),
  /** Of a fork: take over what was over after this event of the run, and nothing that came to its end later. */
  fromCheckpoint: z.number().int().min(1).max(2_147_483_647).optional(),
  /** Another input for the run. */
  input: z.json().optional(),
  /** Another input for the task it begins from, as the definition would say it. */
  taskInput: z.json().optional(),
  version: z.union([z.enum(['own', 'newest']), z.number().int().min(1)]).default('own'),
});
export type Rerun = z.output<typeof rerunSchema>;

/** A wish in the terms of the plan; `edit` is for callers that also choose the agent. */
type Wanted = Rerun & { runId: string; edit?: TaskEdit | undefined };

async function readSource(deps: Deps, { runId, kind, fromTask, fromCheckpoint, taskInput }: Wanted): Promise<RerunSource> {
  const [source] = await readRerunSources(deps.db.pool, [runId]);
  if (!source) throw new NotFoundError('no such run');
  if (kind === 'retry' && !isTerminalRun(source.status)) {
    throw new ConflictError(`a ${source.status} run cannot be retried; cancel it first, or fork it`);
  }
  if (fromCheckpoint !== undefined && (kind === 'retry' || fromCheckpoint > source.seq)) {
    const message = kind === 'retry' ? 'only a fork begins from a checkpoint' : `the run has no event ${fromCheckpoint} yet`;
    throw new InvalidError('no such checkpoint', [{ path: 'from_checkpoint', message }]);
  }
  if (fromTask === undefined && ((kind === 'fork' && fromCheckpoint === undefined) || taskInput !== undefined)) {
    const message =
      taskInput === undefined ? 'a fork begins at a task or from a checkpoint: name it' : 'name the task that gets this input';
    throw new InvalidError('no task is named', [{ path: 'from_task', message }]);
  }
  return source;
}

function wishOf({ fromTask, fromCheckpoint, input, taskInput, version, edit }: Wanted): RerunWish {
  const ownEdit =
    taskInput === undefined || fromTask === undefined ? undefined : { taskKey: fromTask, input: taskInput, excludeAgents: [] };
  const from = { fromTask: fromTask ?? null, fromSeq: fromCheckpoint ?? null };
  return { ...from, version, ...(input === undefined ? {} : { input }), edit: edit ?? ownEdit };
}

/**
 * What a retry or a fork would do: which tasks run again and why.
 * @throws as rerunRun
 */
export async function previewRerun(deps: Deps, request: Wanted): Promise<RerunPreview> {
  const source = await readSource(deps, request);
  return (await prepareRerun(deps, { source, kind: request.kind, wish: wishOf(request), definitions: openDefinitions(deps) })).preview;
}

/**
 * Starts a new run that takes over what an earlier run has and does the rest. The earlier run stays as it is. A retry is of a run that has
 * ended; a fork is of any run and begins at a task or from a checkpoint.
 * @throws NotFoundError, ConflictError for a retry while the run goes on, InvalidError for an unknown or missing task or checkpoint,
 *   InvalidDefinitionError for an edit that cannot run, RateLimitedError when too many runs are open
 */
export async function rerunRun(deps: Deps, request: Wanted, principal: Principal): Promise<ExecutedWorkflow> {
  const { kind, runId: parentRunId } = request;
  const source = await readSource(deps, request);
  const wish = wishOf(request);
  const prepared = await prepareRerun(deps, { source, kind, wish, definitions: openDefinitions(deps) });
  if (principal.kind !== 'system') await admitRun(deps);
  await deps.road.runs.add(newRunOf(prepared, { parentRunId, kind, wish, createdBy: principal.id }));
  const { id: runId, workflowId, status } = prepared.plan.run;
  const detail = {
    new_run: runId,
    reused: prepared.preview.reused,
    ...(wish.fromTask === null ? {} : { from_task: wish.fromTask }),
    ...(wish.fromSeq === null ? {} : { from_checkpoint: wish.fromSeq }),
  };
  await recordAudit(deps, { actor: principal, action: `run.${kind satisfies Lineage}`, subject: `run:${parentRunId}`, detail });
  deps.feed.publish(['ready', runTopic(runId)]);
  return { runId, workflowId, status };
}
