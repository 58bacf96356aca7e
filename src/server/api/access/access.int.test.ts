import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../../tests/fixtures/installation.ts';
import { callRest } from '../../../../tests/fixtures/rest-client.ts';
import { hasRole, type Principal, ROLES, type Role } from '../../core/access/principal.ts';
import { routes } from '../rest/routes/index.ts';
import { appRouter } from '../root.ts';
import { createCallerFactory, type ProcedureMeta } from '../trpc.ts';

// Every door, listed by the tables that serve them: a procedure or route that nobody thought of fails here.

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string; meta?: ProcedureMeta } }>);

/** What is open to everybody. Longer lists need a reason. */
const PUBLIC = ['GET /health', 'POST /hooks/{id}', 'session.me'];

/** Questions that are too long for a URL, and what a browser measured, which is not stored. */
const ASKING = [
  'live.notePaints',
  'templates.generate',
  'templates.generateBlueprint',
  'workflows.dryRun',
  'workflows.validate',
  '/workflow/dry-run',
  '/workflows/{id}/validate',
  '/workflow-templates/{name}/generate',
  '/blueprints/{name}/generate',
  '/personas/recommend',
  '/routing/what-if',
];

const principalOf = (role: Role): Principal => ({ id: `key:${role}`, kind: 'key', name: role, role });

const tooLow = (needed: Role): (Role | null)[] => [null, ...ROLES.filter((role) => !hasRole(principalOf(role), needed))];

async function codeOfCall(path: string, principal: Principal | null): Promise<string> {
  const caller = createCallerFactory(appRouter)({ deps: at.deps, principal, ip: null, requestId: 'r' });
  const procedure = path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    await procedure(undefined);
    return 'answered';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('access', () => {
  it('[X7] opens only what is on the list', () => {
    const open = [
      ...routes.filter((route) => route.role === 'public').map((route) => `${route.method} ${route.path}`),
      ...procedures.filter(([, procedure]) => procedure._def.meta?.role === 'public').map(([path]) => path),
    ];
    expect(open.sort()).toEqual(PUBLIC);
  });

  it('[X7] names a role for every procedure', () => {
    expect(procedures.length).toBeGreaterThan(4);
    for (const [path, procedure] of procedures) expect(['public', ...ROLES], path).toContain(procedure._def.meta?.role);
  });

  it("[X7] refuses everybody below a procedure's role before looking at the input", async () => {
    for (const [path, procedure] of procedures) {
      const needed = procedure._def.meta?.role;
      if (needed === undefined || needed === 'public') continue;
      for (const role of tooLow(needed)) {
        const code = await codeOfCall(path, role === null ? null : principalOf(role));
        expect(code, `${path} as ${role}`).toBe(role === null ? 'UNAUTHORIZED' : 'FORBIDDEN');
      }
    }
  });

  it("[X7] refuses everybody below a route's role before looking at the input", async () => {
    expect(routes.length).toBeGreaterThan(10);
    for (const route of routes) {
      if (route.role === 'public') continue;
      for (const role of tooLow(route.role)) {
        const path = route.path.replaceAll(/\{\w+\}/g, 'not-an-id');
        const key = role === null ? {} : { key: at.keys[role] };
        const answer = await callRest(at.deps, {
          method: route.method,
          path,
          ...key,
          ...(route.method === 'GET' ? {} : { raw: '{', headers: { 'content-type': 'application/json' } }),
        });
        expect([answer.status, answer.body.code], `${route.method} ${path} as ${role}`).toEqual(
          role === null ? [401, 'unauthenticated'] : [403, 'forbidden'],
        );
      }
    }
  });

  it('[X7] lets every role at or above in', async () => {
    for (const role of ROLES) expect((await callRest(at.deps, { path: '/audit', key: at.keys[role] })).status).toBe(200);
    expect((await callRest(at.deps, { path: '/api-keys', key: at.keys.admin })).status).toBe(200);
  });

  it('[X7] changes nothing by a read: only queries and subscriptions for viewers', () => {
    const writes = procedures
      .filter(([, procedure]) => procedure._def.type === 'mutation' && procedure._def.meta?.role === 'viewer')
      .map(([path]) => path);
    const routesThatWrite = routes.filter((route) => route.method !== 'GET' && route.role === 'viewer').map((route) => route.path);
    expect([...writes, ...routesThatWrite]).toEqual(ASKING);
  });
});
