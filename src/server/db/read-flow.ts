import { z } from 'zod';
import type { FleetProcess, QueueFlow } from '../core/fleet/queue-view.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

// What goes through the queue, and who takes from it.

const MINUTE_MS = 60_000;
/** Waits are those of first attempts of so long, the newest WAITS of them. */
const WAIT_MINUTES = 5;
const WAITS = 5_000;
/** Clocks of processes may differ by this much from the database's; ids carry the former. */
const CLOCK_SLACK_MS = 60_000;

const flowSchema = z.object({
  givenOut: z.number(),
  ended: z.number(),
  waitP50Ms: z.number().nullable(),
  waitP95Ms: z.number().nullable(),
  waits: z.number(),
});

/** The last minute, and how long tasks waited of late. */
export async function readFlow(db: Queryable): Promise<QueueFlow> {
  const from = Date.now() - WAIT_MINUTES * MINUTE_MS - CLOCK_SLACK_MS;
  const { rows } = await db.query({
    name: 'queue_flow',
    text: `WITH given AS MATERIALIZED (
        SELECT a.task_id, a.number, a.created_at FROM attempt a
        WHERE a.id >= $1 AND a.hedge_of IS NULL AND a.created_at >= clock_timestamp() - interval '${WAIT_MINUTES} minutes'
      ), waits AS (
        SELECT (extract(epoch FROM g.created_at - t.ready_at) * 1000)::float8 AS ms
        FROM (SELECT * FROM given WHERE number = 1 ORDER BY created_at DESC LIMIT ${WAITS}) g JOIN task t ON t.id = g.task_id WHERE t.ready_at <= g.created_at
      )
      SELECT (SELECT count(*)::int FROM given WHERE created_at >= clock_timestamp() - interval '1 minute') AS "givenOut",
        (SELECT count(*)::int FROM attempt WHERE ended_at >= clock_timestamp() - interval '1 minute' AND hedge_of IS NULL) AS ended,
        (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) FROM waits) AS "waitP50Ms",
        (SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) FROM waits) AS "waitP95Ms", (SELECT count(*)::int FROM waits) AS waits`,
    values: [firstIdAt(from)],
  });
  return flowSchema.parse(rows[0]);
}

/** Execution processes with a good lease, the oldest first, with what each executes. */
export async function readProcesses(db: Queryable): Promise<FleetProcess[]> {
  const { rows } = await db.query<FleetProcess>({
    name: 'fleet_processes',
    text: `SELECT w.id, w.host, w.pid, w.slots, w.version, w.started_at AS "startedAt",
        (SELECT count(*)::int FROM attempt a WHERE a.worker_id = w.id AND a.ended_at IS NULL) AS running
      FROM worker w WHERE w.ended_at IS NULL AND w.lease_expires_at > clock_timestamp() ORDER BY w.started_at, w.id LIMIT 200`,
    values: [],
  });
  return rows;
}

/** When each duty was run last; duties that never were are missing. */
export async function readDutyRuns(db: Queryable): Promise<{ now: Date; runs: Map<string, Date> }> {
  const { rows } = await db.query<{ now: Date; name: string | null; ranAt: Date }>({
    name: 'duty_runs',
    text: `SELECT clock_timestamp() AS now, d.name, d.ran_at AS "ranAt" FROM (SELECT 1) x LEFT JOIN duty d ON true`,
    values: [],
  });
  const [first] = rows;
  const runs = rows.flatMap(({ name, ranAt }): [string, Date][] => (name === null ? [] : [[name, ranAt]]));
  return { now: first?.now ?? new Date(0), runs: new Map(runs) };
}
