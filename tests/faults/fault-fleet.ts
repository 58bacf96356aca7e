import { expect } from 'vitest';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { readRunStatus } from '../../src/server/db/run-status.ts';
import type { Deps } from '../../src/server/deps.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { waitForRun } from '../../src/server/use-cases/wait-for-run.ts';
import { task } from '../engine/harness.ts';
import { expectInvariants } from '../engine/invariants.ts';
import type { FaultAgent } from './agent-server.ts';

/** What is promised in seconds holds on a machine that does nothing else. One that starves its tests gets this many times as long. */
export const STARVED = 5;

const BY = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;

/** Makes the test's agent a member of the fleet. */
export async function enlist(deps: Deps, agent: FaultAgent): Promise<void> {
  const wanted = { name: 'fault agent', kind: 'http', max_concurrent_tasks: 100, config: { url: agent.url } };
  await registerAgent(deps, registerAgentSchema.parse(wanted), BY);
}

/** Starts a run of `width` tasks and one that joins them. Attempts that fail with their process's connection are tried again soon. */
export async function submitWide(deps: Deps, width: number): Promise<string> {
  const retry = { max_attempts: 10, backoff_ms: 50, multiplier: 1 };
  const ids = Array.from({ length: width }, (_, at) => `t${at}`);
  const tasks = [...ids.map((id) => task(id, [], { retry })), task('join', ids, { retry })];
  const definition = { name: 'fault', max_concurrent_tasks: 100, tasks };
  return (await executeWorkflow(deps, { definition }, BY)).runId;
}

export async function endOf(deps: Deps, runId: string, ms = 90_000): Promise<string> {
  await waitForRun(deps, runId, { ms, signal: new AbortController().signal });
  return (await readRunStatus(deps.db.pool, runId)) ?? 'gone';
}

/** The process that executes most of a run, by what the database knows. */
export async function busiestPid(deps: Deps, runId: string): Promise<number> {
  const { rows } = await deps.db.pool.query<{ pid: number }>(
    `SELECT w.pid FROM attempt a JOIN worker w ON w.id = a.worker_id WHERE a.run_id = $1 AND a.ended_at IS NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    [runId],
  );
  return rows[0]?.pid ?? 0;
}

export async function attemptsBy(deps: Deps, runId: string): Promise<Record<string, number>> {
  const { rows } = await deps.db.pool.query<{ status: string; n: number }>(
    'SELECT status, count(*)::int AS n FROM attempt WHERE run_id = $1 GROUP BY 1',
    [runId],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

/** I1 to I8, with the agent's own record as the truth of what was done: one call per attempt, one key for all that a loss repeated. */
export async function expectSound(deps: Deps, agent: FaultAgent): Promise<void> {
  await expectInvariants(
    deps.db.pool,
    agent.calls.map((call) => `${call.taskId} ${call.fence}`),
    true,
  );
  const { rows } = await deps.db.pool.query<{ id: string; fence: number }>('SELECT id, fence FROM task');
  const granted = new Map(rows.map(({ id, fence }) => [id, fence]));
  expect(agent.calls.filter((call) => call.fence > (granted.get(call.taskId) ?? 0))).toEqual([]);
}
