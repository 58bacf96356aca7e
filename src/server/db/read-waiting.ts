import { z } from 'zod';
import type { WaitingGroup } from '../core/fleet/queue-view.ts';
import { WAIT_REASONS } from '../core/task/state.ts';
import type { Queryable } from './queryable.ts';

/** Waiting tasks that are looked at. */
const COUNTED = 50_000;

const groupSchema = z.object({
  reason: z.enum([...WAIT_REASONS, 'queued']),
  detail: z.string().nullable(),
  capabilities: z.array(z.string()),
  tasks: z.number(),
  runs: z.number(),
  oldestAt: z.date(),
  oldestRunId: z.uuid(),
});

// Only what partial indexes hold: queued, parked, due later, under review. Tasks that wait for others in their run are not here.
const WAITING = `SELECT run_id, wait_reason, wait_detail, spec, ready_at FROM task
    WHERE queue_rank IS NOT NULL OR park_key IS NOT NULL OR available_at IS NOT NULL
  UNION ALL SELECT t.run_id, t.wait_reason, t.wait_detail, t.spec, v.opened_at FROM review v
    JOIN task t ON t.id = v.task_id WHERE v.verdict IS NULL AND t.status = 'waiting'`;

/** What waits, oldest first, grouped by reason and demands. */
export async function readWaiting(db: Queryable): Promise<{ groups: WaitingGroup[]; complete: boolean }> {
  const { rows } = await db.query<{ counted: number }>({
    name: 'read_waiting',
    text: `WITH w AS MATERIALIZED (SELECT * FROM (${WAITING}) x LIMIT ${COUNTED + 1})
      SELECT coalesce(wait_reason, 'queued') AS reason, min(wait_detail) AS detail, (spec->'requiredCapabilities')::text::jsonb AS capabilities,
        count(*)::int AS tasks, count(DISTINCT run_id)::int AS runs, coalesce(min(ready_at), clock_timestamp()) AS "oldestAt",
        (array_agg(run_id ORDER BY ready_at NULLS LAST))[1] AS "oldestRunId", (SELECT count(*)::int FROM w) AS counted
      FROM w GROUP BY 1, 3 ORDER BY 6`,
    values: [],
  });
  return { groups: rows.map((row) => groupSchema.parse(row)), complete: (rows[0]?.counted ?? 0) <= COUNTED };
}

/** Live attempts: given to somebody and not begun, and running. */
export async function readLiveTotals(db: Queryable): Promise<{ assigned: number; running: number }> {
  const { rows } = await db.query<{ assigned: number; running: number }>({
    name: 'read_live_totals',
    text: `SELECT count(*) FILTER (WHERE worker_id IS NULL AND status = 'assigned')::int AS assigned,
        count(*) FILTER (WHERE worker_id IS NOT NULL OR status = 'running')::int AS running
      FROM attempt WHERE ended_at IS NULL`,
    values: [],
  });
  return rows[0] ?? { assigned: 0, running: 0 };
}
