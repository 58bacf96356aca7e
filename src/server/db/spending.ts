import type { BudgetScope } from '../core/budget/budget.ts';
import type { Limit } from '../core/budget/budget-index.ts';
import type { QuarterSpend } from '../core/budget/forecast-spend.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// What work costs. Every call counts once, by its end: an attempt that came back, a judge's call, a call of the model for embeddings, which
// is of no run, workflow or agent and counts in the installation's budgets only. What ended up to the setting `spend_until` is folded into
// sums (spend by quarter of an hour, run_spend by run); what ended since is read from the calls themselves, so that nothing is missed and
// nothing counts twice. The sums stand far enough back that no slower commit is overtaken.

const UNTIL = 'spend_until';
/** A commit may be this much later than the end it records, milliseconds. */
const LAG_MS = 5_000;
/** Folded at once at most; after a pause the rest follows. Seconds. */
const STRETCH_S = 600;
/** A hold whose attempt was never placed is forgotten after this. Seconds. */
const STRAY_S = 60;

/** Attempts that count: what came back, and of what never did what was measured. */
const COUNTS = `a.started_at IS NOT NULL AND (a.status IN ('completed', 'failed') OR a.cost_usd IS NOT NULL)`;
/** What an attempt cost: measured, else as agreed with its agent. */
const ATTEMPTS = `SELECT a.run_id, a.task_id, a.agent_id, a.ended_at AS at, COALESCE(a.cost_usd, g.cost_per_task_usd) AS usd
  FROM attempt a JOIN agent g ON g.id = a.agent_id
  WHERE ${COUNTS} AND`;
const JUDGE_CALLS = `SELECT a.run_id, a.task_id, j.agent_id, j.ended_at AS at, COALESCE(j.cost_usd, g.cost_per_task_usd) AS usd
  FROM judge_call j JOIN attempt a ON a.id = j.attempt_id JOIN agent g ON g.id = j.agent_id WHERE`;
