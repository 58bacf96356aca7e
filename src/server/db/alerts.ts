import { z } from 'zod';
import {
  ALERT_KINDS,
  ALERT_SEVERITIES,
  type AlertCause,
  type AlertKind,
  type AlertView,
  COUNT_LIMIT,
  type Shortage,
} from '../core/alert/alert.ts';
import type { JsonObject } from '../core/json.ts';
import { TELL } from './alert-deliveries.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** Gates told of at most; more than that is one problem, and a page of it is enough. */
const GATE_LIMIT = 200;

// One step of the index per gate, and at most COUNT_LIMIT + 1 more at a gate where nobody can take what waits: what is parked elsewhere, or
// beyond that, costs nothing.
const SHORTAGES = `
WITH RECURSIVE gate AS (
  (SELECT park_key FROM task WHERE park_key IS NOT NULL ORDER BY park_key LIMIT 1)
  UNION ALL
  SELECT (SELECT t.park_key FROM task t WHERE t.park_key > gate.park_key ORDER BY t.park_key LIMIT 1) FROM gate WHERE gate.park_key IS NOT NULL
)
SELECT g.park_key AS "gateKey", f.run_id AS "runId", f.key AS "taskKey", f.ready_at AS since, COALESCE(f.wait_detail, '') AS reason,
  (SELECT count(*)::int FROM (SELECT 1 FROM task t WHERE t.park_key = g.park_key LIMIT ${COUNT_LIMIT + 1}) c) AS waiting
FROM gate g, LATERAL (SELECT * FROM task t WHERE t.park_key = g.park_key ORDER BY t.park_rank LIMIT 1) f
WHERE g.park_key LIKE 'demand:%' AND f.wait_reason = 'no_capable_agent' AND f.ready_at <= clock_timestamp() - $1 * interval '1 ms' LIMIT ${GATE_LIMIT}`;

/** The gates where the first in line has waited for at least so long because no agent is capable. */
export async function readShortages(db: Queryable, leastWaitMs: number): Promise<Shortage[]> {
  const { rows } = await db.query<Shortage>({ name: 'read_shortages', text: SHORTAGES, values: [leastWaitMs] });
  return rows;
}

const RECONCILE = `
WITH c AS MATERIALIZED (
  SELECT * FROM json_to_recordset($2::json) AS x(id uuid, subject text, severity text, message text, detail json)
), closed AS (
  UPDATE alert SET closed_at = clock_timestamp()
  WHERE kind = $1 AND closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM c WHERE c.subject = alert.subject) RETURNING id, severity
), opened AS (
  INSERT INTO alert (id, kind, subject, severity, message, detail, opened_at)
  SELECT id, $1, subject, severity, message, detail, clock_timestamp() FROM c
  ON CONFLICT (kind, subject) WHERE closed_at IS NULL
  DO UPDATE SET severity = EXCLUDED.severity, message = EXCLUDED.message, detail = EXCLUDED.detail
  WHERE (alert.severity, alert.message, alert.detail::text) IS DISTINCT FROM (EXCLUDED.severity, EXCLUDED.message, EXCLUDED.detail::text)
  RETURNING id, severity, xmax = 0 AS fresh
), told AS (
  SELECT id AS alert_id, 'opened' AS event, severity FROM opened WHERE fresh UNION ALL SELECT id, 'closed', severity FROM closed
), deliveries AS (
  ${TELL}
)
SELECT (SELECT count(*)::int FROM closed) + (SELECT count(*)::int FROM opened) AS changed`;

/**
 * Makes the open alerts of a kind those of the causes that stand now: opens, brings up to date, closes. Receivers are told of both by what
 * is stored in the same statement.
 * @returns how many changed
 */
export async function reconcileAlerts(db: Queryable, kind: AlertKind, causes: (AlertCause & { id: string })[]): Promise<number> {
  const { rows } = await db.query<{ changed: number }>({
    name: 'reconcile_alerts',
    text: RECONCILE,
    values: [kind, JSON.stringify(causes)],
  });
  return rows[0]?.changed ?? 0;
}

type AlertRow = Omit<AlertView, 'acknowledgedByName'>;
type StoredAlert = Awaited<ReturnType<Database['prisma']['alert']['findMany']>>[number];

const alertOf = (row: StoredAlert): AlertRow => ({
  ...row,
  kind: z.enum(ALERT_KINDS).parse(row.kind),
  severity: z.enum(ALERT_SEVERITIES).parse(row.severity),
  detail: row.detail as JsonObject,
});

/** Newest first; `before` is the id of the last one seen, `open` null takes both. */
export async function listAlertRows(
  db: Database,
  page: { limit: number; before: string | null; open: boolean | null },
): Promise<AlertRow[]> {
  // Ids are UUID v7: their order is that of time.
  const rows = await db.prisma.alert.findMany({
    where: {
      ...(page.before !== null && { id: { lt: page.before } }),
      ...(page.open !== null && { closedAt: page.open ? null : { not: null } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map(alertOf);
}

export async function findAlert(db: Database, id: string): Promise<AlertRow | null> {
  const row = await db.prisma.alert.findUnique({ where: { id } });
  return row && alertOf(row);
}

/** Whether this was the first acknowledgement, of an alert that is still open. */
export async function storeAcknowledgement(db: Queryable, id: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'acknowledge_alert',
    text: `UPDATE alert SET acknowledged_by = $2, acknowledged_at = clock_timestamp()
      WHERE id = $1 AND acknowledged_at IS NULL AND closed_at IS NULL`,
    values: [id, by],
  });
  return rowCount === 1;
}
