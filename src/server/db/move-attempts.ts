import type pg from 'pg';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Database } from './client.ts';
import { underPassLock } from './pass-lock.ts';
import { moveHolds } from './spending.ts';

// Moves attempts that nobody has begun from one pull agent to another, or back into the queue. The fleet's pass lock is held from the
// count of free slots to the commit, so that dispatch and moves never fill the same slot twice. Lock order below it, as in every writer:
// runs by id, then tasks, then attempts.
//
// Only agents that pull hold attempts unbegun: what a process of ours executes may have started although its row does not say so yet.

/** An assigned attempt that its pull agent has not claimed. */
export interface UnclaimedAttempt {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  fence: number;
  specText: string;
  /** Agents that may be at work for its run. */
  maxAgents: number;
}

const READ_RUN_AGENTS = `SELECT DISTINCT run_id AS "runId", agent_id AS "agentId" FROM attempt WHERE ended_at IS NULL`;

const READ_UNCLAIMED = `SELECT a.id AS "attemptId", a.task_id AS "taskId", a.run_id AS "runId", a.agent_id AS "agentId", a.fence, t.spec::text AS "specText",
  r.max_agents AS "maxAgents"
FROM attempt a JOIN task t ON t.id = a.task_id JOIN agent g ON g.id = a.agent_id JOIN run r ON r.id = a.run_id
WHERE a.ended_at IS NULL AND a.worker_id IS NULL AND a.status = 'assigned' AND a.lease_expires_at IS NULL AND NOT a.cancel_requested
  AND g.kind = 'worker' AND t.status = 'assigned' AND t.fence = a.fence AND ($1::uuid IS NULL OR a.agent_id = $1)
ORDER BY a.created_at DESC, a.id DESC LIMIT $2`;

/** One attempt to move. */
export interface MoveRow {
  attemptId: string;
  taskId: string;
  runId: string;
  fence: number;
  /** The agent that gets it and the id of its attempt; null: the task goes back into the queue. */
  to: { agentId: string; attemptId: string; score: number; recordText: string } | null;
}

const RANK = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms`;
const BACK = 'b.new_id IS NULL';

const MOVE = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::uuid[], $6::uuid[], $7::real[], string_to_array($8, E'\\x1e', ''))
    WITH ORDINALITY AS x(old_id, task_id, run_id, fence, new_id, agent_id, score, record, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($9::uuid[]) ORDER BY id FOR NO KEY UPDATE
), b AS MATERIALIZED (
  SELECT i.*, l.status AS run_status FROM i JOIN l ON l.id = i.run_id WHERE l.status IN ('running', 'paused')
), t AS (
  UPDATE task SET fence = task.fence + CASE WHEN ${BACK} THEN 0 ELSE 1 END, status = CASE WHEN ${BACK} THEN 'ready' ELSE 'assigned' END,
    ready_at = CASE WHEN ${BACK} THEN clock_timestamp() ELSE task.ready_at END,
    queue_rank = CASE WHEN ${BACK} AND b.run_status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN ${BACK} AND b.run_status = 'paused' THEN 'paused:' || b.run_id END,
    park_rank = CASE WHEN ${BACK} AND b.run_status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN ${BACK} AND b.run_status = 'paused' THEN 'paused' END
  FROM b WHERE task.id = b.task_id AND task.fence = b.fence AND task.status = 'assigned'
  RETURNING task.id, task.run_id, task.fence, b.old_id, b.new_id, b.agent_id, b.score, b.record, b.ord
), o AS (
  UPDATE attempt SET status = 'returned', ended_at = clock_timestamp() FROM t WHERE attempt.id = t.old_id AND attempt.ended_at IS NULL
), a AS (
  INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at)
  SELECT new_id, id, run_id, agent_id, fence, fence, 'assigned', clock_timestamp() FROM t WHERE new_id IS NOT NULL
), d AS (
  INSERT INTO decision (id, task_id, agent_id, score, strategy, record, created_at)
  SELECT new_id, id, agent_id, score, 'load_balanced', record::json, clock_timestamp() FROM t WHERE new_id IS NOT NULL
), ev AS (
  SELECT run_id, id AS task_id, old_id AS attempt_id, 'task.returned' AS type, ord * 2 AS place,
    json_build_object('reason', 'rebalanced', 'to_agent_id', agent_id) AS data FROM t
  UNION ALL
  SELECT run_id, id, new_id, 'task.assigned', ord * 2 + 1, json_build_object('agent_id', agent_id, 'moved_from', old_id) FROM t WHERE new_id IS NOT NULL
), n AS (
  SELECT run_id, count(*)::int AS n FROM ev GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data)
  SELECT ev.run_id, r.base + row_number() OVER (PARTITION BY ev.run_id ORDER BY ev.place), ev.task_id, ev.attempt_id, ev.type, clock_timestamp(), ev.data
  FROM ev JOIN r ON r.id = ev.run_id
)
SELECT old_id AS id FROM t`;

async function writeMoves(client: pg.ClientBase, moves: MoveRow[]): Promise<Set<string>> {
  if (moves.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: 'move_attempts',
    text: MOVE,
    values: [
      bareArray(moves.map((move) => move.attemptId)),
      bareArray(moves.map((move) => move.taskId)),
      bareArray(moves.map((move) => move.runId)),
      bareArray(moves.map((move) => move.fence)),
      bareArray(moves.map((move) => move.to?.attemptId ?? null)),
      bareArray(moves.map((move) => move.to?.agentId ?? null)),
      bareArray(moves.map((move) => move.to?.score ?? null)),
      joinedTexts(moves.map((move) => move.to?.recordText ?? null)),
      bareArray([...new Set(moves.map((move) => move.runId))]),
    ],
  });
  await moveHolds(client, moves);
  return new Set(rows.map((row) => row.id));
}

/** What a plan of moves is made from and written through: one transaction under the pass lock. */
export interface MovePass {
  /** Newest first: the oldest is the next to be claimed. */
  readUnclaimed(agentId: string | null, limit: number): Promise<UnclaimedAttempt[]>;
  /** Who is at work for each run. */
  readRunAgents(): Promise<Map<string, Set<string>>>;
  /** Statements inside the transaction. */
  query: pg.ClientBase;
  /** Answers the attempts that were still unclaimed under their fence, and have moved. */
  write(moves: MoveRow[]): Promise<Set<string>>;
}

/** Runs `act` with the pass lock held; commits when it returns, rolls back when it throws. */
export function inMovePass<T>(db: Database, act: (pass: MovePass) => Promise<T>): Promise<T> {
  return underPassLock(db, (client) =>
    act({
      readUnclaimed: async (agentId, limit) =>
        (await client.query<UnclaimedAttempt>({ name: 'read_unclaimed', text: READ_UNCLAIMED, values: [agentId, limit] })).rows,
      readRunAgents: async () => {
        const { rows } = await client.query<{ runId: string; agentId: string }>({
          name: 'read_run_agents',
          text: READ_RUN_AGENTS,
          values: [],
        });
        const agents = new Map<string, Set<string>>();
        for (const { runId, agentId } of rows) agents.set(runId, (agents.get(runId) ?? new Set()).add(agentId));
        return agents;
      },
      query: client,
      write: (moves) => writeMoves(client, moves),
    }),
  );
}