const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`;
const EMBEDDINGS = `SELECT NULL::uuid AS run_id, NULL::uuid AS task_id, ${NOBODY} AS agent_id, e.ended_at AS at, e.cost_usd AS usd, '' AS workflow_id
  FROM embedding_call e WHERE`;
const WORKFLOW = `CASE WHEN r.workflow_version_id IS NULL THEN '' ELSE r.workflow_id END`;
const SUMS = 'COALESCE(sum(usd), 0)::float8 AS usd, count(*)::int AS calls, (count(*) FILTER (WHERE usd IS NULL))::int AS unpriced';
const QUARTER = `date_bin('15 minutes', at, 'epoch')`;

const callsBetween = (low: string, high: string | null) => {
  const range = (ended: string) => `${ended} >= ${low}${high === null ? '' : ` AND ${ended} < ${high}`}`;
  return `SELECT c.*, ${WORKFLOW} AS workflow_id FROM (${ATTEMPTS} ${range('a.ended_at')} UNION ALL ${JUDGE_CALLS} ${range('j.ended_at')}) c
    JOIN run r ON r.id = c.run_id UNION ALL ${EMBEDDINGS} ${range('e.ended_at')}`;
};

const FOLD = `
WITH w AS MATERIALIZED (
  SELECT (value ->> 'at')::timestamptz AS low FROM setting WHERE name = '${UNTIL}' FOR UPDATE
), s AS MATERIALIZED (
  SELECT low, LEAST(low + interval '${STRETCH_S} seconds', date_trunc('milliseconds', clock_timestamp() - interval '${LAG_MS} ms')) AS high FROM w
), c AS MATERIALIZED (
  ${callsBetween('(SELECT low FROM s)', '(SELECT high FROM s)')}
), q AS (
  INSERT INTO spend (quarter, agent_id, workflow_id, cost_usd, calls, unpriced) SELECT ${QUARTER}, agent_id, workflow_id, ${SUMS} FROM c GROUP BY 1, 2, 3
  ON CONFLICT (quarter, agent_id, workflow_id) DO UPDATE SET cost_usd = spend.cost_usd + excluded.cost_usd, calls = spend.calls + excluded.calls,
    unpriced = spend.unpriced + excluded.unpriced
), r AS (
  INSERT INTO run_spend (run_id, cost_usd, calls, unpriced) SELECT run_id, ${SUMS} FROM c WHERE run_id IS NOT NULL GROUP BY 1
  ON CONFLICT (run_id) DO UPDATE SET cost_usd = run_spend.cost_usd + excluded.cost_usd, calls = run_spend.calls + excluded.calls,
    unpriced = run_spend.unpriced + excluded.unpriced
), h AS (
  DELETE FROM spend_hold h WHERE h.held_at < clock_timestamp() - interval '${STRAY_S} seconds'
    AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = h.attempt_id AND a.ended_at IS NULL)
)
UPDATE setting SET value = json_build_object('at', s.high), updated_at = clock_timestamp() FROM s WHERE setting.name = '${UNTIL}' AND s.high > s.low
RETURNING s.high < clock_timestamp() - interval '${2 * LAG_MS} ms' AS more`;

/** Folds the next stretch of calls. @returns whether there is more to fold now */
export async function foldSpend(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ more: boolean }>({ name: 'fold_spend', text: FOLD, values: [] });
  return rows[0]?.more ?? false;
}

/** What stands against a limit. */
interface SpendingSums {
  spentUsd: number;
  /** Expected of live attempts. */
  reservedUsd: number;
  calls: number;
  unpriced: number;
}

/** Sums that only a fold changes, of the limits of days and months. */
export interface FoldedSpend {
  /** Everything that ended before it is in the sums. */
  until: Date;
  /** By key of the limit. */
  sums: ReadonlyMap<string, Omit<SpendingSums, 'reservedUsd'>>;
}

/** What calls are summed for. */
type Asked = Pick<Limit, 'key' | 'scope' | 'subject' | 'window'>;

const limitRows = (limits: readonly Asked[]) =>
  JSON.stringify(
    limits.map(({ key, scope, subject, window }) => ({ key, scope, subject, since: window?.from ?? null, until: window?.to ?? null })),
  );

const ASKED =
  'b AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS x(key text, scope text, subject text, since timestamptz, until timestamptz))';
const OF_PERIOD = (x: string) =>
  `(b.scope = 'installation' OR (b.scope = 'workflow' AND ${x}.workflow_id = b.subject) OR (b.scope = 'agent' AND ${x}.agent_id::text = b.subject))`;

const FOLDED = `WITH ${ASKED}
SELECT b.key, w.until, COALESCE(sum(s.cost_usd), 0)::float8 AS "spentUsd", COALESCE(sum(s.calls), 0)::int AS calls, COALESCE(sum(s.unpriced), 0)::int AS unpriced
FROM (SELECT (value ->> 'at')::timestamptz AS until FROM setting WHERE name = '${UNTIL}') w
LEFT JOIN b ON true LEFT JOIN spend s ON s.quarter >= b.since AND s.quarter < b.until AND ${OF_PERIOD('s')}
GROUP BY 1, 2`;

/** @param limits of days and months */
export async function readFoldedSpend(db: Queryable, limits: readonly Asked[]): Promise<FoldedSpend> {
  const { rows } = await db.query<{ key: string | null; until: Date; spentUsd: number; calls: number; unpriced: number }>({
    name: 'spend_folded',
    text: FOLDED,
    values: [limitRows(limits)],
  });
  const sums = new Map(rows.flatMap(({ key, until: _, ...sum }) => (key === null ? [] : [[key, sum]])));
  return { until: rows[0]?.until ?? new Date(0), sums };
}

// A run's sums are read with the calls that are not in them yet, from one snapshot; those of days and months were read before, and
// the calls since then are added to them.
const SPENDING = `WITH ${ASKED}, w AS MATERIALIZED (
  SELECT (value ->> 'at')::timestamptz AS at FROM setting WHERE name = '${UNTIL}'
), c AS MATERIALIZED (
  ${callsBetween('LEAST($2::timestamptz, (SELECT at FROM w))', null)}
), cq AS MATERIALIZED (
  SELECT ${QUARTER} AS quarter, agent_id, workflow_id, ${SUMS} FROM c WHERE at >= $2 GROUP BY 1, 2, 3
), cr AS MATERIALIZED (
  SELECT run_id, ${SUMS} FROM c WHERE at >= (SELECT at FROM w) GROUP BY 1
), h AS MATERIALIZED (
  SELECT h.* FROM attempt a JOIN spend_hold h ON h.attempt_id = a.id WHERE a.ended_at IS NULL
), hq AS MATERIALIZED (
  SELECT agent_id, workflow_id, sum(cost_usd) AS usd FROM h GROUP BY 1, 2
)
SELECT b.key, x."spentUsd", x.calls, x.unpriced, COALESCE((SELECT sum(hq.usd) FROM hq WHERE ${OF_PERIOD('hq')}), 0)::float8 AS "reservedUsd"
FROM b, LATERAL (SELECT COALESCE(sum(usd), 0)::float8 AS "spentUsd", COALESCE(sum(calls), 0)::int AS calls, COALESCE(sum(unpriced), 0)::int AS unpriced
  FROM cq WHERE cq.quarter >= b.since AND cq.quarter < b.until AND ${OF_PERIOD('cq')}) x
