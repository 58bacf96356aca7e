import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.ts';
import type { PersonaModel } from '../../generated/prisma/models.ts';
import { ConflictError } from '../core/errors.ts';
import { type CreatePersona, type PersonaDefinition, type PersonaType, personaDefinitionSchema } from '../core/persona/persona.ts';
import type { Database } from './client.ts';

export interface StoredPersona {
  id: string;
  definition: PersonaDefinition;
  /** Grows with every change; served as the ETag. */
  version: number;
  active: boolean;
  createdAt: Date;
  updatedAt: Date;
}

const json = (value: PersonaDefinition) => value as Prisma.InputJsonValue;

/** Reads a row; throws when somebody wrote a persona past the doors. */
function personaFromRow(row: PersonaModel): StoredPersona {
  const { id, version, active, createdAt, updatedAt } = row;
  return { id, definition: personaDefinitionSchema.parse(row.definition), version, active, createdAt, updatedAt };
}

export async function findPersona(db: Database, id: string): Promise<StoredPersona | null> {
  const row = await db.prisma.persona.findUnique({ where: { id } });
  return row === null ? null : personaFromRow(row);
}

/** @throws ConflictError when the id is taken */
export async function insertPersona(db: Database, { id, ...definition }: CreatePersona): Promise<StoredPersona> {
  try {
    const { type, name } = definition;
    return personaFromRow(await db.prisma.persona.create({ data: { id, type, name, definition: json(definition) } }));
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new ConflictError(`a persona "${id}" exists`, [{ path: 'id', message: 'is taken' }]);
    throw error;
  }
}

/** @returns false when the persona is gone, or no longer at `version` */
export async function replacePersona(
  db: Database,
  id: string,
  change: { definition: PersonaDefinition; version: number },
): Promise<boolean> {
  const { definition, version } = change;
  const { type, name } = definition;
  const data = { type, name, definition: json(definition), version: { increment: 1 } };
  return (await db.prisma.persona.updateMany({ where: { id, version }, data })).count === 1;
}

const blocked = z.object({ agents: z.array(z.string()) });

/**
 * Removes a persona that no living agent has. The row is locked first, so that nobody takes it on meanwhile.
 * @returns the names of the agents that have it, and then nothing is removed; null when there is no such persona
 */
export async function deletePersona(db: Database, id: string): Promise<string[] | null> {
  return db.prisma.$transaction(async (tx) => {
    const locked = await tx.$queryRaw<unknown[]>`SELECT id FROM persona WHERE id = ${id} FOR UPDATE`;
    if (locked.length === 0) return null;
    const [row] = await tx.$queryRaw<unknown[]>`
      SELECT COALESCE(array_agg(g.name ORDER BY g.name), '{}') AS agents
      FROM persona_assignment a JOIN agent g ON g.id = a.agent_id WHERE a.persona_id = ${id} AND a.ended_at IS NULL AND g.retired_at IS NULL`;
    const { agents } = blocked.parse(row);
    if (agents.length === 0) {
      await tx.$executeRaw`DELETE FROM persona_performance WHERE persona_id = ${id}`;
      await tx.persona.delete({ where: { id } });
    }
    return agents;
  });
}

export interface PersonaFilter {
  type?: PersonaType | undefined;
}

/** Up to `limit` personas in order of id, after the id `after`. */
export async function listPersonaRows(
  db: Database,
  filter: PersonaFilter,
  page: { limit: number; after?: string | undefined },
): Promise<StoredPersona[]> {
  const where = { ...(filter.type && { type: filter.type }), ...(page.after !== undefined && { id: { gt: page.after } }) };
  return (await db.prisma.persona.findMany({ where, orderBy: { id: 'asc' }, take: page.limit })).map(personaFromRow);
}

/** Every persona that may be taken on. */
export async function allPersonas(db: Database): Promise<StoredPersona[]> {
  return (await db.prisma.persona.findMany({ where: { active: true }, orderBy: { id: 'asc' } })).map(personaFromRow);
}
