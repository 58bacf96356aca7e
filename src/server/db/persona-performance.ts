import { z } from 'zod';
import type { StyleEvidence, TypeEvidence } from '../core/persona/evidence.ts';
import type { Database } from './client.ts';

/** Verified outcomes of an agent in a persona at one task type. */
export interface PerformanceRow extends TypeEvidence {
  personaId: string;
  agentId: string;
  taskType: string;
  durationMsSum: number;
  costUsdSum: number;
  costCount: number;
  style: StyleEvidence;
}

/** All that was learned; of one persona when it is named. */
export async function listPerformance(db: Database, personaId?: string): Promise<PerformanceRow[]> {
  const { rows } = await db.pool.query<Omit<PerformanceRow, 'style'> & { weight: number[]; success: number[] }>({
    name: 'persona_performance',
    text: `SELECT persona_id AS "personaId", agent_id AS "agentId", task_type AS "taskType", attempts, successes, duration_ms_sum AS "durationMsSum",
        cost_usd_sum AS "costUsdSum", cost_count AS "costCount", style_weight AS weight, style_success AS success
      FROM persona_performance WHERE $1::text IS NULL OR persona_id = $1 ORDER BY persona_id, task_type, agent_id`,
    values: [personaId ?? null],
  });
  return rows.map(({ weight, success, ...row }) => ({ ...row, style: { weight, success } }));
}

/** Newest tasks that are looked at for what is in demand. */
const RECENT_TASKS = 20_000;

/** Specs of rows that another version wrote, or that were made by hand, may ask for nothing that can be read: they ask for nothing. */
const demandRow = z.object({ taskType: z.string(), requiredCapabilities: z.array(z.string()).catch([]), tasks: z.number() });
export type RecentDemand = z.output<typeof demandRow>;

/** What the newest tasks asked for, most wanted first. */
export async function listRecentDemands(db: Database): Promise<RecentDemand[]> {
  const { rows } = await db.pool.query({
    name: 'recent_demands',
    text: `SELECT task_type AS "taskType", (spec -> 'requiredCapabilities')::jsonb AS "requiredCapabilities", count(*)::int AS tasks
      FROM (SELECT task_type, spec FROM task ORDER BY id DESC LIMIT $1) t GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 2000`,
    values: [RECENT_TASKS],
  });
  return rows.map((row) => demandRow.parse(row));
}
