import { type LearnedCapabilities, learnedCapabilitiesSchema } from '../core/persona/update-proficiency.ts';
import type { Database } from './client.ts';

// Who has which persona. An agent has at most one (persona_assignment_active_idx); taking another one on ends the one before.

export interface Assignment {
  id: string;
  agentId: string;
  agentName: string;
  personaId: string;
  reason: string;
  /** 0..1. */
  confidence: number;
  assignedBy: string;
  assignedAt: Date;
  learned: LearnedCapabilities;
}

export interface NewAssignment {
  id: string;
  agentId: string;
  personaId: string;
  reason: string;
  confidence: number;
  assignedBy: string;
}

const COLUMNS = `a.id, a.agent_id AS "agentId", g.name AS "agentName", a.persona_id AS "personaId", a.reason, a.confidence,
  a.assigned_by AS "assignedBy", a.assigned_at AS "assignedAt", a.learned`;

/** The living agents that have a persona now; of one persona when it is named. */
export async function listAssignments(db: Database, personaId?: string): Promise<Assignment[]> {
  const { rows } = await db.pool.query<Assignment>({
    name: 'persona_assignments',
    text: `SELECT ${COLUMNS} FROM persona_assignment a JOIN agent g ON g.id = a.agent_id
      WHERE a.ended_at IS NULL AND g.retired_at IS NULL AND ($1::text IS NULL OR a.persona_id = $1) ORDER BY g.name`,
    values: [personaId ?? null],
  });
  return rows.map((row) => ({ ...row, learned: learnedCapabilitiesSchema.parse(row.learned) }));
}

export async function findAssignment(db: Database, agentId: string): Promise<Assignment | null> {
  const { rows } = await db.pool.query<Assignment>({
    name: 'persona_assignment_of',
    text: `SELECT ${COLUMNS} FROM persona_assignment a JOIN agent g ON g.id = a.agent_id WHERE a.agent_id = $1 AND a.ended_at IS NULL`,
    values: [agentId],
  });
  const [row] = rows;
  return row === undefined ? null : { ...row, learned: learnedCapabilitiesSchema.parse(row.learned) };
}

/** Ends what an agent had. @returns whether it had a persona */
export async function endAssignment(db: Database, agentId: string, reason: string): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'end_persona_assignment',
    text: 'UPDATE persona_assignment SET ended_at = clock_timestamp(), end_reason = $2 WHERE agent_id = $1 AND ended_at IS NULL',
    values: [agentId, reason],
  });
  return rowCount === 1;
}

/**
 * Gives an agent a persona in place of the one it has; the agent's row lets only one do so at a time. Having it already changes nothing.
 * @returns what is missing: the agent, retired ones included, or the persona
 */
export async function takeOnPersona(db: Database, wanted: NewAssignment): Promise<'done' | 'no agent' | 'no persona'> {
  return db.prisma.$transaction(async (tx) => {
    const { id, agentId, personaId, reason, confidence, assignedBy } = wanted;
    const agents = await tx.$queryRaw<unknown[]>`SELECT id FROM agent WHERE id = ${agentId}::uuid AND retired_at IS NULL FOR UPDATE`;
    if (agents.length === 0) return 'no agent';
    const personas = await tx.$queryRaw<unknown[]>`SELECT id FROM persona WHERE id = ${personaId} AND active FOR KEY SHARE`;
    if (personas.length === 0) return 'no persona';
    const same = await tx.personaAssignment.count({ where: { agentId, personaId, endedAt: null } });
    if (same > 0) return 'done';
    await tx.$executeRaw`UPDATE persona_assignment SET ended_at = clock_timestamp(), end_reason = 'took on another persona'
      WHERE agent_id = ${agentId}::uuid AND ended_at IS NULL`;
    await tx.$executeRaw`INSERT INTO persona_assignment (id, agent_id, persona_id, reason, confidence, assigned_by, assigned_at)
      VALUES (${id}::uuid, ${agentId}::uuid, ${personaId}, ${reason}, ${confidence}, ${assignedBy}, clock_timestamp())`;
    return 'done';
  });
}
