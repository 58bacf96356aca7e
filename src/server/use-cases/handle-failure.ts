import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import type { StoredAgent } from '../core/agent/agent-view.ts';
import { InvalidError, RateLimitedError } from '../core/errors.ts';
import { type Detector, FAILURE_SEVERITIES, FAILURE_TYPES, type RecoveryStep, type RecoveryStrategy } from '../core/recovery/failure.ts';
import { planRecovery, RECOVERY_LIMITS, type RecoveryPlan } from '../core/recovery/plan-recovery.ts';
import { recommendAfter } from '../core/recovery/recommend.ts';
import { findAgent } from '../db/agents.ts';
import { type NewFailure, readRecoveryLoad } from '../db/failures.ts';
import { readAgents } from '../db/fleet.ts';
import { findFailingTask } from '../db/read-task-spec.ts';
import { updateRecovery } from '../db/recoveries.ts';
import type { Deps } from '../deps.ts';
import { applyStrategy, type RecoverySubject } from './apply-strategy.ts';
import { recordAudit } from './record-audit.ts';

const MAX_MESSAGE = 2_000;

export const handleFailureSchema = z.strictObject({
  failureType: z.enum(FAILURE_TYPES),
  severity: z.enum(FAILURE_SEVERITIES),
  agentId: z.uuid().optional(),
  taskId: z.uuid().optional(),
  workflowId: z.string().min(1).max(200).optional(),
  errorMessage: z.string().max(MAX_MESSAGE).optional(),
  /** May hold `began_at`, an ISO time: when the fault began, as far as the reporter knows. */
  context: z.record(z.string(), z.json()).default({}),
});
export type HandleFailure = z.output<typeof handleFailureSchema>;

export interface HandledFailure {
  failureId: string;
  /** A strategy was carried out; whether its tasks run again is in the failure's record a moment later. */
  success: boolean;
  strategy: RecoveryStrategy | null;
  steps: RecoveryStep[];
  tasksReassigned: number;
  /** From the beginning to this report; null when nobody knows when it began. */
  detectionMs: number | null;
  /** What carrying it out took. */
  recoveryMs: number;
  impact: { affectedTasks: string[]; affectedAgents: string[]; escalation: string | null };
  recommendations: string[];
  handledAt: Date;
}

interface Reported {
  agent: StoredAgent | null;
  task: RecoverySubject['task'];
}

/** Who and what it is about. A task names its holder, where the report names none. @throws InvalidError for unknown ids */
async function findReported(deps: Deps, { agentId, taskId }: HandleFailure): Promise<Reported> {
  const [named, task] = await Promise.all([
    agentId === undefined ? null : findAgent(deps.db, agentId),
    taskId === undefined ? null : findFailingTask(deps.db.pool, taskId),
  ]);
  if (agentId !== undefined && named === null)
    throw new InvalidError('unknown agent', [{ path: 'agent_id', message: `no agent ${agentId}` }]);
  if (taskId !== undefined && task === null) throw new InvalidError('unknown task', [{ path: 'task_id', message: `no task ${taskId}` }]);
  return { agent: named, task };
}

/** When the reporter says that it began; nothing later than now counts. */
function begunBefore(context: HandleFailure['context']): number | null {
  const began = z.iso.datetime().safeParse(context.began_at);
  return began.success ? Math.max(0, Date.now() - Date.parse(began.data)) : null;
}

async function planOf(
  deps: Deps,
  input: HandleFailure,
  { agent, task }: Reported,
): Promise<{ plan: RecoveryPlan; capableOthers: number | null; ofAgent: number }> {
  const [load, fleet] = await Promise.all([
    readRecoveryLoad(deps.db.pool, { agentId: agent?.id ?? null, windowMs: RECOVERY_LIMITS.windowMs }),
    readAgents(deps.db.pool),
  ]);
  const others = fleet.filter(({ id, status }) => id !== agent?.id && status === 'active');
  const can = (names: ReadonlySet<string>) => (agent?.capabilities ?? []).every(({ name }) => names.has(name.toLowerCase()));
  const capable = others.filter(({ capabilities }) => can(new Set(capabilities.map(({ name }) => name.toLowerCase()))));
  const outside = others.some(({ pool }) => pool !== agent?.pool);
  const plan = planRecovery({
    type: input.failureType,
    severity: input.severity,
    subject: { agent: agent !== null, pool: Boolean(agent?.pool) && outside, task: task !== null },
    active: load.active,
    recent: load,
  });
  return { plan, capableOthers: agent === null ? null : capable.length, ofAgent: load.ofAgent };
}

