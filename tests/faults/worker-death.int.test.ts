import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expireWorkers } from '../../src/server/db/workers.ts';
import { keepLease } from '../../src/server/use-cases/keep-lease.ts';
import { leaveFleet } from '../../src/server/use-cases/leave-fleet.ts';
import { noteDeaths } from '../../src/server/use-cases/note-deaths.ts';
import { createInstallation, type Installation } from '../fixtures/installation.ts';
import { type FaultAgent, startFaultAgent } from './agent-server.ts';
import { attemptsBy, busiestPid, endOf, enlist, expectSound, STARVED, submitWide } from './fault-fleet.ts';
import { buildWorkers, type WorkerBundle, type WorkerProcess } from './worker-process.ts';

/** Lease, sweep and start of the next attempt; milliseconds. */
const RECOVERY_MS = 10_000;
const HAND_BACK_MS = 2_000;
const WIDTH = 12;

let hive: Installation;
let agent: FaultAgent;
let bundle: WorkerBundle;
let fleet: WorkerProcess[] = [];
beforeAll(async () => {
  [hive, agent, bundle] = await Promise.all([createInstallation(), startFaultAgent(), buildWorkers()]);
  await enlist(hive.deps, agent);
});
afterEach(async () => {
  agent.release();
  for (const worker of fleet) {
    worker.signal('SIGCONT');
    worker.signal('SIGTERM');
  }
  await Promise.all(fleet.map((worker) => worker.exited));
  fleet = [];
  await expectSound(hive.deps, agent);
});
afterAll(async () => {
  await bundle.remove();
  await agent.close();
  await hive.close();
});

const start = async () => {
  const worker = await bundle.start(hive.url);
  fleet.push(worker);
  return worker;
};
const forget = (gone: WorkerProcess) => {
  fleet = fleet.filter((worker) => worker !== gone);
};
/** A run whose calls are all under way, and the process that holds most of them. */
const caughtMidTask = async (): Promise<{ runId: string; victim: WorkerProcess }> => {
  agent.hold();
  const runId = await submitWide(hive.deps, WIDTH);
  await agent.called(runId, WIDTH);
  const pid = await busiestPid(hive.deps, runId);
  const victim = fleet.find((worker) => worker.pid === pid);
  if (!victim) throw new Error(`no worker with pid ${pid}`);
  return { runId, victim };
};

test('[L10] kill -9 of a worker mid-task: another starts its tasks again within 10 s, under the same key', async () => {
  await Promise.all([start(), start()]);
  const { runId, victim } = await caughtMidTask();
  const before = agent.callsOf(runId).length;
  victim.signal('SIGKILL');
  const killedAt = performance.now();
  forget(victim);
  await agent.called(runId, before + 1);
  const recoveryMs = (agent.callsOf(runId)[before]?.at ?? Number.NaN) - killedAt;
  console.log(`recovery after kill -9: ${Math.round(recoveryMs)} ms`);
  expect(recoveryMs).toBeLessThan(STARVED * RECOVERY_MS);
  agent.release();
  expect(await endOf(hive.deps, runId)).toBe('completed');
  const again = agent.callsOf(runId).filter((call) => call.fence > 1);
  const first = new Map(agent.callsOf(runId).map((call) => [`${call.taskId} ${call.fence}`, call.key]));
  for (const call of again) expect(call.key).toBe(first.get(`${call.taskId} 1`));
  expect((await attemptsBy(hive.deps, runId)).lost).toBe(again.length);
});

test('[L10] kill -9 of the only worker: a new one takes up what it left', async () => {
  await start();
  const { runId, victim } = await caughtMidTask();
  victim.signal('SIGKILL');
  forget(victim);
  await victim.exited;
  agent.release();
  await start();
  expect(await endOf(hive.deps, runId)).toBe('completed');
  expect((await attemptsBy(hive.deps, runId)).lost).toBe(WIDTH);
});

test('[L11] a worker stopped beyond its lease and woken again: what it still says is refused, and it joins anew', async () => {
  await Promise.all([start(), start()]);
  const { runId, victim } = await caughtMidTask();
  victim.signal('SIGSTOP');
  agent.release();
  expect(await endOf(hive.deps, runId)).toBe('completed');
  const settled = await attemptsBy(hive.deps, runId);
  expect(settled.lost).toBeGreaterThan(0);
  victim.signal('SIGCONT');
  const workersOf = async () => (await hive.deps.db.pool.query('SELECT 1 FROM worker WHERE pid = $1', [victim.pid])).rowCount ?? 0;
  await expect.poll(workersOf).toBe(2);
  expect(await attemptsBy(hive.deps, runId)).toEqual(settled);
  for (const other of fleet.filter((worker) => worker !== victim)) {
    other.signal('SIGTERM');
    await other.exited;
  }
  expect(await endOf(hive.deps, await submitWide(hive.deps, 2))).toBe('completed');
});

