import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** What one outcome, or the sum of several, adds to an agent's history at a task type. A verdict that comes later takes back what was believed. */
export interface StatDelta {
  agentId: string;
  taskType: string;
  attempts: number;
  /** Results that were not rejected. */
  successes: number;
  durationMs: number;
  costUsd: number;
  /** Attempts whose cost was measured. */
  costCount: number;
  /** Attempts that gave a result, whatever was thought of it. */
  returned: number;
  /** Of the results that had a contract to meet; what nobody could check counts in neither. */
  verified: number;
  rejected: number;
  qualitySum: number;
  qualityCount: number;
}

type Count = Exclude<keyof StatDelta, 'agentId' | 'taskType'>;

/** Every sum with its column. */
export const STAT_COLUMNS: readonly (readonly [Count, column: string, type: 'int' | 'float8'])[] = [
  ['attempts', 'attempts', 'int'],
  ['successes', 'successes', 'int'],
  ['durationMs', 'duration_ms_sum', 'float8'],
  ['costUsd', 'cost_usd_sum', 'float8'],
  ['costCount', 'cost_count', 'int'],
  ['returned', 'returned', 'int'],
  ['verified', 'verified', 'int'],
  ['rejected', 'rejected', 'int'],
  ['qualitySum', 'quality_sum', 'float8'],
  ['qualityCount', 'quality_count', 'int'],
];

/** Adds `more` to `sum` in place. */
export function addDelta(sum: StatDelta, more: StatDelta): void {
  for (const [name] of STAT_COLUMNS) sum[name] += more[name];
}

const COLUMNS = STAT_COLUMNS.map(([, column]) => column);
const ADD_STATS = `INSERT INTO agent_stat (agent_id, task_type, ${COLUMNS.join(', ')}, updated_at)
  SELECT x.agent_id, x.task_type, ${COLUMNS.map((column) => `x.${column}`).join(', ')}, clock_timestamp()
  FROM unnest($1::uuid[], $2::text[], ${STAT_COLUMNS.map(([, , type], at) => `$${at + 3}::${type}[]`).join(', ')})
    AS x(agent_id, task_type, ${COLUMNS.join(', ')})
  ORDER BY 1, 2
  ON CONFLICT (agent_id, task_type) DO UPDATE SET ${COLUMNS.map((column) => `${column} = agent_stat.${column} + excluded.${column}`).join(', ')},
    updated_at = CASE WHEN excluded.attempts > 0 THEN excluded.updated_at ELSE agent_stat.updated_at END`;

/** Adds measured outcomes to the agents' history. Sorted, so that two processes cannot block one another. */
export async function addStats(pool: Queryable, deltas: StatDelta[]): Promise<void> {
  await pool.query({
    name: 'add_stats',
    text: ADD_STATS,
    values: [
      bareArray(deltas.map((delta) => delta.agentId)),
      deltas.map((delta) => delta.taskType),
      ...STAT_COLUMNS.map(([name]) => bareArray(deltas.map((delta) => delta[name]))),
    ],
  });
}