WHERE b.scope NOT IN ('run', 'task')
UNION ALL
SELECT b.key, COALESCE(s.cost_usd, 0) + COALESCE(cr.usd, 0), COALESCE(s.calls, 0) + COALESCE(cr.calls, 0), COALESCE(s.unpriced, 0) + COALESCE(cr.unpriced, 0),
  COALESCE((SELECT sum(h.cost_usd) FROM h WHERE h.run_id = b.subject::uuid), 0)::float8
FROM (SELECT * FROM b WHERE scope = 'run' OFFSET 0) b LEFT JOIN run_spend s ON s.run_id = b.subject::uuid LEFT JOIN cr ON cr.run_id = b.subject::uuid
UNION ALL
SELECT b.key, x.usd, x.calls, x.unpriced, COALESCE((SELECT sum(h.cost_usd) FROM h WHERE h.task_id = b.subject::uuid), 0)::float8
FROM (SELECT * FROM b WHERE scope = 'task' OFFSET 0) b,
  LATERAL (SELECT ${SUMS} FROM (${ATTEMPTS} a.ended_at IS NOT NULL AND a.task_id = b.subject::uuid
    UNION ALL ${JUDGE_CALLS} j.ended_at IS NOT NULL AND a.task_id = b.subject::uuid) t) x`;

/** What stands against limits now, by key. @param folded of those of days and months, not older than a few seconds */
export async function readSpending(db: Queryable, limits: readonly Asked[], folded: FoldedSpend): Promise<Map<string, SpendingSums>> {
  const { rows } = await db.query<SpendingSums & { key: string }>({
    name: 'spending',
    text: SPENDING,
    values: [limitRows(limits), folded.until],
  });
  return new Map(
    rows.map(({ key, ...recent }) => {
      const before = folded.sums.get(key);
      if (before === undefined) return [key, recent];
      const calls = recent.calls + before.calls;
      return [key, { ...recent, calls, spentUsd: recent.spentUsd + before.spentUsd, unpriced: recent.unpriced + before.unpriced }];
    }),
  );
}

/** What a call is expected to cost, as long as it is under way. */
export interface HoldRow {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  workflowId: string | null;
  costUsd: number;
}

/** Reserves what calls are expected to cost; to be committed together with their placing. */
export async function writeHolds(db: Queryable, holds: readonly HoldRow[]): Promise<void> {
  if (holds.length === 0) return;
  await db.query({
    name: 'write_holds',
    text: `INSERT INTO spend_hold (attempt_id, task_id, run_id, agent_id, workflow_id, cost_usd, held_at)
      SELECT x."attemptId", x."taskId", x."runId", x."agentId", COALESCE(x."workflowId", ''), x."costUsd", clock_timestamp()
      FROM json_to_recordset($1::json) AS x("attemptId" uuid, "taskId" uuid, "runId" uuid, "agentId" uuid, "workflowId" text, "costUsd" float8)`,
    values: [JSON.stringify(holds)],
  });
}

/** What was reserved for attempts that go to other agents is reserved for those that follow them. */
export async function moveHolds(
  db: Queryable,
  moves: readonly { attemptId: string; to: { attemptId: string; agentId: string } | null }[],
): Promise<void> {
  await db.query({
    name: 'move_holds',
    text: `INSERT INTO spend_hold (attempt_id, task_id, run_id, agent_id, workflow_id, cost_usd, held_at)
      SELECT x.new_id, h.task_id, h.run_id, x.agent_id, h.workflow_id, h.cost_usd, clock_timestamp()
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS x(old_id, new_id, agent_id) JOIN spend_hold h ON h.attempt_id = x.old_id WHERE x.new_id IS NOT NULL`,
    values: [
      bareArray(moves.map(({ attemptId }) => attemptId)),
      bareArray(moves.map(({ to }) => to?.attemptId ?? null)),
      bareArray(moves.map(({ to }) => to?.agentId ?? null)),
    ],
  });
}

/** What is reserved for an attempt, US dollars. */
export async function readHold(db: Queryable, attemptId: string): Promise<number> {
  const text = 'SELECT cost_usd AS "costUsd" FROM spend_hold WHERE attempt_id = $1';
  return (await db.query<{ costUsd: number }>({ name: 'read_hold', text, values: [attemptId] })).rows[0]?.costUsd ?? 0;
}

/** Reserves more, or less, for a call under way. */
export async function changeHold(db: Queryable, attemptId: string, costUsd: number): Promise<void> {
  await db.query({ name: 'change_hold', text: 'UPDATE spend_hold SET cost_usd = $2 WHERE attempt_id = $1', values: [attemptId, costUsd] });
}

const HISTORY = `WITH ${ASKED}
SELECT b.key, (extract(epoch FROM x.quarter) * 1000)::float8 AS at, sum(x.usd)::float8 AS usd
FROM b JOIN (
  SELECT quarter, agent_id, workflow_id, cost_usd AS usd FROM spend WHERE quarter >= $2
  UNION ALL
  SELECT ${QUARTER}, agent_id, workflow_id, usd FROM (${callsBetween(`(SELECT (value ->> 'at')::timestamptz FROM setting WHERE name = '${UNTIL}')`, null)}) c
  WHERE at >= $2 AND usd IS NOT NULL
) x ON ${OF_PERIOD('x')}
GROUP BY 1, 2`;

/** What was spent quarter by quarter since then, by key of the limit. @param limits of days and months */
export async function readSpendHistory(db: Queryable, limits: readonly Asked[], since: Date): Promise<Map<string, QuarterSpend[]>> {
  const { rows } = await db.query<QuarterSpend & { key: string }>({
    name: 'spend_history',
    text: HISTORY,
    values: [limitRows(limits), since],
  });
  const history = new Map<string, QuarterSpend[]>();
  for (const { key, at, usd } of rows) history.set(key, [...(history.get(key) ?? []), { at, usd }]);
  return history;
}

/** A call that counts against a limit. */
export interface SpentCall {
  /** Of the attempt, of the judge's call, or of the call of the model for embeddings. */
  id: string;
  judge: boolean;
  /** The model for embeddings that was called, for what agents remember; null: an agent was called, and the names that follow are known. */
  embeddingModel: string | null;
  runId: string | null;
  taskId: string | null;
  taskKey: string | null;
  taskName: string | null;
  agentId: string | null;
  agentName: string | null;
  endedAt: Date;
  /** Null: nobody knows. */
  costUsd: number | null;
  /** Measured; else it is the price agreed with the agent. */
  measured: boolean;
}

/** Whose calls count. `agent` is the column of whoever was called. */
const COUNTING: Readonly<Record<BudgetScope, (agent: string) => string>> = {
  installation: () => `$1 = ''`,
  workflow: () => `${WORKFLOW} = $1`,
  agent: (agent) => `${agent} = $1::uuid`,
  run: () => 't.run_id = $1::uuid',
  task: () => 't.id = $1::uuid',
};

const embeddings = (during: string) => `
  UNION ALL
  SELECT e.id, false, e.model, NULL, NULL, NULL, NULL, NULL, NULL, e.ended_at, e.cost_usd, e.cost_usd IS NOT NULL FROM embedding_call e WHERE ${during}`;

const callsOf = (scope: BudgetScope) => {
  const during = (ended: string) =>
    `${ended} >= COALESCE($2::timestamptz, '-infinity') AND ${ended} < COALESCE($3::timestamptz, 'infinity')`;
  const columns = 'a.run_id AS "runId", a.task_id AS "taskId", t.key AS "taskKey", t.name AS "taskName"';
  return `SELECT * FROM (
  SELECT a.id, false AS judge, NULL::text AS "embeddingModel", ${columns}, a.agent_id AS "agentId", g.name AS "agentName", a.ended_at AS "endedAt",
    COALESCE(a.cost_usd, g.cost_per_task_usd) AS "costUsd", a.cost_usd IS NOT NULL AS measured
  FROM attempt a JOIN task t ON t.id = a.task_id JOIN run r ON r.id = a.run_id JOIN agent g ON g.id = a.agent_id
  WHERE ${COUNTS} AND ${COUNTING[scope]('a.agent_id')} AND ${during('a.ended_at')}
  UNION ALL
  SELECT j.id, true, NULL, ${columns}, j.agent_id, g.name, j.ended_at, COALESCE(j.cost_usd, g.cost_per_task_usd), j.cost_usd IS NOT NULL
  FROM judge_call j JOIN attempt a ON a.id = j.attempt_id JOIN task t ON t.id = a.task_id JOIN run r ON r.id = a.run_id JOIN agent g ON g.id = j.agent_id
  WHERE ${COUNTING[scope]('j.agent_id')} AND ${during('j.ended_at')}${scope === 'installation' ? embeddings(during('e.ended_at')) : ''}
) x WHERE $4::timestamptz IS NULL OR (x."endedAt", x.id) < ($4, $5::uuid) ORDER BY x."endedAt" DESC, x.id DESC LIMIT $6`;
};

/** The calls behind a limit's number, the last one first. @param page.after the last one seen */
export async function listSpentCalls(
  db: Queryable,
  { scope, subject, window }: Pick<Limit, 'scope' | 'subject' | 'window'>,
  page: { limit: number; after: { at: Date; id: string } | null },
): Promise<SpentCall[]> {
  const { rows } = await db.query<SpentCall>({
    name: `spent_calls_${scope}`,
    text: callsOf(scope),
    values: [subject ?? '', window?.from ?? null, window?.to ?? null, page.after?.at ?? null, page.after?.id ?? null, page.limit],
  });
  return rows;
}
