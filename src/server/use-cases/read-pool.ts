import { z } from 'zod';
import { hideConfig } from '../core/agent/hidden-config.ts';
import { NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import { memberOf, type Pool, type PoolTemplate } from '../core/scaling/pool.ts';
import type { PoolMember, PoolView } from '../core/scaling/pool-view.ts';
import { readPoolMembers } from '../db/pool-demand.ts';
import { findPool, listPoolRows } from '../db/pools.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

/** Members that count: what is on its way out does not. */
export function livingMembers(members: PoolMember[] | undefined): PoolMember[] {
  return (members ?? []).filter(({ status }) => status !== 'shutting_down');
}

function poolView(pool: Pool, members: PoolMember[] | undefined): PoolView {
  const config = hideConfig(memberOf(pool, 0).config) as PoolTemplate['config'];
  const template = { ...pool.template, config };
  return { ...pool, template, members: members ?? [], size: livingMembers(members).length };
}

/** @throws NotFoundError */
export async function loadPool(deps: Pick<Deps, 'db'>, id: string): Promise<Pool> {
  const pool = await findPool(deps.db, id);
  if (pool === null) throw new NotFoundError(`no pool ${id}`);
  return pool;
}

/** @throws NotFoundError */
export async function readPool(deps: Pick<Deps, 'db'>, id: string): Promise<PoolView> {
  const [pool, members] = await Promise.all([loadPool(deps, id), readPoolMembers(deps.db.pool)]);
  return poolView(pool, members.get(pool.name));
}

const place = z.tuple([z.string()]);

/** Pools in order of name. @throws MalformedError for a foreign cursor */
export async function listPools(deps: Pick<Deps, 'db'>, page: { limit: number; after?: string | undefined }): Promise<Page<PoolView>> {
  const after = decodeCursor(place, page.after)?.[0];
  const [rows, members] = await Promise.all([listPoolRows(deps.db, { limit: page.limit + 1, after }), readPoolMembers(deps.db.pool)]);
  return cutPage(rows, page.limit, {
    view: (pool) => poolView(pool, members.get(pool.name)),
    cursorOf: (pool) => encodeCursor([pool.name]),
  });
}
