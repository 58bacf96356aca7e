import type { AttemptStatus } from '../core/task/state.ts';
import type { Database } from './client.ts';
import { firstIdAt } from './read-metrics.ts';
import { LOOKED_THROUGH } from './routing-reports.ts';

/** A decision in a list: what is asked of every row, without its record. */
export interface DecisionSummary {
  id: string;
  createdAt: Date;
  /** Null for a dry run, as everything of the task and the attempt. */
  taskId: string | null;
  taskKey: string | null;
  taskType: string | null;
  runId: string | null;
  agentId: string | null;
  agentName: string | null;
  strategy: string;
  score: number | null;
  /** Score of the best other candidate; null when there was none. */
  nextScore: number | null;
  /** Agents that could have taken it. */
  total: number;
  explored: boolean;
  /** Free agents that were set back, because they were expected to end it much later. */
  setBack: number;
  /** Null in records of before probabilities were kept. */
  propensity: number | null;
  model: number | null;
  /** Expected probability of success, and how many outcomes stood behind it. */
  predictedSuccess: number | null;
  samples: number | null;
  status: AttemptStatus | null;
  verification: string | null;
}

export interface DecisionFilter {
  taskType?: string | undefined;
  agentId?: string | undefined;
  strategy?: string | undefined;
  explored?: boolean | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Clocks of processes may differ by this much from the database's; ids carry the former. */
const CLOCK_SLACK_MS = 60_000;

/** Up to `limit` decisions, newest first, older than the id `after`, found among the next 20,000. */
export async function listDecisionRows(
  db: Database,
  filter: DecisionFilter,
  page: { limit: number; after: string | null },
): Promise<DecisionSummary[]> {
  const { rows } = await db.pool.query<DecisionSummary>({
    name: 'decision_list',
    text: `SELECT d.id, d.created_at AS "createdAt", d.task_id AS "taskId", t.key AS "taskKey", t.task_type AS "taskType", t.run_id AS "runId",
        d.agent_id AS "agentId", (SELECT g.name FROM agent g WHERE g.id = d.agent_id) AS "agentName", d.strategy, d.score,
        (d.record #>> '{candidates,1,1}')::float8 AS "nextScore", (d.record ->> 'total')::int AS total,
        COALESCE((d.record ->> 'explored')::boolean, false) AS explored,
        COALESCE((d.record #>> '{late,count}')::int, 0) AS "setBack", (d.record ->> 'propensity')::float8 AS propensity,
        (d.record ->> 'model')::int AS model, (d.record #>> '{predicted,success,0}')::float8 AS "predictedSuccess",
        (d.record #>> '{predicted,success,3}')::float8 AS samples, a.status, a.verification
      FROM (SELECT * FROM decision WHERE ($1::uuid IS NULL OR id < $1) AND ($7::uuid IS NULL OR id >= $7) AND ($8::uuid IS NULL OR id < $8)
          AND ($9::timestamptz IS NULL OR created_at >= $9) AND ($10::timestamptz IS NULL OR created_at < $10) ORDER BY id DESC LIMIT ${LOOKED_THROUGH}) d
      LEFT JOIN task t ON t.id = d.task_id LEFT JOIN attempt a ON a.id = d.id
      WHERE ($2::text IS NULL OR t.task_type = $2) AND ($3::uuid IS NULL OR d.agent_id = $3) AND ($4::text IS NULL OR d.strategy = $4)
        AND ($5::boolean IS NULL OR COALESCE((d.record ->> 'explored')::boolean, false) = $5)
      ORDER BY d.id DESC LIMIT $6`,
    values: [
      page.after,
      filter.taskType ?? null,
      filter.agentId ?? null,
      filter.strategy ?? null,
      filter.explored ?? null,
      page.limit,
      filter.from === undefined ? null : firstIdAt(filter.from.getTime() - CLOCK_SLACK_MS),
      filter.to === undefined ? null : firstIdAt(filter.to.getTime() + CLOCK_SLACK_MS),
      filter.from ?? null,
      filter.to ?? null,
    ],
  });
  return rows;
}

/** A type of recent tasks. */
export interface RecentTaskType {
  taskType: string;
  /** Of the newest of them. */
  requiredCapabilities: string[];
}

/** The types of recent tasks, by name. */
export async function recentTaskTypes(db: Database): Promise<RecentTaskType[]> {
  const { rows } = await db.pool.query<RecentTaskType>({
    name: 'decision_types',
    text: `SELECT DISTINCT ON (t.task_type) t.task_type AS "taskType", t.spec -> 'requiredCapabilities' AS "requiredCapabilities"
      FROM (SELECT id, task_id FROM decision ORDER BY id DESC LIMIT 2000) d JOIN task t ON t.id = d.task_id
      ORDER BY t.task_type, d.id DESC LIMIT 200`,
    values: [],
  });
  return rows;
}
