import type { Principal } from '../core/access/principal.ts';
import { InvalidError, NotFoundError } from '../core/errors.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { planTrial, type TrialTask } from '../core/run/plan-trial.ts';
import type { RunStatus } from '../core/run/state.ts';
import type { Trial } from '../core/run/trial.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { planRun, type RunPlan } from '../core/workflow/plan-run.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { NewRun } from '../db/insert-runs.ts';
import { readPublishedDefinition } from '../db/published-definition.ts';
import { readRerunSources } from '../db/rerun-sources.ts';
import { readRunHead } from '../db/run-status.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { takeTurn } from '../take-turn.ts';
import { acceptDefinition } from './accept-definition.ts';
import { admitRun } from './admit-run.ts';
import { recordAuditLater } from './record-audit.ts';
import { typicalDurations } from './typical-durations.ts';

export interface ExecuteWorkflow {
  /** A definition as people write it; or `workflowId` of a stored one. */
  definition?: unknown;
  workflowId?: string;
  /** Null runs the published version, or the draft when none was published. */
  version?: number | null;
  input?: JsonValue;
  context?: JsonObject;
  parentRunId?: string | null;
  /** Runs a part of it, with outputs in the place of the rest. */
  trial?: Trial | undefined;
  /** The id that the run gets. `again`: an earlier request may have made it, and was not heard of. */
  identity?: { subjectId: string; again: boolean } | null;
  /** W3C traceparent of what asks for it. */
  traceParent?: string | null;
}

export interface ExecutedWorkflow {
  runId: string;
  workflowId: string;
  status: RunStatus;
}

async function load(
  deps: Deps,
  request: ExecuteWorkflow,
  principal: Principal,
): Promise<{ definition: WorkflowDefinition; versionId: string | null }> {
  if (request.definition !== undefined) return { definition: await acceptDefinition(deps, request.definition, principal), versionId: null };
  if (request.workflowId === undefined) throw new InvalidError('name a stored workflow or send a definition');
  const stored = await readPublishedDefinition(deps.db.pool, request.workflowId, request.version ?? null);
  return { definition: named(validateDefinition(stored.definition), request.workflowId), versionId: stored.versionId };
}

/** The same object where it bears the name already: what its runs have in common is known (core/workflow/plan-shape.ts). */
const named = (definition: WorkflowDefinition, workflow_id: string): WorkflowDefinition =>
  definition.workflow_id === workflow_id ? definition : { ...definition, workflow_id };

/** A trial undoes nothing: what it did not do has nothing to be undone. */
const withoutRollback = ({ on_failure: _, ...definition }: WorkflowDefinition): WorkflowDefinition => definition;

/** The tasks of a trial. @throws NotFoundError for a run that is not there, InvalidError with every fault below "trial" */
async function planPart(deps: Deps, plan: RunPlan, trial: Trial): Promise<TrialTask[]> {
  const { results_of: runId } = trial;
  const [source] = runId === undefined ? [] : await readRerunSources(deps.db.pool, [runId]);
  if (runId !== undefined && source === undefined) throw new NotFoundError('no such run');
  return planTrial({ plan, trial, earlier: source?.tasks ?? new Map() });
}

/** What a trial was, for the record: outputs are told by their tasks alone. */
function trialDetail({ pinned, ...part }: Trial) {
  return { trial: { ...part, pinned: Object.keys(pinned) } };
}

/** The run that an earlier request has made; null: there is none, or it could only be ours. */
async function madeBefore(deps: Deps, identity: ExecuteWorkflow['identity']): Promise<ExecutedWorkflow | null> {
  if (!identity?.again) return null;
  const made = await readRunHead(deps.db.pool, identity.subjectId);
  return made && { runId: identity.subjectId, ...made };
}

/** @returns null; or the run, where somebody else who was asked for it was faster */
async function store(deps: Deps, run: NewRun, identity: ExecuteWorkflow['identity']): Promise<ExecutedWorkflow | null> {
  try {
    await deps.road.runs.add(run);
    return null;
  } catch (error) {
    const made = await madeBefore(deps, identity);
    if (made === null) throw error;
    return made;
  }
}

/**
 * Starts a run. What it answers has been committed: from here on the run ends, whatever dies in between.
 * @throws InvalidDefinitionError with every fault, NotFoundError for an unknown workflow,
 *   InvalidError for a trial that cannot run, RateLimitedError when too many runs are open,
 *   ForbiddenError or CommandAgentsDisabledError for an inline definition whose contract runs a command that may not be
 */
export async function executeWorkflow(deps: Deps, request: ExecuteWorkflow, principal: Principal): Promise<ExecutedWorkflow> {
  const { identity, trial } = request;
  const before = await madeBefore(deps, identity);
  if (before !== null) return before;
  await takeTurn();
  if (principal.kind !== 'system') await admitRun(deps);
  const { definition, versionId } = await load(deps, request, principal);
  const typical = await typicalDurations(deps);
  const plan = planRun({
    definition: trial === undefined ? definition : withoutRollback(definition),
    runId: identity?.subjectId ?? deps.newId(),
    newId: deps.newId,
    input: request.input ?? {},
    context: request.context ?? {},
    now: Date.now(),
    typicalDurationMs: (taskType) => typical.get(taskType) ?? null,
  });
  const run: NewRun = {
    ...plan,
    ...(trial === undefined ? {} : { tasks: await planPart(deps, plan, trial) }),
    workflowVersionId: versionId,
    definition: versionId === null ? (definition as unknown as JsonValue) : null,
    parentRunId: request.parentRunId ?? null,
    traceParent: request.traceParent ?? null,
    createdBy: principal.id,
  };
  const meanwhile = await store(deps, run, identity);
  if (meanwhile !== null) return meanwhile;
  deps.feed.publish(['ready', runTopic(plan.run.id)]);
  // The run itself names who started it: nobody waits for this second record.
  const detail = { workflow_id: plan.run.workflowId, ...(trial === undefined ? {} : trialDetail(trial)) };
  recordAuditLater(deps, { actor: principal, action: 'run.execute', subject: `run:${plan.run.id}`, detail });
  return { runId: plan.run.id, workflowId: plan.run.workflowId, status: plan.run.status };
}
