import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.ts';
import type { AgentPoolModel } from '../../generated/prisma/models.ts';
import { ConflictError } from '../core/errors.ts';
import { POOL_KINDS, type Pool, poolTemplateSchema } from '../core/scaling/pool.ts';
import { CAPACITY_TIERS } from '../core/scaling/tiers.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

export type NewPool = Omit<Pool, 'createdAt' | 'revision' | 'scaledAt' | 'target'>;
export type PoolChange = Partial<Omit<NewPool, 'id' | 'kind' | 'createdBy'>>;

function poolFromRow(row: AgentPoolModel): Pool {
  const { retiredAt: _, ...pool } = row;
  return {
    ...pool,
    kind: z.enum(POOL_KINDS).parse(row.kind),
    tier: z.enum(CAPACITY_TIERS).parse(row.tier),
    template: poolTemplateSchema.parse(row.template),
  };
}

function nameTaken(error: unknown, name: string | undefined): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    throw new ConflictError(`a pool named "${name}" exists`, [{ path: 'name', message: 'is taken' }]);
  }
  throw error;
}

const json = (value: unknown) => value as Prisma.InputJsonValue;

/** @throws ConflictError when a living pool has the name */
export async function insertPool(db: Database, pool: NewPool): Promise<Pool> {
  try {
    return poolFromRow(await db.prisma.agentPool.create({ data: { ...pool, template: json(pool.template), target: 0 } }));
  } catch (error) {
    return nameTaken(error, pool.name);
  }
}

/** Null: no such pool, or it is retired. */
export async function findPool(db: Database, id: string): Promise<Pool | null> {
  const row = await db.prisma.agentPool.findFirst({ where: { id, retiredAt: null } });
  return row === null ? null : poolFromRow(row);
}

/** All living pools by name, up to `limit`, after the name `after`. */
export async function listPoolRows(db: Database, page: { limit: number; after?: string | undefined }): Promise<Pool[]> {
  const rows = await db.prisma.agentPool.findMany({
    where: { retiredAt: null, ...(page.after !== undefined && { name: { gt: page.after } }) },
    orderBy: { name: 'asc' },
    take: page.limit,
  });
  return rows.map(poolFromRow);
}

/** @returns whether it was changed: false when it is gone. @throws ConflictError when the new name is taken */
export async function changePoolRow(db: Database, id: string, change: PoolChange): Promise<boolean> {
  const { template, ...plain } = change;
  const data = { ...plain, ...(template && { template: json(template) }), revision: { increment: 1 } };
  try {
    return (await db.prisma.agentPool.updateMany({ where: { id, retiredAt: null }, data })).count === 1;
  } catch (error) {
    return nameTaken(error, change.name);
  }
}

/** Sets the members a pool should have, if nobody changed it since. @returns whether it did */
export async function setPoolTarget(db: Database, pool: Pick<Pool, 'id' | 'revision'>, target: number): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'set_pool_target',
    text: `UPDATE agent_pool SET target = $3, revision = revision + 1, scaled_at = clock_timestamp()
      WHERE id = $1 AND revision = $2 AND retired_at IS NULL`,
    values: [pool.id, pool.revision, target],
  });
  return rowCount === 1;
}

/** Takes a pool out of service; its name is free again, its history stays. */
export async function retirePoolRow(db: Database, id: string): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: 'retire_pool',
    text: `UPDATE agent_pool SET retired_at = clock_timestamp(), target = 0, revision = revision + 1,
        name = left(name, 60) || ' (retired ' || right(id::text, 12) || ')'
      WHERE id = $1 AND retired_at IS NULL`,
    values: [id],
  });
  return rowCount === 1;
}

/** The living agents of a pool, by the name that agents carry. */
export async function agentsOfPool(pool: Queryable, name: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'agents_of_pool',
    text: 'SELECT id FROM agent WHERE pool = $1 AND retired_at IS NULL',
    values: [name],
  });
  return rows.map((row) => row.id);
}
