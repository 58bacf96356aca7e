import type { Hive } from './stack/open-hive.ts';
import { waitUntil } from './stack/wait-until.ts';

// What the database says of execution processes and of what they hold.

/** Processes start again after a delay that grows while they keep dying. Milliseconds. */
const READY_MS = 60_000;

export interface Member {
  id: string;
  pid: number;
}

/** Execution processes whose lease is good and whose process is there. */
export async function liveWorkers({ db, product }: Hive): Promise<Member[]> {
  const pids = new Set(product.pids('worker'));
  const { rows } = await db.query<Member>('SELECT id, pid FROM worker WHERE ended_at IS NULL AND lease_expires_at > clock_timestamp()');
  return rows.filter(({ pid }) => pids.has(pid));
}

/** Resolves when so many execution processes are members of the fleet. */
export function workersReady(hive: Hive, count: number): Promise<Member[]> {
  const look = async () => {
    const workers = await liveWorkers(hive);
    return workers.length >= count && workers;
  };
  return waitUntil(`${count} execution processes`, look, { ms: READY_MS, signal: hive.signal });
}

/** The process that executes most of a run. */
export async function busiestWorker({ db }: Hive, runId: string): Promise<Member & { tasks: string[] }> {
  const { rows } = await db.query<Member & { tasks: string[] }>(
    `SELECT w.id, w.pid, array_agg(a.task_id::text) AS tasks FROM attempt a JOIN worker w ON w.id = a.worker_id
     WHERE a.run_id = $1 AND a.ended_at IS NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    [runId],
  );
  if (!rows[0]) throw new Error(`nobody executes anything of run ${runId}`);
  return rows[0];
}

/** When the last attempt that a process held of a run was ended by others; the machine's clock in milliseconds. Null: none was yet. */
export async function takenBackAt({ db }: Hive, runId: string, workerId: string): Promise<number | null> {
  const { rows } = await db.query<{ at: number | null; open: number }>(
    `SELECT (extract(epoch FROM max(ended_at)) * 1000)::float8 AS at, count(*) FILTER (WHERE ended_at IS NULL)::int AS open
     FROM attempt WHERE run_id = $1 AND worker_id = $2`,
    [runId, workerId],
  );
  return rows[0]?.open === 0 ? rows[0].at : null;
}

/** Attempts of a run by how they ended. */
export async function attemptsOf({ db }: Hive, runId: string): Promise<Record<string, number>> {
  const { rows } = await db.query<{ status: string; n: number }>(
    'SELECT status, count(*)::int AS n FROM attempt WHERE run_id = $1 GROUP BY 1',
    [runId],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}
