import { z } from 'zod';
import {
  AGENT_KINDS,
  type AgentProfile,
  agentConfigSchemas,
  capabilitySchema,
  personaSchema,
  STORED_AGENT_STATUSES,
} from '../core/agent/agent.ts';
import { silentAt } from '../core/heartbeat/signs-of-life.ts';
import type { Verdict } from '../core/persona/judge-trial.ts';
import type { PersonaSnapshot } from '../core/persona/persona-snapshot.ts';
import { type Restraint, restrainAgent } from '../core/recovery/restraint.ts';
import { readFleetPersonas, readVerdicts } from './fleet-personas.ts';
import type { Queryable } from './queryable.ts';
import { STALE_HEARTBEAT_MS, toReported } from './read-loads.ts';
import { readRestraints } from './restraints.ts';

// The fleet as the router sees it: every agent that is not retired, with its measured history.

export interface AgentHistory {
  attempts: number;
  successes: number;
  /** Mean of completed and failed attempts; milliseconds. */
  meanDurationMs: number | null;
  /** Null when no attempt had a cost. */
  meanCostUsd: number | null;
}

export interface FleetRead {
  /** As they may be used under the restraints. */
  agents: AgentProfile[];
  /** What the fleet does not do for a while. */
  restraints: Restraint[];
  /** By agent id, then task type. */
  history: Map<string, Map<string, AgentHistory>>;
  /** By agent id; agents without one are missing. */
  personas: Map<string, PersonaSnapshot>;
  /** Whether the persona component pays, by task type. */
  personaTrials: Map<string, Verdict>;
}

const agentRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(AGENT_KINDS),
  status: z.enum(STORED_AGENT_STATUSES),
  capabilities: z.array(capabilitySchema),
  persona: personaSchema.nullable(),
  maxConcurrentTasks: z.number(),
  costPerTaskUsd: z.number().nullable(),
  config: z.unknown(),
  pool: z.string().nullable(),
  lastSeenAt: z.number(),
  quietUntil: z.number().nullable(),
  beatIntervals: z.array(z.number()).nullable(),
  heartbeat: z.unknown(),
});

/** Parses a stored agent. Throws a ZodError when the row is not what this version writes. */
export function parseAgentRow(row: unknown): AgentProfile {
  const { quietUntil, beatIntervals, heartbeat, ...agent } = agentRowSchema.parse(row);
  const reported = toReported(heartbeat);
  const profile = { ...agent, config: agentConfigSchemas[agent.kind].parse(agent.config), ...(reported && { reported }) };
  return beatIntervals === null ? profile : { ...profile, silentAt: silentAt({ ...agent, quietUntil, intervalsMs: beatIntervals }) };
}

export const AGENT_COLUMNS = `id, name, kind, status, capabilities, persona, max_concurrent_tasks AS "maxConcurrentTasks", cost_per_task_usd AS "costPerTaskUsd",
  config, pool, (extract(epoch FROM COALESCE(last_heartbeat_at, created_at)) * 1000)::float8 AS "lastSeenAt",
  (extract(epoch FROM quiet_until) * 1000)::float8 AS "quietUntil", CASE WHEN kind = 'worker' THEN beat_intervals END AS "beatIntervals",
  CASE WHEN last_heartbeat_at > clock_timestamp() - ${STALE_HEARTBEAT_MS} * interval '1 ms' THEN heartbeat END AS heartbeat`;

/** Every agent that is not retired, by name. */
export async function readAgents(pool: Queryable): Promise<AgentProfile[]> {
  const text = `SELECT ${AGENT_COLUMNS} FROM agent WHERE retired_at IS NULL ORDER BY name`;
  return (await pool.query({ name: 'read_fleet', text, values: [] })).rows.map(parseAgentRow);
}

/** Reads the whole fleet. */
export async function readFleet(pool: Queryable): Promise<FleetRead> {
  const [stored, restraints, stats, personaTrials] = await Promise.all([
    readAgents(pool),
    readRestraints(pool),
    pool.query<{
      agentId: string;
      taskType: string;
      attempts: number;
      successes: number;
      durationMs: number;
      costUsd: number;
      costs: number;
    }>({
      name: 'read_fleet_stats',
      text: `SELECT s.agent_id AS "agentId", s.task_type AS "taskType", s.attempts, s.successes, s.duration_ms_sum AS "durationMs", s.cost_usd_sum AS "costUsd", s.cost_count AS costs
        FROM agent_stat s WHERE EXISTS (SELECT 1 FROM agent a WHERE a.id = s.agent_id AND a.retired_at IS NULL)`,
      values: [],
    }),
    readVerdicts(pool),
  ]);
  const profiles = restraints.length === 0 ? stored : stored.map((agent) => restrainAgent(agent, restraints));
  const history = new Map<string, Map<string, AgentHistory>>();
  for (const row of stats.rows) {
    const byType = history.get(row.agentId) ?? new Map<string, AgentHistory>();
    history.set(row.agentId, byType);
    byType.set(row.taskType, {
      attempts: row.attempts,
      successes: row.successes,
      meanDurationMs: row.attempts > 0 ? row.durationMs / row.attempts : null,
      meanCostUsd: row.costs > 0 ? row.costUsd / row.costs : null,
    });
  }
  return { agents: profiles, restraints, history, personas: await readFleetPersonas(pool, profiles), personaTrials };
}

/** The agent of this id or name, if it is active; null otherwise. */
export async function findCallableAgent(pool: Queryable, nameOrId: string): Promise<AgentProfile | null> {
  const { rows } = await pool.query({
    name: 'find_callable_agent',
    text: `SELECT ${AGENT_COLUMNS} FROM agent WHERE retired_at IS NULL AND status = 'active' AND (name = $1 OR id::text = lower($1)) LIMIT 1`,
    values: [nameOrId],
  });
  return rows[0] === undefined ? null : parseAgentRow(rows[0]);
}

/** Retires agents that were shutting down and hold nothing any more. Answers their ids. */
export async function retireDrainedAgents(pool: Queryable): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'retire_drained_agents',
    text: `UPDATE agent SET status = 'inactive', retired_at = clock_timestamp() WHERE status = 'shutting_down' AND retired_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.agent_id = agent.id AND a.ended_at IS NULL) RETURNING id`,
    values: [],
  });
  return rows.map((row) => row.id);
}
