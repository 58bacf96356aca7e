import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { addAgent, placeReady, settle, startRun } from '../../../tests/fixtures/played-run.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { addUser } from './add-user.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { nameActors } from './name-actors.ts';
import { removeUser } from './remove-user.ts';
import { testAgent } from './test-agent.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

const BY = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;
const definition = { name: 'One', tasks: [{ task_id: 'a', task_type: 't', name: 'A', retry: { max_attempts: 1 } }] };
const ONE_ATTEMPT = {
  ...{ attempts: 1, successes: 1, durationMs: 1, costUsd: 0, costCount: 0 },
  ...{ returned: 1, verified: 0, rejected: 0, qualitySum: 0, qualityCount: 0 },
};
const get = async (path: string) => (await callRest(at.deps, { path, key: at.keys.admin })).body;

describe('names and causes in lists', () => {
  it('[X22] lists name who started what, also after they were removed', async () => {
    const json = { name: 'Vera', email: 'vera@hive.test', role: 'operator' } as const;
    const { id } = await addUser(at.deps, json, BY);
    const vera = { id: `user:${id}`, kind: 'user', name: 'Vera', role: 'operator' } as const;
    const { runId } = await executeWorkflow(at.deps, { definition, input: {} }, vera);
    const byKey = await callRest(at.deps, { method: 'POST', path: '/workflow/execute', key: at.keys.operator, json: definition });
    const names = async () => {
      const { data } = await get('/runs');
      return [runId, byKey.body.run_id].map((run) => data.find(({ id: each }: { id: string }) => each === run).created_by_name);
    };
    expect(await names()).toEqual(['Vera', 'operator of the tests']);
    await removeUser(at.deps, { id }, BY);
    expect(await names()).toEqual(['Vera (removed)', 'operator of the tests']);
    expect((await get(`/runs/${runId}`)).created_by_name).toBe('Vera (removed)');
    const [entry] = (await get(`/audit?subject=user:${id}`)).data;
    expect(entry).toMatchObject({ action: 'user.remove', actor_name: 'system', subject_name: 'Vera' });
  });

  it('[X22] names hundreds of principals in one statement, and ids that are in no table in none', async () => {
    let statements = 0;
    const query = (...args: unknown[]) => {
      statements += 1;
      return (at.deps.db.pool.query as (...inner: unknown[]) => unknown)(...args);
    };
    const counted = { db: { ...at.deps.db, pool: { query } as unknown as typeof at.deps.db.pool } };
    const ids = Array.from({ length: 300 }, () => `user:${at.deps.newId()}`);
    const nameOf = await nameActors(counted, ids);
    expect([statements, nameOf(ids[7] as string)]).toEqual([1, `former person …${ids[7]?.slice(-6)}`]);
    await nameActors(counted, ['system:sweep', 'key:not-an-id', "user:' OR true --"]);
    expect(statements).toBe(1);
  });

  it('[V15] a list says why a failing run fails', async () => {
    const agentId = await addAgent(at.deps, 'clerk');
    const { runId } = await startRun(at.deps, definition);
    const placed = await placeReady(at.deps, runId, agentId);
    const attempt = placed.get('a');
    if (!attempt) throw new Error('nothing was placed');
    await settle(at.deps, attempt, { error: 'the ledger is torn' });
    const run = (await get('/runs')).data.find(({ id }: { id: string }) => id === runId);
    expect(run.failure).toEqual({ task_name: 'A', cause: 'agent_error: the ledger is torn' });
    expect((await get(`/runs/${runId}`)).failure).toEqual(run.failure);
  });

  it('[V15] an agent was last seen when it ended an attempt or answered a test call, and not before', async () => {
    const agentId = await addAgent(at.deps, 'quiet');
    const seen = async () => (await get(`/agents/${agentId}`)).last_seen_at;
    expect(await seen()).toBeNull();
    await testAgent(at.deps, { id: agentId }, BY);
    const tested = await seen();
    expect(tested).not.toBeNull();
    at.deps.road.countStat({ agentId, taskType: 't', ...ONE_ATTEMPT });
    await at.deps.road.drain();
    expect((await seen()) > tested).toBe(true);
  });
});
