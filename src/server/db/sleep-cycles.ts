import { z } from 'zod';
import type { SleepCycleModel } from '../../generated/prisma/models.ts';
import { CYCLE_TYPES, type CycleType, SLEEP_STATES, type SleepState } from '../core/sleep/sleep-state.ts';
import type { Database } from './client.ts';

export interface SleepCycle {
  id: string;
  agentId: string;
  type: CycleType;
  state: SleepState;
  reason: string;
  startedAt: Date;
  expectedWakeAt: Date | null;
  endedAt: Date | null;
  wakeReason: string | null;
  preCheckpointId: string | null;
  postCheckpointId: string | null;
  consolidationId: string | null;
  /** From the decision to wake to being awake. */
  recoveryMs: number | null;
  error: string | null;
}

function cycleFromRow(row: SleepCycleModel): SleepCycle {
  return { ...row, type: z.enum(CYCLE_TYPES).parse(row.type), state: z.enum(SLEEP_STATES).parse(row.state) };
}

export type NewCycle = Pick<SleepCycle, 'id' | 'agentId' | 'type' | 'state' | 'reason'> & { forMs: number | null };

/** Opens a cycle at database time. @returns whether it did: false while the agent has one open */
export async function openCycle(db: Database, cycle: NewCycle): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'open_sleep_cycle',
    text: `INSERT INTO sleep_cycle (id, agent_id, type, state, reason, started_at, expected_wake_at)
      VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 ms')
      ON CONFLICT (agent_id) WHERE ended_at IS NULL DO NOTHING`,
    values: [cycle.id, cycle.agentId, cycle.type, cycle.state, cycle.reason, cycle.forMs],
  });
  return rowCount === 1;
}

/** Moves an open cycle from one of `from` to `to`. @returns whether it did: false when it is in none of them (any more) */
export async function moveCycle(
  db: Database,
  id: string,
  move: {
    from: readonly SleepState[];
    to: SleepState;
    set?: Partial<Pick<SleepCycle, 'preCheckpointId' | 'postCheckpointId' | 'consolidationId' | 'wakeReason' | 'error'>>;
  },
): Promise<boolean> {
  const data = { state: move.to, ...move.set };
  const { count } = await db.prisma.sleepCycle.updateMany({ where: { id, endedAt: null, state: { in: [...move.from] } }, data });
  return count === 1;
}

/** Ends a cycle: the agent is awake. @param recoveryMs null when nobody measured it */
export async function endCycle(db: Database, id: string, recoveryMs: number | null): Promise<void> {
  await db.pool.query({
    name: 'end_sleep_cycle',
    text: `UPDATE sleep_cycle SET state = 'awake', ended_at = clock_timestamp(), recovery_ms = $2 WHERE id = $1 AND ended_at IS NULL`,
    values: [id, recoveryMs],
  });
}

export async function findOpenCycle(db: Database, agentId: string): Promise<SleepCycle | null> {
  const row = await db.prisma.sleepCycle.findFirst({ where: { agentId, endedAt: null } });
  return row === null ? null : cycleFromRow(row);
}

export async function listOpenCycles(db: Database): Promise<SleepCycle[]> {
  return (await db.prisma.sleepCycle.findMany({ where: { endedAt: null } })).map(cycleFromRow);
}

/** Newest first; `before` is the id of the last one seen. */
export async function listCycleRows(db: Database, agentId: string, page: { limit: number; before: string | null }): Promise<SleepCycle[]> {
  const rows = await db.prisma.sleepCycle.findMany({
    where: { agentId, ...(page.before !== null && { id: { lt: page.before } }) },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map(cycleFromRow);
}

/** When each agent woke up last, and when its context was last consolidated; agents without either are missing. */
export async function readLastRests(db: Database): Promise<Map<string, { wokeAt: Date | null; consolidatedAt: Date | null }>> {
  const { rows } = await db.pool.query<{ agentId: string; wokeAt: Date | null; consolidatedAt: Date | null }>({
    name: 'read_last_rests',
    text: `SELECT coalesce(s.agent_id, c.agent_id) AS "agentId", s.at AS "wokeAt", c.at AS "consolidatedAt"
      FROM (SELECT agent_id, max(ended_at) AS at FROM sleep_cycle WHERE ended_at IS NOT NULL GROUP BY 1) s
      FULL JOIN (SELECT agent_id, max(created_at) AS at FROM consolidation GROUP BY 1) c USING (agent_id)`,
    values: [],
  });
  return new Map(rows.map(({ agentId, ...rest }) => [agentId, rest]));
}
