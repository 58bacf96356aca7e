import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.ts';
import type { AgentModel } from '../../generated/prisma/models.ts';
import type { StoredAgentStatus } from '../core/agent/agent.ts';
import { AGENT_KINDS, agentConfigSchemas, capabilitySchema, personaSchema, STORED_AGENT_STATUSES } from '../core/agent/agent.ts';
import type { StoredAgent } from '../core/agent/agent-view.ts';
import type { Heartbeat } from '../core/agent/heartbeat.ts';
import { breakerOverrideSchema } from '../core/breaker/policy-override.ts';
import { ConflictError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';
import { HEARD } from './signs-of-life.ts';

/** What a new agent is stored from. */
export type NewAgent = Pick<
  StoredAgent,
  | 'id'
  | 'name'
  | 'kind'
  | 'capabilities'
  | 'persona'
  | 'maxConcurrentTasks'
  | 'costPerTaskUsd'
  | 'config'
  | 'pool'
  | 'metadata'
  | 'breaker'
  | 'createdBy'
>;
export type AgentChange = Partial<Omit<NewAgent, 'id' | 'kind' | 'createdBy'>>;

const kind = z.enum(AGENT_KINDS);
const status = z.enum(STORED_AGENT_STATUSES);
const capabilities = z.array(capabilitySchema);

/** The signs of life of a stored agent. */
const signsOf = (row: AgentModel) => ({
  lastSeenAt: (row.lastHeartbeatAt ?? row.createdAt).getTime(),
  quietUntil: row.quietUntil?.getTime() ?? null,
  intervalsMs: row.beatIntervals,
});

/** Reads a row; throws when somebody wrote an agent past the doors. */
export function agentFromRow(row: AgentModel): StoredAgent {
  const agentKind = kind.parse(row.kind);
  return {
    id: row.id,
    name: row.name,
    kind: agentKind,
    status: status.parse(row.status),
    statusReason: row.statusReason,
    capabilities: capabilities.parse(row.capabilities),
    persona: row.persona === null ? null : personaSchema.parse(row.persona),
    maxConcurrentTasks: row.maxConcurrentTasks,
    costPerTaskUsd: row.costPerTaskUsd,
    config: agentConfigSchemas[agentKind].parse(row.config),
    pool: row.pool,
    breaker: row.breaker === null ? null : breakerOverrideSchema.parse(row.breaker),
    metadata: row.metadata as JsonValue,
    ...signsOf(row),
    lastHeartbeatAt: row.lastHeartbeatAt,
    testedAt: row.testedAt,
    heartbeat: row.heartbeat as JsonValue,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    retiredAt: row.retiredAt,
  };
}

const json = (value: unknown) => value as Prisma.InputJsonValue;
const jsonOrNull = (value: unknown) => (value === null ? Prisma.DbNull : json(value));

function nameTaken(error: unknown, name: string | undefined): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    throw new ConflictError(`an agent named "${name}" exists`, [{ path: 'name', message: 'is taken' }]);
  }
  throw error;
}

/** A retired agent gives its name up when a new one wants it; its own row and history stay. */
async function freeRetiredName(tx: Prisma.TransactionClient, name: string): Promise<void> {
  await tx.$executeRaw`UPDATE agent SET name = left(name, 170) || ' (retired ' || right(id::text, 12) || ')'
    WHERE name = ${name} AND retired_at IS NOT NULL`;
}

/** @throws ConflictError when a living agent has the name */
export async function insertAgent(db: Database, agent: NewAgent): Promise<StoredAgent> {
  try {
    return await db.prisma.$transaction(async (tx) => {
      await freeRetiredName(tx, agent.name);
      const data = { ...agent, status: 'active', capabilities: json(agent.capabilities), config: json(agent.config) };
      const open = { persona: jsonOrNull(agent.persona), metadata: json(agent.metadata), breaker: jsonOrNull(agent.breaker) };
      return agentFromRow(await tx.agent.create({ data: { ...data, ...open } }));
    });
  } catch (error) {
    return nameTaken(error, agent.name);
  }
}

export async function findAgent(db: Database, id: string): Promise<StoredAgent | null> {
  const row = await db.prisma.agent.findUnique({ where: { id } });
  return row === null ? null : agentFromRow(row);
}

