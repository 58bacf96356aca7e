import { QUEUE_SCHEMA } from '../../../src/server/queue/connection.ts';
import { JOBS, QUEUE_NAME } from '../../../src/server/queue/jobs.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { RUN_MS } from '../workload.ts';
import { completes, enlistSteady, startSteady } from './steady-work.ts';

const LASTS_MS = 2_000;
const DUTIES = Object.entries(JOBS).flatMap(([name, job]) => (job.everyMs === null ? [] : [name]));

async function tablesOf({ db }: Hive): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%migration%'`,
    [QUEUE_SCHEMA],
  );
  return rows.map(({ name }) => name);
}

/** Everything the queue holds, as text. */
async function contents(hive: Hive): Promise<string> {
  if (hive.redis) return hive.redis.ask('ZRANGE', `bull:${QUEUE_NAME}:repeat`, '0', '-1');
  const parts = await Promise.all(
    (await tablesOf(hive)).map(async (table) => {
      const { rows } = await hive.db.query<{ text: string | null }>(`SELECT string_agg(row_to_json(x)::text, ' ') AS text FROM ${table} x`);
      return rows[0]?.text ?? '';
    }),
  );
  return parts.join(' ');
}

/** Resolves when the queue knows every repeating duty. */
export function queuedAgain(hive: Hive): Promise<true> {
  const look = async () => {
    const text = await contents(hive);
    return DUTIES.every((name) => (hive.redis ? new RegExp(`\\r\\n${name}\\r\\n`) : new RegExp(`"${name}"`)).test(text)) && true;
  };
  return waitUntil('every duty is in the queue again', look, { ms: RUN_MS, signal: hive.signal });
}

/** Empties the queue: on PostgreSQL its tables are emptied or, by chance, dropped; Redis forgets everything. */
export async function wipe(hive: Hive): Promise<void> {
  if (hive.redis) await hive.redis.ask('FLUSHALL');
  else if (hive.random() < 0.5) await hive.db.query(`DROP SCHEMA ${QUEUE_SCHEMA} CASCADE`);
  else await hive.db.query(`TRUNCATE ${(await tablesOf(hive)).join(', ')} CASCADE`);
}

export const wipeQueue: Scenario = {
  name: 'wipe-queue',
  about: 'everything the queue holds is gone under load: runs go on, and every repeating duty is queued again',
  n: 20,
  promises: [{ of: 'recovered', stat: 'max', atMost: 10_000 }],
  prepare: enlistSteady,
  inject: inSteps({
    async arrange(hive) {
      await queuedAgain(hive);
      return startSteady(hive, LASTS_MS);
    },
    strike: wipe,
    async heal(hive, runId, at) {
      await queuedAgain(hive);
      const recoveredMs = Date.now() - at;
      return { detectedMs: null, recoveredMs, violations: await completes(hive, runId) };
    },
  }),
};
