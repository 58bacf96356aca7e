import type { Principal } from '../core/access/principal.ts';
import type { StoredAgent } from '../core/agent/agent-view.ts';
import { PRIORITY_WEIGHT } from '../core/priority.ts';
import type { RecoveryStrategy } from '../core/recovery/failure.ts';
import type { RecoveryPlan } from '../core/recovery/plan-recovery.ts';
import type { RestraintKind, RestraintSubject } from '../core/recovery/restraint.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { isTerminalTask, type TaskStatus } from '../core/task/state.ts';
import { moveAgent } from '../db/agents.ts';
import { readHeld } from '../db/live-attempts.ts';
import { agentsOfPool } from '../db/pools.ts';
import { insertRestraint } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { redistributeAgent } from './redistribute-agent.ts';
import { settleOutcome } from './settle-outcome.ts';
import { takeBackHeld } from './take-back.ts';

// What each of the eight strategies does. Each acts by itself, says what it did, and says so when there was nothing it could do: the next
// one of the plan is then tried.

/** What a recovery acts on. */
export interface RecoverySubject {
  failureId: string;
  message: string;
  agent: StoredAgent | null;
  task: { id: string; runId: string; status: TaskStatus } | null;
  plan: RecoveryPlan;
  principal: Principal;
}

export interface StrategyResult {
  ok: boolean;
  /** For people. */
  what: string;
  /** Tasks that are to run again somewhere. */
  taskIds: string[];
}

type Apply = (deps: Deps, subject: RecoverySubject) => Promise<StrategyResult>;

const done = (what: string, taskIds: string[] = []): StrategyResult => ({ ok: true, what, taskIds });
const undone = (what: string): StrategyResult => ({ ok: false, what, taskIds: [] });
const tasks = (count: number) => (count === 1 ? '1 task' : `${count} tasks`);
const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

function restrain(
  deps: Deps,
  { failureId, message, plan, principal }: RecoverySubject,
  as: { kind: RestraintKind; on: RestraintSubject; amount?: number },
) {
  const { kind, on, amount = null } = as;
  const row = { id: deps.newId(), kind, subject: on, amount, reason: message, by: principal.id, failureId, holdMs: plan.holdMs };
  return insertRestraint(deps.db.pool, row).then(() => deps.feed.publish(['agents', 'ready']));
}

const immediateReassignment: Apply = async (deps, { agent, task }) => {
  const { taken, missed } = await takeBackHeld(deps, {
    agentIds: task === null && agent !== null ? [agent.id] : [],
    taskId: task?.id ?? null,
  });
  if (taken.length === 0 && missed.length === 0)
    return task === null ? done('the agent held nothing') : undone('nobody holds the task right now');
  return done(`took back ${tasks(taken.length)}, for other agents if there are any`, taken);
};

const gracefulReassignment: Apply = async (deps, { agent, message, principal }) => {
  if (agent === null) return undone('no agent is named');
  const drained = await moveAgent(deps.db, agent.id, {
    from: ['active', 'sleeping', 'error', 'maintenance'],
    to: 'maintenance',
    reason: message.slice(0, 200),
  });
  if (!drained) return undone(`the agent is ${agent.status}`);
  deps.feed.publish(['agents', 'ready']);
  const { moves, returned } = await redistributeAgent(deps, agent.id, principal);
  const taskIds = [...moves.map(({ taskId }) => taskId), ...returned];
  return done(`drained the agent: what it has begun may end, ${tasks(taskIds.length)} went to others`, taskIds);
};