async function store(deps: Deps, row: NewFailure): Promise<void> {
  const stored = deps.road.failures.add(row);
  deps.road.failures.hurry();
  await stored;
}

/** What the engine found by itself is told apart from what somebody reports. */
export interface FoundBy {
  failureId: string;
  detector: Detector;
  /** How long isolation and degradation last at most, ms: as long as what was found may stand. */
  holdMs: number;
}

function rowOf(
  deps: Deps,
  input: HandleFailure,
  { agent, task, principal, found }: Reported & { principal: Principal; found: FoundBy | null },
): NewFailure {
  const seen = performance.now();
  return {
    id: found?.failureId ?? deps.newId(),
    type: input.failureType,
    severity: input.severity,
    detector: found?.detector ?? 'report',
    agentId: agent?.id ?? null,
    taskId: task?.id ?? null,
    runId: task?.runId ?? null,
    attemptId: null,
    workerId: null,
    message: (input.errorMessage || `reported as ${input.failureType}`).toWellFormed().replaceAll('\u0000', ''),
    detail: { ...input.context, ...(input.workflowId === undefined ? {} : { workflow_id: input.workflowId }) },
    reportedBy: found === null ? principal.id : null,
    began: seen - (begunBefore(input.context) ?? 0),
    seen,
    acted: null,
    recovery: { strategy: null, automatic: found !== null, outcome: 'running', fence: null, taskIds: [], steps: [] },
  };
}

interface CarriedOut {
  strategy: RecoveryStrategy | null;
  steps: RecoveryStep[];
  taskIds: string[];
}

/** Tries one strategy after the other until one of them could do something. */
async function carryOut(deps: Deps, subject: RecoverySubject): Promise<CarriedOut> {
  const steps: RecoveryStep[] = [];
  for (const strategy of subject.plan.strategies) {
    const { ok, what, taskIds } = await applyStrategy(deps, strategy, subject);
    steps.push({ what, strategy, ok, at: new Date().toISOString() });
    if (ok) return { strategy, steps, taskIds };
  }
  return { strategy: null, steps, taskIds: [] };
}

/** Who reports: a person or a program, or a detector of ours that has found it. */
interface Reporter {
  principal: Principal;
  found?: FoundBy | null;
}

/**
 * Takes the report of a failure, records it, and does about it what the plan says, for real.
 * @throws InvalidError for unknown agents and tasks, RateLimitedError when as many recoveries as may be are under way
 */
export async function handleFailure(deps: Deps, input: HandleFailure, { principal, found = null }: Reporter): Promise<HandledFailure> {
  const begun = performance.now();
  const reported = await findReported(deps, input);
  const { plan: planned, capableOthers, ofAgent } = await planOf(deps, input, reported);
  const plan = found === null ? planned : { ...planned, holdMs: found.holdMs };
  if (!plan.admitted) throw new RateLimitedError(`${RECOVERY_LIMITS.concurrent} recoveries are under way`, 5_000);
  const row = rowOf(deps, input, { ...reported, principal, found });
  await store(deps, row);
  const { strategy, steps, taskIds } = await carryOut(deps, { failureId: row.id, message: row.message, ...reported, plan, principal });
  const outcome = strategy === null ? 'escalated' : taskIds.length > 0 || found !== null ? 'running' : 'recovered';
  await updateRecovery(deps.db.pool, row.id, { strategy, steps, outcome, taskIds, tasksReassigned: taskIds.length });
  deps.feed.publish(['failures', 'alerts']);
  await recordAudit(deps, {
    actor: principal,
    action: 'failure.handle',
    subject: `failure:${row.id}`,
    detail: { type: row.type, severity: row.severity, strategy, tasks: taskIds.length, ...(row.agentId && { agent_id: row.agentId }) },
  });
  return {
    failureId: row.id,
    success: strategy !== null,
    strategy,
    steps,
    tasksReassigned: taskIds.length,
    detectionMs: begunBefore(input.context) === null ? null : row.seen - row.began,
    recoveryMs: performance.now() - begun,
    impact: { affectedTasks: taskIds, affectedAgents: row.agentId === null ? [] : [row.agentId], escalation: plan.escalation },
    recommendations: recommendAfter({ type: row.type, capableOthers, tasksLeft: 0, recentOfAgent: ofAgent }),
    handledAt: new Date(),
  };
}
