import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';

export interface DecisionRow {
  id: string;
  /** The task's row id; null for a dry run. */
  taskId: string | null;
  taskKey: string | null;
  taskName: string | null;
  runId: string | null;
  runName: string | null;
  agentId: string | null;
  agentName: string | null;
  score: number | null;
  strategy: string;
  record: JsonValue;
  createdAt: Date;
}

export async function findDecision(db: Database, id: string): Promise<DecisionRow | null> {
  const { rows } = await db.pool.query<DecisionRow>({
    name: 'decision_one',
    text: `SELECT d.id, d.task_id AS "taskId", t.key AS "taskKey", t.name AS "taskName", t.run_id AS "runId",
        (SELECT r.name FROM run r WHERE r.id = t.run_id) AS "runName", d.agent_id AS "agentId", g.name AS "agentName",
        d.score, d.strategy, d.record, d.created_at AS "createdAt"
      FROM decision d LEFT JOIN task t ON t.id = d.task_id LEFT JOIN agent g ON g.id = d.agent_id WHERE d.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}