const retryWithBackoff: Apply = async (deps, { task, message }) => {
  if (task === null) return undone('no task is named');
  if (isTerminalTask(task.status)) return undone(`the task is ${task.status}`);
  const [held] = await readHeld(deps.db.hot, { agentIds: [], taskId: task.id });
  if (held === undefined) return done('the task waits for its next attempt already', [task.id]);
  const spec = parseSpec(held.specText);
  if (held.attempts + 1 >= spec.retry.max_attempts) return undone('the task has no attempt left');
  const error = { code: 'agent_error', message: message.slice(0, 2_000), retryable: true } as const;
  const ended = await settleOutcome(
    deps,
    { ...held, spec, startStored: held.status === 'running' },
    { kind: 'failed', error, usage: null },
  );
  deps.feed.publish(['taken', 'ready']);
  return ended
    ? done('ended the attempt; the next one follows after its delay', [task.id])
    : undone('the attempt ended in the same moment');
};

const circuitBreaker: Apply = async (deps, subject) => {
  if (subject.agent === null) return undone('no agent is named');
  await restrain(deps, subject, { kind: 'isolated', on: `agent:${subject.agent.id}` });
  return done(`the agent gets nothing new for ${seconds(subject.plan.holdMs)}`);
};

const degradedService: Apply = async (deps, subject) => {
  const { agent, plan } = subject;
  await restrain(deps, subject, { kind: 'degraded', on: agent === null ? 'fleet' : `agent:${agent.id}`, amount: plan.slotShare });
  if (agent !== null && Math.floor(agent.maxConcurrentTasks * plan.slotShare) < 1)
    return done(`the agent gets only what nobody else can take for ${seconds(plan.holdMs)}`);
  const who = agent === null ? 'every agent works' : 'the agent works';
  return done(`${who} with ${Math.round(plan.slotShare * 100)} % of its slots for ${seconds(plan.holdMs)}`);
};

const emergencyShutdown: Apply = async (deps, { agent, message }) => {
  if (agent === null) return undone('no agent is named');
  const out = await moveAgent(deps.db, agent.id, {
    from: ['active', 'sleeping', 'error', 'maintenance'],
    to: 'maintenance',
    reason: message.slice(0, 200),
  });
  if (!out) return undone(`the agent is ${agent.status}`);
  const { taken } = await takeBackHeld(deps, { agentIds: [agent.id], taskId: null });
  deps.feed.publish(['agents']);
  return done(`took the agent out of service until somebody activates it, and ${tasks(taken.length)} from it`, taken);
};

const loadShedding: Apply = async (deps, subject) => {
  const { plan } = subject;
  await restrain(deps, subject, { kind: 'shed', on: 'fleet', amount: PRIORITY_WEIGHT[plan.shedBelow] });
  return done(`tasks below ${plan.shedBelow} priority wait for ${seconds(plan.holdMs)}`);
};

const failoverCluster: Apply = async (deps, subject) => {
  const pool = subject.agent?.pool;
  if (!pool) return undone('the agent is in no pool');
  await restrain(deps, subject, { kind: 'isolated', on: `pool:${pool}` });
  const { taken } = await takeBackHeld(deps, { agentIds: await agentsOfPool(deps.db.pool, pool), taskId: null });
  return done(`the pool gets nothing new for ${seconds(subject.plan.holdMs)}, and ${tasks(taken.length)} went to others`, taken);
};

const STRATEGIES: Readonly<Record<RecoveryStrategy, Apply>> = {
  immediate_reassignment: immediateReassignment,
  graceful_reassignment: gracefulReassignment,
  retry_with_backoff: retryWithBackoff,
  circuit_breaker: circuitBreaker,
  degraded_service: degradedService,
  emergency_shutdown: emergencyShutdown,
  load_shedding: loadShedding,
  failover_cluster: failoverCluster,
};

/** Does what a strategy says. What breaks is told as a failed step, so that the next strategy is tried. */
export async function applyStrategy(deps: Deps, strategy: RecoveryStrategy, subject: RecoverySubject): Promise<StrategyResult> {
  try {
    return await STRATEGIES[strategy](deps, subject);
  } catch (error) {
    deps.log.error({ err: error, strategy, failureId: subject.failureId }, 'a recovery step broke');
    return undone('it could not be done');
  }
}
