import { z } from 'zod';
import type { ReportedResources } from '../core/agent/agent.ts';
import type { Queryable } from './queryable.ts';

// What the load formula is fed with, by agent.

/** What an agent said of itself longer ago than this says nothing any more. */
export const STALE_HEARTBEAT_MS = 300_000;

/** Live attempts of an agent. */
export interface HeldCount {
  agentId: string;
  /** Being executed; what a process of ours holds counts, whether its start is stored yet or not. */
  active: number;
  /** Assigned to an agent that pulls, and not claimed. */
  queued: number;
}

export async function readHeldCounts(db: Queryable): Promise<HeldCount[]> {
  const { rows } = await db.query<HeldCount>({
    name: 'read_held_counts',
    text: `SELECT agent_id AS "agentId", count(*) FILTER (WHERE worker_id IS NOT NULL OR status = 'running')::int AS active,
        count(*) FILTER (WHERE worker_id IS NULL AND status = 'assigned')::int AS queued
      FROM attempt WHERE ended_at IS NULL GROUP BY 1`,
    values: [],
  });
  return rows;
}

const reported = z.object({
  cpu: z.number().nullish(),
  memory_mb: z.number().nullish(),
  context_usage: z.number().nullish(),
});

/** An agent's own word of its resources; null when that is no such word. */
export function toReported(heartbeat: unknown): ReportedResources | null {
  // Most agents never say anything, and the fleet is read every two seconds.
  if (heartbeat === null || heartbeat === undefined) return null;
  const said = reported.safeParse(heartbeat);
  if (!said.success) return null;
  const { cpu, memory_mb, context_usage } = said.data;
  return { cpu: cpu ?? null, memoryMb: memory_mb ?? null, contextUsage: context_usage ?? null };
}

/** By agent id; agents that said nothing lately are missing. */
export async function readReportedResources(db: Queryable): Promise<Map<string, ReportedResources>> {
  const { rows } = await db.query<{ id: string; heartbeat: unknown }>({
    name: 'read_reported_resources',
    text: `SELECT id, heartbeat FROM agent WHERE retired_at IS NULL AND heartbeat IS NOT NULL
      AND last_heartbeat_at > clock_timestamp() - $1 * interval '1 ms'`,
    values: [STALE_HEARTBEAT_MS],
  });
  const found = new Map<string, ReportedResources>();
  for (const { id, heartbeat } of rows) {
    const said = toReported(heartbeat);
    if (said !== null) found.set(id, said);
  }
  return found;
}
