import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { closeDeps, openDeps } from '../../../tests/fixtures/installation.ts';
import { signIn } from '../../../tests/fixtures/sign-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/int/database.ts';
import type { Deps } from '../deps.ts';
import { createFirstAdmin } from './first-start-admin.ts';

const open: Deps[] = [];
let database: TestDatabase | null = null;

async function close(): Promise<void> {
  await Promise.all(open.splice(0).map(closeDeps));
  await database?.drop();
  database = null;
}
beforeEach(async () => {
  await close();
  database = await createTestDatabase();
});
afterAll(close);

function start(env: Record<string, string> = {}): Deps {
  const deps = openDeps(database?.url ?? '', env);
  open.push(deps);
  return deps;
}

describe('first start', () => {
  it('[X8] makes an admin with a generated password that signs in', async () => {
    const deps = start();
    const first = await createFirstAdmin(deps);
    expect(first?.email).toBe('admin@hive.local');
    expect(first?.password?.length).toBeGreaterThanOrEqual(16);
    expect(await signIn(deps, { email: first?.email ?? '', password: first?.password ?? '' })).toContain('hive.session_token');
    const { rows } = await deps.db.pool.query('SELECT role FROM hive_user');
    expect(rows).toEqual([{ role: 'admin' }]);
  });

  it('[X8] takes the person of the environment and does not tell the password', async () => {
    const deps = start({ HIVE_ADMIN_EMAIL: 'Boss@Example.test', HIVE_ADMIN_PASSWORD: 'a password of mine' });
    expect(await createFirstAdmin(deps)).toEqual({ email: 'boss@example.test', password: null });
    expect(await signIn(deps, { email: 'boss@example.test', password: 'a password of mine' })).toContain('hive.session_token');
  });

  it('[X8] makes one person when several processes start at once, and none later', async () => {
    const firsts = await Promise.all([start(), start(), start(), start()].map(createFirstAdmin));
    expect(firsts.filter((first) => first !== null)).toHaveLength(1);
    expect(await createFirstAdmin(start())).toBeNull();
  });
});
