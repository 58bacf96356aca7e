import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probePort } from '../../bin/free-port.mjs';
import { claimDueDuties } from '../../src/server/db/duties.ts';
import { queueBackend } from '../../src/server/queue/connection.ts';
import { claimDuties } from '../../src/server/use-cases/claim-duties.ts';
import { startQueue } from '../../workers/queue-consumer.ts';
import { createInstallation, type Installation } from '../fixtures/installation.ts';
import { type FaultAgent, startFaultAgent } from './agent-server.ts';
import { endOf, enlist, expectSound, submitWide } from './fault-fleet.ts';
import { buildWorkers, type WorkerBundle } from './worker-process.ts';

let hive: Installation;
let agent: FaultAgent;
let bundle: WorkerBundle;
beforeAll(async () => {
  [hive, agent, bundle] = await Promise.all([createInstallation(), startFaultAgent(), buildWorkers()]);
  await enlist(hive.deps, agent);
});
afterAll(async () => {
  await bundle.remove();
  await agent.close();
  await hive.close();
});

/** As two processes would ask at once, each over a connection of its own. */
async function claimTwice(ages: Record<string, number>): Promise<{ name: string; claimed: boolean; ageMs: number }[]> {
  return (await Promise.all([claimDueDuties(hive.deps.db.hot, ages), claimDueDuties(hive.deps.db.pool, ages)])).flat();
}

test('[DU1] of two processes that ask, one gets each duty, once per period; who is refused learns how long ago it ran', async () => {
  const hour = { dust: 3_600_000, mow: 3_600_000 };
  const claimed = (answers: { name: string; claimed: boolean }[]) =>
    answers
      .filter((answer) => answer.claimed)
      .map(({ name }) => name)
      .sort();
  expect(claimed(await claimTwice(hour))).toEqual(['dust', 'mow']);
  const refused = await claimTwice(hour);
  expect(claimed(refused)).toEqual([]);
  for (const { ageMs } of refused) expect(ageMs).toBeLessThan(3_600_000);
  await hive.deps.db.pool.query(`UPDATE duty SET ran_at = ran_at - interval '1 hour' WHERE name = 'dust'`);
  const rounds = [await claimTwice(hour), await claimTwice(hour), await claimTwice(hour)];
  expect(claimed(rounds.flat())).toEqual(['dust']);
});

test('[DU5] a duty that ran in the future, as the clock was set back, is due; one that is held is not', async () => {
  const hour = { rake: 3_600_000, sow: 3_600_000 };
  await hive.deps.db.pool.query(
    `INSERT INTO duty (name, ran_at) VALUES ('rake', clock_timestamp() + interval '2 hours'), ('sow', 'infinity')`,
  );
  const answers = await claimTwice(hour);
  expect(answers.filter(({ claimed }) => claimed).map(({ name }) => name)).toEqual(['rake']);
  for (const { ageMs } of answers) expect(ageMs).toBeLessThan(3_600_000);
  expect((await claimTwice(hour)).filter(({ claimed }) => claimed)).toEqual([]);
});

test('[DU4] an idle fleet gives no cause to the duties that need one; each cause is seen', async () => {
  const everyMs = {
    'fire-schedules': 0,
    rebalance: 0,
    'scale-pools': 0,
    sleep: 0,
    'watch-alerts': 0,
    'learn-belief': 0,
    'learn-personas': 0,
    prune: 0,
  };
  expect((await claimDuties(hive.deps, everyMs)).toRun).toEqual(['prune']);
  const causes = [
    `INSERT INTO sleep_cycle (id, agent_id, type, state, reason, started_at)
     SELECT gen_random_uuid(), id, 'manual', 'sleeping', 'test', now() FROM agent LIMIT 1`,
    `INSERT INTO alert (id, kind, subject, severity, message, detail, opened_at)
     VALUES (gen_random_uuid(), 'no_capable_agent', 'test', 'warning', 'test', '{}', now())`,
    `WITH w AS (INSERT INTO workflow (id, slug, name, draft, created_by, updated_at)
       VALUES (gen_random_uuid(), 'due', 'due', '{}', 'test', now()) RETURNING id)
     INSERT INTO schedule (id, workflow_id, name, rule, next_at, created_by) SELECT gen_random_uuid(), id, 'due', '{}', now(), 'test' FROM w`,
  ];
  for (const cause of causes) await hive.deps.db.pool.query(cause);
  expect(new Set((await claimDuties(hive.deps, everyMs)).toRun)).toEqual(new Set(['fire-schedules', 'sleep', 'watch-alerts', 'prune']));
  await hive.deps.db.pool.query('DELETE FROM sleep_cycle');
  await hive.deps.db.pool.query('DELETE FROM alert');
  await hive.deps.db.pool.query('DELETE FROM workflow');
});

