import type pg from 'pg';
import type { WaitReason } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import { type GrantRow, writeGrants } from './breaker-grants.ts';
import { FLEET_HELD } from './restraints.ts';

// The write of a dispatch pass: attempts, decisions, task states, parkings and events in one statement, then COMMIT, sent together.
// Lock order, as in every writer: runs by id, then tasks, then attempts.

export type PassConnection = pg.ClientBase;

export interface PlacementRow {
  taskId: string;
  runId: string;
  agentId: string;
  /** Also the id of the decision. */
  attemptId: string;
  /** The process that will execute it; null for pull agents, which claim it. */
  workerId: string | null;
  score: number;
  strategy: string;
  /** Decision record as JSON text. */
  recordText: string;
}

export interface ParkingRow {
  taskId: string;
  runId: string;
  /** Gate to wait at. */
  gateKey: string;
  reason: WaitReason;
  detail: string;
}

/** A placement that held: its task was still ready and its run running when the locks were taken. */
export interface Placed {
  attemptId: string;
  fence: number;
}

const PLACE = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::real[], string_to_array($7, E'\\x1e', ''), string_to_array($8, E'\\x1e', ''))
    WITH ORDINALITY AS x(task_id, run_id, agent_id, attempt_id, worker_id, score, strategy, record, ord)
), k AS MATERIALIZED (
  SELECT * FROM unnest($9::uuid[], $10::uuid[], string_to_array($11, E'\\x1e', ''), string_to_array($12, E'\\x1e', ''), string_to_array($13, E'\\x1e', ''))
    WITH ORDINALITY AS x(task_id, run_id, gate_key, reason, detail, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($14::uuid[]) ORDER BY id FOR NO KEY UPDATE
), t AS (
  UPDATE task SET status = 'assigned', fence = task.fence + 1, queue_rank = NULL, park_key = NULL, park_rank = NULL, wait_reason = NULL, wait_detail = NULL
  FROM i JOIN l ON l.id = i.run_id AND l.status = 'running'
  WHERE task.id = i.task_id AND task.status = 'ready' AND NOT ${FLEET_HELD}
  RETURNING task.id, task.run_id, task.fence, i.agent_id, i.attempt_id, i.worker_id, i.score, i.strategy, i.record, i.ord
), p AS (
  UPDATE task SET queue_rank = NULL, park_key = k.gate_key, park_rank = COALESCE(task.park_rank, task.queue_rank), wait_reason = k.reason, wait_detail = k.detail
  FROM k JOIN l ON l.id = k.run_id AND l.status = 'running'
  WHERE task.id = k.task_id AND task.status = 'ready' AND (task.queue_rank IS NOT NULL OR task.park_rank IS NOT NULL)
  RETURNING task.id, task.run_id, k.reason, k.detail, k.ord
), a AS (
  INSERT INTO attempt (id, task_id, run_id, agent_id, worker_id, number, fence, status, created_at)
  SELECT attempt_id, id, run_id, agent_id, worker_id, fence, fence, 'assigned', clock_timestamp() FROM t
), d AS (
  INSERT INTO decision (id, task_id, agent_id, score, strategy, record, created_at, routed_ms)
  SELECT attempt_id, id, agent_id, score, strategy, record::json, clock_timestamp(), $15::real FROM t
), ev AS (
  SELECT run_id, id AS task_id, attempt_id, 'task.assigned' AS type, ord, ('{"agent_id":"' || agent_id || '"}')::json AS data FROM t
  UNION ALL
  SELECT run_id, id, NULL, 'task.waiting', 1000000 + ord, json_build_object('reason', reason, 'detail', detail) FROM p
), n AS (
  SELECT run_id, count(*)::int AS n FROM ev GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data)
  SELECT ev.run_id, r.base + row_number() OVER (PARTITION BY ev.run_id ORDER BY ev.ord), ev.task_id, ev.attempt_id, ev.type, clock_timestamp(), ev.data
  FROM ev JOIN r ON r.id = ev.run_id
)
SELECT attempt_id AS "attemptId", fence FROM t`;

export interface PassRows {
  placements: PlacementRow[];
  parkings: ParkingRow[];
  grants?: readonly GrantRow[];
  /** How long the batch took to route; null when it was not measured. */
  routedMs?: number | null;
}

/**
 * Ends the pass that readQueue opened. Only what it returns was placed.
 * @param grants of breakers that have been open once; most passes have none
 */
export async function placeAttempts(
  connection: pg.ClientBase,
  { placements, parkings, grants = [], routedMs = null }: PassRows,
): Promise<Placed[]> {
  const runIds = [...new Set([...placements, ...parkings].map((row) => row.runId))];
  const [placed] = await Promise.all([
    connection.query<Placed>({
      name: 'place_attempts',
      text: PLACE,
      values: [
        bareArray(placements.map((row) => row.taskId)),
        bareArray(placements.map((row) => row.runId)),
        bareArray(placements.map((row) => row.agentId)),
        bareArray(placements.map((row) => row.attemptId)),
        bareArray(placements.map((row) => row.workerId)),
        bareArray(placements.map((row) => row.score)),
        joinedTexts(placements.map((row) => row.strategy)),
        joinedTexts(placements.map((row) => row.recordText)),
        bareArray(parkings.map((row) => row.taskId)),
        bareArray(parkings.map((row) => row.runId)),
        joinedTexts(parkings.map((row) => row.gateKey)),
        joinedTexts(parkings.map((row) => row.reason)),
        joinedTexts(parkings.map((row) => row.detail)),
        bareArray(runIds),
        routedMs,
      ],
    }),
    grants.length === 0 ? null : writeGrants(connection, grants),
    connection.query('COMMIT'),
  ]);
  return placed.rows;
}

/** Ends a pass that has nothing to write. */
export async function rollbackPass(connection: PassConnection): Promise<void> {
  await connection.query('ROLLBACK');
}
