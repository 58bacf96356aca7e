import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness, task } from '../../../../../tests/engine/harness.ts';
import { callRest } from '../../../../../tests/fixtures/rest-client.ts';
import { createApiKey } from '../../../use-cases/create-api-key.ts';

let hive: Harness;
const keys: Record<string, string> = {};
beforeAll(async () => {
  hive = await createHarness();
  const by = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    keys[role] = (await createApiKey(hive.deps, { name: role, role, expiresAt: null }, by)).key;
  }
  await hive.addAgent({ name: 'author', slots: 5 });
  await hive.startWorker();
});
afterAll(() => hive.close());

const get = (path: string, role = 'viewer') => callRest(hive.deps, { path, key: keys[role] as string });
const post = (path: string, json: unknown, role = 'operator') =>
  callRest(hive.deps, { method: 'POST', path, json, key: keys[role] as string });
const execute = (contract: object, role = 'operator') =>
  post('/workflow/execute', { name: 'checked', tasks: [{ task_id: 'a', task_type: 'work', contract }] }, role);

const openReview = async () => {
  const runId = await hive.submit({ tasks: [task('a', [], { contract: { human: { instructions: 'Look at it.' } } })] });
  await hive.until(async () => (await hive.tasks(runId)).a?.status === 'waiting');
  return { runId, taskId: (await hive.tasks(runId)).a?.id as string };
};

describe('reviews over HTTP', () => {
  it('[VO25] open reviews are listed, counted with their run, and decided once, with a reason where they reject', async () => {
    const { runId, taskId } = await openReview();
    expect((await get(`/reviews?run_id=${runId}`)).body).toMatchObject({
      data: [{ id: taskId, task_id: 'a', instructions: 'Look at it.', due_at: null }],
      next_cursor: null,
    });
    expect((await get(`/runs/${runId}`)).body).toMatchObject({ open_reviews: 1, open_approvals: 0, max_agents: 20 });
    expect((await get('/runs?needs_person=true')).body.data).toMatchObject([{ id: runId, open_reviews: 1 }]);
    expect((await get(`/tasks/${taskId}`)).body).toMatchObject({ status: 'waiting', wait_reason: 'review', output: { key: 'a' } });
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'accept' }, 'viewer')).status).toBe(403);
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'maybe' })).status).toBe(422);
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'reject' })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'reason' }],
    });
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'accept', quality: 2 })).status).toBe(422);
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'accept', reason: 'kind', quality: 0.9 })).body).toMatchObject({
      id: taskId,
      run_id: runId,
      status: 'completed',
    });
    expect((await post(`/tasks/${taskId}/review`, { verdict: 'accept' })).status).toBe(409);
    expect((await post(`/tasks/${hive.deps.newId()}/review`, { verdict: 'accept' })).status).toBe(404);
    expect((await get(`/tasks/${taskId}`)).body.attempts).toMatchObject([
      { verification: 'verified', verification_reason: 'kind', quality: 0.9 },
    ]);
    expect((await get(`/audit?subject=task:${taskId}`)).body.data).toMatchObject([
      { action: 'task.review_accept', detail: { reason: 'kind' } },
    ]);
    expect((await get('/reviews')).body.data).toEqual([]);
  });

  it('[VO25] a list of reviews is read page by page', async () => {
    await openReview();
    await openReview();
    const first = (await get('/reviews?limit=1')).body;
    const second = (await get(`/reviews?limit=1&after=${first.next_cursor}`)).body;
    expect([first.data.length, second.data.length, second.next_cursor]).toEqual([1, 1, null]);
    expect(second.data[0].id).not.toBe(first.data[0].id);
    expect((await get('/reviews?after=nonsense')).status).toBe(400);
  });
});

describe('contracts in a definition', () => {
  it.each([
    ['a schema that does not compile', { schema: { type: 'text' } }, 'tasks.0.contract.schema'],
    ['a schema that refers to the network', { schema: { $ref: 'https://example.org/s' } }, 'tasks.0.contract.schema'],
    ['a condition that does not parse', { condition: 'output ==' }, 'tasks.0.contract.condition'],
    ['a service agents may not reach', { http: { url: 'http://169.254.169.254/latest' } }, 'tasks.0.contract.http.url'],
    [
      'a secret written down',
      { http: { url: 'http://127.0.0.1:1', headers: { authorization: 'Bearer x' } } },
      'tasks.0.contract.http.headers.authorization',
    ],
    ['a header of the client', { http: { url: 'http://127.0.0.1:1', headers: { host: 'x' } } }, 'tasks.0.contract.http.headers.host'],
    ['a judge without a rubric', { judge: { agent: 'author' } }, 'tasks.0.contract.judge.rubric'],
    ['a quality beyond 1', { judge: { agent: 'author', rubric: 'x', min_quality: 2 } }, 'tasks.0.contract.judge.min_quality'],
    ['a check that does not exist', { magic: true }, 'tasks.0.contract'],
  ])('[VO32] refused with its place: %s', async (_, contract, path) => {
    const answer = await execute(contract);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(path);
  });

  it('[VO33] a command is an admin to write, and a refusal is in the audit', async () => {
    const contract = { command: { argv: ['true'] } };
    expect((await execute(contract)).status).toBe(403);
    expect((await post('/workflows', { name: 'stored', tasks: [{ task_id: 'a', task_type: 'work', contract }] })).status).toBe(403);
    expect((await get('/audit?limit=1')).body.data).toMatchObject([{ action: 'contract.command_refused' }]);
    expect((await execute(contract, 'admin')).status).toBe(202);
  });

  it('[VO44] a stored secret is an admin to send, and a refusal is in the audit', async () => {
    const contract = { http: { url: 'http://127.0.0.1:9/', headers: { authorization: { secret: 'provider' } } } };
    const refused = await execute(contract);
    expect(refused.body).toMatchObject({ status: 403, errors: [{ path: 'tasks.0.contract.http.headers' }] });
    expect((await post('/workflows', { name: 'sends', tasks: [{ task_id: 'a', task_type: 'work', contract }] })).status).toBe(403);
    expect((await get('/audit?limit=1')).body.data).toMatchObject([{ action: 'contract.secret_refused' }]);
    expect((await execute({ http: { url: 'http://127.0.0.1:9/' } })).status).toBe(202);
    expect((await post('/workflows', { name: 'sends', tasks: [{ task_id: 'a', task_type: 'work', contract }] }, 'admin')).status).toBe(201);
    expect((await post('/workflow/execute', { workflow_id: 'sends' })).status).toBe(202);
  });
});