/** Repeating jobs that the queue knows, by name. */
const scheduled = async (): Promise<string[]> => {
  const { rows } = await hive.deps.db.pool.query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.tables c WHERE c.table_schema = 'bullmq' AND c.table_type = 'BASE TABLE'`,
  );
  const found = new Set<string>();
  for (const { name } of rows) {
    const content = await hive.deps.db.pool.query<{ text: string }>(`SELECT row_to_json(x)::text AS text FROM bullmq."${name}" x`);
    if (content.rows.some(({ text }) => text.includes('"tend"'))) found.add('tend');
  }
  return [...found].sort();
};
const ALL = ['tend'];

/** The queue's own statements take these locks in another order: where the server ends this one for it, it is made again. */
async function truncate(names: string): Promise<void> {
  for (;;) {
    const deadlock = await hive.deps.db.pool.query(`TRUNCATE ${names} CASCADE`).then(
      () => false,
      (error: { code?: string }) => (error.code === '40P01' ? true : Promise.reject(error)),
    );
    if (!deadlock) return;
  }
}

test.each(['emptied', 'dropped'] as const)('[L15] queue tables %s mid-run: runs go on, and the repeating duties come back', async (how) => {
  const worker = await bundle.start(hive.url);
  agent.hold();
  const runId = await submitWide(hive.deps, 10);
  await agent.called(runId, 1);
  await expect.poll(scheduled).toEqual(ALL);
  if (how === 'dropped') await hive.deps.db.pool.query('DROP SCHEMA bullmq CASCADE');
  else {
    const { rows } = await hive.deps.db.pool.query<{ names: string }>(
      `SELECT string_agg(format('bullmq.%I', table_name), ', ') AS names FROM information_schema.tables
         WHERE table_schema = 'bullmq' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%migration%'`,
    );
    await truncate(rows[0]?.names ?? '');
  }
  agent.release();
  expect(await endOf(hive.deps, runId)).toBe('completed');
  await expect.poll(scheduled, { timeout: 60_000 }).toEqual(ALL);
  expect(worker.log().length).toBeLessThan(100_000);
  worker.signal('SIGTERM');
  expect(await worker.exited).toBe(0);
  await expectSound(hive.deps, agent);
});

/** Jobs that the queue has delivered since it was started, until there are `count`. */
async function consumes(env: { DATABASE_URL: string; REDIS_URL?: string | undefined }, count: number): Promise<void> {
  let tended = 0;
  let done = () => {};
  const enough = new Promise<void>((resolve) => {
    done = resolve;
  });
  const tend = async () => {
    tended += 1;
    if (tended === count) done();
  };
  const queue = await startQueue(hive.deps, queueBackend(env, 1), { tend });
  await enough;
  await queue.close();
}

test('[Q20] the queue on PostgreSQL brings the repeating duties', async () => {
  await consumes({ DATABASE_URL: hive.url }, 2);
});

const redis = process.env.PATH?.split(':')
  .map((folder) => path.join(folder, 'redis-server'))
  .find((file) => fs.existsSync(file));
if (redis === undefined) console.warn('NOT RUN: the queue on Redis was not tested, there is no redis-server on this machine');
else {
  test('[Q20] the queue on Redis brings the repeating duties', async () => {
    const port = await probePort('127.0.0.1', 0);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-redis-'));
    const server = spawn(redis, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {
      stdio: 'ignore',
    });
    const exited = once(server, 'exit');
    try {
      await consumes({ DATABASE_URL: hive.url, REDIS_URL: `redis://127.0.0.1:${port}` }, 2);
    } finally {
      server.kill('SIGTERM');
      await exited;
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
}