/**
 * Changes a living agent.
 * @returns null when there is none (any more)
 * @throws ConflictError when the new name is taken
 */
export async function changeAgent(db: Database, id: string, change: AgentChange): Promise<StoredAgent | null> {
  const { capabilities: skills, persona, config, metadata, breaker, ...plain } = change;
  const data: Prisma.AgentUpdateManyMutationInput = {
    ...plain,
    ...(skills && { capabilities: json(skills) }),
    ...(persona !== undefined && { persona: jsonOrNull(persona) }),
    ...(config && { config: json(config) }),
    ...(metadata !== undefined && { metadata: json(metadata) }),
    ...(breaker !== undefined && { breaker: jsonOrNull(breaker) }),
  };
  try {
    return await db.prisma.$transaction(async (tx) => {
      if (change.name !== undefined) await freeRetiredName(tx, change.name);
      const { count } = await tx.agent.updateMany({ where: { id, retiredAt: null }, data });
      return count === 0 ? null : agentFromRow(await tx.agent.findUniqueOrThrow({ where: { id } }));
    });
  } catch (error) {
    return nameTaken(error, change.name);
  }
}

/** Moves a living agent from one of `from` to `to`. @returns whether it did: false when it is in none of them (any more). */
export async function moveAgent(
  db: Database,
  id: string,
  move: { from: readonly StoredAgentStatus[]; to: StoredAgentStatus; reason: string | null },
): Promise<boolean> {
  const { count } = await db.prisma.agent.updateMany({
    where: { id, retiredAt: null, status: { in: [...move.from] } },
    data: { status: move.to, statusReason: move.reason },
  });
  return count === 1;
}

/** Retires an agent that is shutting down and holds no attempt. @returns whether it is retired now. */
export async function finishRetirement(db: Database, id: string): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'agent_finish_retirement',
    text: `UPDATE agent SET status = 'inactive', retired_at = clock_timestamp(), updated_at = clock_timestamp()
      WHERE id = $1 AND status = 'shutting_down' AND retired_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM attempt WHERE agent_id = $1 AND ended_at IS NULL)`,
    values: [id],
  });
  return rowCount === 1;
}

/** Records an agent's word of itself at database time, if its stored status is still the one the caller decided on. */
export async function recordHeartbeat(
  db: Database,
  id: string,
  beat: { values: Omit<Heartbeat, 'status'> & { status?: string }; was: StoredAgentStatus; becomes: StoredAgentStatus },
): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'agent_heartbeat',
    text: `UPDATE agent SET ${HEARD}, heartbeat = $2::json, status = $4,
        status_reason = CASE WHEN status = $4 THEN status_reason END, updated_at = CASE WHEN status = $4 THEN updated_at ELSE clock_timestamp() END
      WHERE id = $1 AND status = $3 AND retired_at IS NULL`,
    values: [id, JSON.stringify(beat.values), beat.was, beat.becomes],
  });
  return rowCount === 1;
}

/** Notes that an agent answered a test call. */
export async function recordTest(db: Database, id: string): Promise<void> {
  await db.pool.query({ name: 'agent_tested', text: 'UPDATE agent SET tested_at = clock_timestamp() WHERE id = $1', values: [id] });
}

export interface AgentFilter {
  status?: StoredAgentStatus | undefined;
  kind?: string | undefined;
  /** Part of the name, in any case. */
  text?: string | undefined;
  includeRetired?: boolean | undefined;
}

/** Up to `limit` agents in order of name, after the name `after`. */
export async function listAgentRows(db: Database, filter: AgentFilter, page: { limit: number; after?: string | undefined }) {
  const rows = await db.prisma.agent.findMany({
    where: {
      ...(filter.includeRetired ? {} : { retiredAt: null }),
      ...(filter.status && { status: filter.status }),
      ...(filter.kind && { kind: filter.kind }),
      AND: [
        page.after === undefined ? {} : { name: { gt: page.after } },
        filter.text === undefined ? {} : { name: { contains: filter.text, mode: 'insensitive' } },
      ],
    },
    orderBy: { name: 'asc' },
    take: page.limit,
  });
  return rows.map(agentFromRow);
}

/** Names by id, retired agents included; unknown ids are missing. */
export async function findAgentNames(db: Database, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.prisma.agent.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
