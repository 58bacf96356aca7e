import { ConflictError, NotFoundError } from '../core/errors.ts';
import { silentAt } from '../core/heartbeat/signs-of-life.ts';
import type { JsonValue } from '../core/json.ts';
import { PULL_LEASE_MS } from '../core/recovery/failure.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { findClaimant } from '../db/find-claimant.ts';
import { type ClaimableAttempt, readClaimable } from '../db/live-attempts.ts';
import { markAgentSeen } from '../db/signs-of-life.ts';
import type { Deps } from '../deps.ts';
import { claimTopic, runTopic } from '../events/topics.ts';
import { idempotencyKeyOf } from './idempotency-key-of.ts';
import { tryRecall } from './recall-memory.ts';
import { resolveTaskInput } from './resolve-task-input.ts';
import { settleOutcome } from './settle-outcome.ts';

export interface ClaimedAttempt {
  taskId: string;
  runId: string;
  attempt: number;
  fence: number;
  idempotencyKey: string;
  leaseExpiresAt: Date;
  taskKey: string;
  taskType: string;
  name: string;
  input: JsonValue;
  context: JsonValue;
}

async function start(deps: Deps, attempt: ClaimableAttempt, remembers: boolean): Promise<ClaimedAttempt | null> {
  const { attemptId, taskId, runId, fence } = attempt;
  const spec = parseSpec(attempt.specText);
  const scope = await resolveTaskInput(deps, attempt);
  if ('fault' in scope) {
    const error = { code: 'input_unresolved', message: scope.fault, retryable: false } as const;
    await settleOutcome(deps, { ...attempt, spec, runningMs: 0, startStored: false }, { kind: 'failed', error, usage: null });
    return null;
  }
  const leaseMs = Math.min(PULL_LEASE_MS, spec.timeoutMs);
  const started = await deps.road.start.add({ attemptId, taskId, runId, fence, startedAgoMs: 0, leaseMs });
  if (!started?.leaseExpiresAt) return null;
  return {
    taskId,
    runId,
    attempt: fence,
    fence,
    idempotencyKey: idempotencyKeyOf(taskId, attempt.attempts),
    leaseExpiresAt: started.leaseExpiresAt,
    taskKey: attempt.key,
    taskType: attempt.taskType,
    name: attempt.name,
    input: scope.input,
    context: remembers ? await withMemory(deps, attempt, { context: scope.context, description: spec.description ?? null }) : scope.context,
  };
}

/** The run's context with what is known that concerns the task, as `memory`; a context that has something of that name keeps its own. */
async function withMemory(
  deps: Deps,
  { agentId, taskId, taskType, name }: ClaimableAttempt,
  { context, description }: { context: JsonValue; description: string | null },
): Promise<JsonValue> {
  if (context === null || typeof context !== 'object' || Array.isArray(context) || 'memory' in context) return context;
  const notes = await tryRecall(deps, agentId, { taskId, taskType, name, description });
  return notes.length === 0 ? context : { ...context, memory: notes.map((note) => ({ ...note })) };
}

/** Whatever another claim took first is made up for by looking again. */
async function claimNow(deps: Deps, agentId: string, { max, remembers }: { max: number; remembers: boolean }): Promise<ClaimedAttempt[]> {
  for (;;) {
    const claimable = await readClaimable(deps.db.hot, agentId, max);
    const claimed = (await Promise.all(claimable.map((attempt) => start(deps, attempt, remembers)))).filter((attempt) => attempt !== null);
    deps.feed.publish(claimed.map((attempt) => runTopic(attempt.runId)));
    if (claimed.length > 0 || claimable.length === 0) return claimed;
  }
}

/** Resolves when something was assigned to the agent, or when the time is over. */
function waitForAssignment(deps: Deps, agentId: string, wait: { ms: number; signal?: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      wait.signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, wait.ms);
    const topic = claimTopic(agentId);
    const unsubscribe = deps.feed.subscribe((changed) => {
      if (changed === topic || changed === 'resync') finish();
    });
    wait.signal?.addEventListener('abort', finish);
  });
}

/**
 * Notes the agent's sign of life and, where it waits, until when no other is to be expected. A silent agent gets nothing new: one that was,
 * or was half way there, makes dispatch look again.
 */
async function noteSeen(deps: Deps, agentId: string, waitMs: number): Promise<void> {
  const seen = await markAgentSeen(deps.db.hot, agentId, waitMs);
  if (seen === null) return;
  const { before, now } = seen;
  if ((now - before.lastSeenAt) * 2 > silentAt(before) - before.lastSeenAt) deps.feed.publish(['agents', 'ready']);
}

/**
 * Gives a pull agent tasks that were assigned to it, started under a lease of their own. Waits up to `waitMs` for the first.
 * @throws NotFoundError, ConflictError when the agent is not one that pulls
 */
export async function claimAttempts(
  deps: Deps,
  request: { agentId: string; max: number; waitMs: number; signal?: AbortSignal },
): Promise<ClaimedAttempt[]> {
  const { agentId, max, signal } = request;
  const claimant = await findClaimant(deps.db.hot, agentId);
  if (claimant === null) throw new NotFoundError('no such agent');
  if (claimant.kind !== 'worker') throw new ConflictError(`an agent of kind ${claimant.kind} is called, it does not claim`);
  let seen = false;
  const deadline = performance.now() + request.waitMs;
  for (;;) {
    // Subscribed before looking, so that an assignment in between is not missed.
    const left = deadline - performance.now();
    const abort = new AbortController();
    const woken = waitForAssignment(deps, agentId, { ms: Math.max(0, left), signal: abort.signal });
    const stop = () => abort.abort();
    signal?.addEventListener('abort', stop);
    const claimed = await claimNow(deps, agentId, { max, remembers: claimant.remembers });
    if (!seen) await noteSeen(deps, agentId, claimed.length > 0 ? 0 : Math.max(0, left));
    seen = true;
    if (claimed.length > 0 || left <= 0 || signal?.aborted) {
      abort.abort();
      signal?.removeEventListener('abort', stop);
      return claimed;
    }
    await woken;
    signal?.removeEventListener('abort', stop);
  }
}