test('[L12] SIGTERM hands work back within 2 s and uses up no attempt', async () => {
  await Promise.all([start(), start()]);
  const { runId, victim } = await caughtMidTask();
  const { rows: told } = await hive.deps.db.pool.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  victim.signal('SIGTERM');
  forget(victim);
  expect(await victim.exited).toBe(0);
  const { rows: returned } = await hive.deps.db.pool.query<{ ms: number; n: number }>(
    `SELECT (extract(epoch FROM max(ended_at) - $2) * 1000)::float8 AS ms, count(*)::int AS n FROM attempt WHERE run_id = $1 AND status = 'returned'`,
    [runId, told[0]?.at],
  );
  console.log(`hand-back after SIGTERM: ${Math.round(returned[0]?.ms ?? Number.NaN)} ms`);
  expect(returned[0]?.n).toBeGreaterThan(0);
  expect(returned[0]?.ms).toBeLessThan(STARVED * HAND_BACK_MS);
  await agent.called(runId, WIDTH + (returned[0]?.n ?? 0));
  agent.release();
  expect(await endOf(hive.deps, runId)).toBe('completed');
  const { rows } = await hive.deps.db.pool.query('SELECT max(attempts) AS attempts, max(losses) AS losses FROM task WHERE run_id = $1', [
    runId,
  ]);
  expect(rows).toEqual([{ attempts: 1, losses: 0 }]);
});

test('[CH25] a process that is told to stop as soon as it is a member, before it is ready, goes in good order', async () => {
  const worker = bundle.begin(hive.url);
  const membership = async () => (await hive.deps.db.pool.query('SELECT status FROM worker WHERE pid = $1', [worker.pid])).rows;
  await expect.poll(membership, { timeout: 90_000, interval: 5 }).toHaveLength(1);
  worker.signal('SIGTERM');
  expect(await worker.exited).toBe(0);
  expect(await membership()).toEqual([{ status: 'gone' }]);
});

// Lifelines, between keepers of leases as processes have them. Their leases run long enough that only lifelines tell anything.

const TERMS = { leaseMs: 60_000, goneMs: 0, settledMs: 60_000, timeoutMs: 30_000 };
const newMember = () => ({ id: hive.deps.newId(), host: 'test', pid: 1, slots: 1, version: 'test', commit: null });
const openKeeper = (terms: Partial<typeof TERMS> = {}) => keepLease(hive.url, { ...TERMS, ...terms }, () => {});
const SESSIONS = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
  AND objid::bigint = hashtext($1)::bigint & 4294967295`;

const sessionsOf = async (workerId: string) =>
  (await hive.deps.db.pool.query<{ pid: number }>(SESSIONS, [workerId])).rows.map(({ pid }) => pid);
/** As a death does; resolves when PostgreSQL has let go of what the session held. */
const endSession = async (workerId: string) => {
  const { rows } = await hive.deps.db.pool.query<{ ended: boolean }>(
    `SELECT bool_and(pg_terminate_backend(pid, 30000)) AS ended FROM (${SESSIONS}) s`,
    [workerId],
  );
  expect(rows).toEqual([{ ended: true }]);
};

test('[L30] a process whose session ended is gone before its lease is over, for those who were there before', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const [keeper, witness] = [openKeeper(), openKeeper()];
    const [dying, watching] = [newMember(), newMember()];
    await keeper.join(dying);
    await witness.join(watching);
    await endSession(dying.id);
    expect((await witness.renew(watching.id)).gone, 'the witness itself has connected a moment ago').not.toContain(dying.id);
    vi.advanceTimersByTime(TERMS.settledMs);
    expect(await witness.renew(watching.id)).toMatchObject({ held: true, gone: expect.arrayContaining([dying.id]) });

    const ended = await expireWorkers(hive.deps.db.hot, [dying.id, watching.id], TERMS);
    expect(ended).toMatchObject([{ id: dying.id }]);
    expect(ended[0]?.expiredMs).toBeLessThan(0);
    await noteDeaths(hive.deps, { workers: ended, lost: [] });
    const { rows } = await hive.deps.db.pool.query(
      'SELECT detector, detail, began_at < seen_at AS ordered FROM failure WHERE worker_id = $1',
      [dying.id],
    );
    expect(rows).toMatchObject([{ detector: 'worker_lease', detail: { found_by: 'connection' } }]);
    expect((await keeper.renew(dying.id)).held, 'who comes back is told').toBe(false);
    await leaveFleet(hive.deps, watching.id);
  } finally {
    vi.useRealTimers();
  }
});

test('[L31] a process whose session was cut has its lifeline again with the next renewal, and keeps its lease', async () => {
  const keeper = openKeeper();
  const cut = newMember();
  await keeper.join(cut);
  await endSession(cut.id);
  expect(await sessionsOf(cut.id)).toEqual([]);
  expect((await keeper.renew(cut.id)).held).toBe(true);
  expect(await sessionsOf(cut.id)).toHaveLength(1);
  expect(await expireWorkers(hive.deps.db.hot, [cut.id], TERMS)).toEqual([]);
  await leaveFleet(hive.deps, cut.id);
});

test('[L32] a session that does not answer keeps the lifeline until another one holds it', async () => {
  const keeper = openKeeper({ timeoutMs: 500 });
  const slow = newMember();
  await expect.poll(() => keeper.join(slow).then(() => 'joined', String), { timeout: 60_000 }).toMatch(/joined|duplicate key/);
  const [first] = await sessionsOf(slow.id);
  const blocker = await hive.deps.db.pool.connect();
  try {
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM worker WHERE id = $1 FOR UPDATE', [slow.id]);
    await expect(keeper.renew(slow.id)).rejects.toThrow();
    expect(await sessionsOf(slow.id)).toContain(first);
    await blocker.query('COMMIT');
  } finally {
    blocker.release();
  }
  await expect.poll(() => keeper.renew(slow.id).then(({ held }) => held, String), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => sessionsOf(slow.id), { timeout: 60_000 }).not.toContain(first);
  expect(await sessionsOf(slow.id)).toHaveLength(1);
  await leaveFleet(hive.deps, slow.id);
});
