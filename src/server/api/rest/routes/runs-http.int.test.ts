import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../../../tests/fixtures/installation.ts';
import { callRest } from '../../../../../tests/fixtures/rest-client.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
  await at.deps.feed.ready();
});
afterAll(() => at.close());

const DEFINITION = {
  workflow_id: 'by-http',
  name: 'By HTTP',
  tasks: [{ task_id: 'only', task_type: 'probe', required_capabilities: ['nobody-has-this'] }],
};
const operate = (path: string, json: unknown = {}, headers: Record<string, string> = {}) =>
  callRest(at.deps, { method: 'POST', path, key: at.keys.operator, json, headers });
const execute = (headers: Record<string, string> = {}) => operate('/workflow/execute', DEFINITION, headers);
const UNKNOWN = '0192f3a4-5b6c-7d8e-9f00-112233445566';

describe('runs over HTTP', () => {
  it('[P16] stores a run before it answers, and says where it is', async () => {
    const answer = await execute();
    expect(answer.status).toBe(202);
    const { rows } = await at.deps.db.pool.query('SELECT workflow_id, created_by FROM run WHERE id = $1', [answer.body.run_id]);
    expect(rows[0]).toMatchObject({ workflow_id: 'by-http' });
    expect(rows[0].created_by).toMatch(/^key:/);
    expect(answer.body.links.run).toBe(`/api/v1/orchestration/runs/${answer.body.run_id}`);
  });

  it('[P16] makes one run of a request that is sent twice', async () => {
    const headers = { 'idempotency-key': 'one-run' };
    const [first, second] = [await execute(headers), await execute(headers)];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('[CH21] a submission whose answer was lost with its process makes the same run when it is repeated', async () => {
    const headers = { 'idempotency-key': 'lost-answer' };
    const first = await execute(headers);
    await at.deps.db.pool.query(`UPDATE idempotency_key SET status = NULL, body = NULL, held_until = now() WHERE key = 'lost-answer'`);
    const second = await execute(headers);
    expect([second.status, second.body.run_id]).toEqual([202, first.body.run_id]);
    const { rows } = await at.deps.db.pool.query('SELECT count(*)::int AS n FROM run WHERE id = $1', [first.body.run_id]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('[CH21] a submission that was begun and stored nothing gets the run it was to make', async () => {
    const headers = { 'idempotency-key': 'stored-nothing' };
    const { body } = await execute({ 'idempotency-key': 'another' });
    await at.deps.db.pool.query(
      `INSERT INTO idempotency_key (principal, key, route, request_hash, subject_id, held_until, expires_at)
       SELECT principal, 'stored-nothing', route, request_hash, '01920000-0000-7000-8000-00000000abcd', now(), expires_at FROM idempotency_key WHERE key = 'another'`,
    );
    const second = await execute(headers);
    expect([second.status, second.body.run_id]).toEqual([202, '01920000-0000-7000-8000-00000000abcd']);
    expect(second.body.run_id).not.toBe(body.run_id);
  });

  it('[P16] waits no longer than asked', async () => {
    const begun = performance.now();
    const answer = await execute({ prefer: 'wait=1' });
    expect(answer.status).toBe(202);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  });

  it('[P16] answers a waiting request as soon as the run has ended', async () => {
    const waiting = execute({ prefer: 'wait=30', 'idempotency-key': 'waits' });
    const newest = async () => {
      const { rows } = await at.deps.db.pool.query<{ id: string }>(
        `SELECT r.id FROM run r JOIN idempotency_key k ON k.key = 'waits' WHERE r.created_at >= k.created_at ORDER BY r.id DESC LIMIT 1`,
      );
      return rows[0]?.id;
    };
    await expect.poll(newest).toBeTypeOf('string');
    const begun = performance.now();
    await operate(`/runs/${await newest()}/cancel`, { reason: 'enough' });
    const answer = await waiting;
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'cancelled', workflow_result: { total_tasks: 1, completed_tasks: 0 } });
  });

  it('[P17] pauses, resumes and cancels, each in its time, each in the audit', async () => {
    const { run_id: id } = (await execute()).body;
    const statuses = [];
    for (const verb of ['pause', 'pause', 'resume', 'cancel', 'resume', 'cancel']) {
      const answer = await operate(`/runs/${id}/${verb}`);
      statuses.push([verb, answer.status, answer.body.status ?? answer.body.code]);
    }
    expect(statuses).toEqual([
      ['pause', 200, 'paused'],
      ['pause', 409, 409],
      ['resume', 200, 'running'],
      ['cancel', 200, 'cancelled'],
      ['resume', 409, 409],
      ['cancel', 409, 409],
    ]);
    const audit = await callRest(at.deps, { path: `/audit?subject=run:${id}`, key: at.keys.viewer });
    const actions = audit.body.data.map((entry: { action: string }) => entry.action);
    expect(actions).toEqual(['run.cancel', 'run.resume', 'run.pause', 'run.execute']);
  });

  it.each(['cancel', 'pause', 'resume', 'retry'])('[P17] answers %s of a run that does not exist', async (verb) => {
    expect((await operate(`/runs/${UNKNOWN}/${verb}`)).status).toBe(404);
  });

  it('[P18] refuses results and heartbeats that nobody is waiting for', async () => {
    const beat = await operate(`/tasks/${UNKNOWN}/heartbeat`, { fence: 1 });
    const done = await operate(`/tasks/${UNKNOWN}/complete`, { fence: 1, status: 'completed', output: { a: 1 } });
    expect([beat.status, beat.body.code]).toEqual([409, 'stale_fence']);
    expect([done.status, done.body.code]).toEqual([409, 'stale_fence']);
  });

  it.each([
    [{}],
    [{ fence: 0, status: 'completed' }],
    [{ fence: 1.5, status: 'completed' }],
    [{ fence: 1, status: 'won' }],
    [{ fence: 1, status: 'completed', usage: { input_tokens: -1 } }],
    [{ fence: 1, status: 'completed', agent_id: UNKNOWN }],
  ])('[P18] refuses the report %j', async (report) => {
    expect((await operate(`/tasks/${UNKNOWN}/complete`, report)).status).toBe(422);
  });

  it.each([[{ max: -1 }], [{ max: 100_000 }], [{ wait_seconds: 3_600 }], [{ capabilities: ['x'] }]])(
    '[P18] refuses the claim %j',
    async (claim) => {
      expect((await operate(`/agents/${UNKNOWN}/claim`, claim)).status).toBe(422);
    },
  );

  it('[P18] answers a claim of an agent that does not exist', async () => {
    expect((await operate(`/agents/${UNKNOWN}/claim`, { wait_seconds: 0 })).status).toBe(404);
  });

  it('[RE5] tells over HTTP what a fork would do, and makes it', async () => {
    const { body: first } = await execute();
    const path = `/runs/${first.run_id}`;
    expect((await operate(`${path}/retry`)).status).toBe(409);
    expect((await operate(`${path}/fork`)).status).toBe(422);
    const preview = await operate(`${path}/fork`, { from_task: 'only', dry_run: true });
    expect([preview.status, preview.body]).toEqual([
      200,
      { reused: 0, version: null, again: [{ task_id: 'only', name: 'only', because: 'chosen', items: null }], dropped: [] },
    ]);
    const fork = await operate(`${path}/fork`, { from_task: 'only', task_input: { x: 1 } });
    expect([fork.status, fork.body.parent_run_id, fork.body.lineage]).toEqual([202, first.run_id, 'fork']);
    const shown = await callRest(at.deps, { path: `/runs/${fork.body.run_id}`, key: at.keys.viewer });
    expect(shown.body).toMatchObject({ forked_from: first.run_id, retry_of: null, rerun_from: 'only', children: [] });
    await operate(`${path}/cancel`);
    const checkpoints = await callRest(at.deps, { path: `${path}/checkpoints`, key: at.keys.viewer });
    expect([checkpoints.status, checkpoints.body]).toEqual([200, { every: 1, total_tasks: 1, data: [] }]);
    const later = await operate(`${path}/fork`, { from_checkpoint: 1_000, dry_run: true });
    expect([later.status, later.body.errors]).toEqual([422, [{ path: 'from_checkpoint', message: 'the run has no event 1000 yet' }]]);
    expect((await operate(`${path}/retry`, { from_checkpoint: 1 })).status).toBe(422);
    const count = await operate('/bulk-retries', { filter: { workflow_id: 'by-http' }, dry_run: true });
    expect([count.status, count.body.runs]).toEqual([200, expect.any(Number)]);
    const bulk = await operate('/bulk-retries', { filter: { workflow_id: 'by-http' } });
    expect([bulk.status, bulk.body.total, bulk.body.status]).toEqual([202, count.body.runs, 'running']);
    expect((await operate(`/bulk-retries/${bulk.body.id}/abort`)).body.status).toBe('aborted');
    expect((await operate(`/bulk-retries/${bulk.body.id}/abort`)).status).toBe(409);
    expect((await operate(`/bulk-retries/${UNKNOWN}/abort`)).status).toBe(404);
  });

  it('[RE10] counts and cancels over HTTP what goes on, and keeps cancels and retries apart', async () => {
    await operate('/workflow/execute', { ...DEFINITION, workflow_id: 'many-by-http' });
    const filter = { workflow_id: 'many-by-http' };
    const count = await operate('/bulk-cancels', { filter, dry_run: true });
    expect([count.status, count.body.runs]).toEqual([200, 1]);
    const bulk = await operate('/bulk-cancels', { filter, reason: 'enough' });
    expect(bulk.body).toMatchObject({ total: 1, cancelled: 0, reason: 'enough', status: 'running' });
    expect(bulk.status).toBe(202);
    const shown = (path: string) => callRest(at.deps, { path, key: at.keys.viewer });
    expect((await shown(`/bulk-cancels/${bulk.body.id}`)).body).toEqual(bulk.body);
    expect((await shown('/bulk-cancels')).body.data.map(({ id }: { id: string }) => id)).toEqual([bulk.body.id]);
    expect((await shown(`/bulk-retries/${bulk.body.id}`)).status).toBe(404);
    expect((await operate(`/bulk-retries/${bulk.body.id}/abort`)).status).toBe(404);
    expect((await operate(`/bulk-cancels/${bulk.body.id}/abort`)).body.status).toBe('aborted');
    expect((await operate('/bulk-cancels', { filter: { status: ['failed'] } })).status).toBe(422);
    expect((await callRest(at.deps, { method: 'POST', path: '/bulk-cancels', key: at.keys.viewer, json: {} })).status).toBe(403);
  });

  it('[PA5] shows over HTTP what a patch changes, applies it to the version that was seen, and takes it back', async () => {
    const { body: run } = await execute();
    const path = `/runs/${run.run_id}/patches`;
    const patch = { ops: [{ op: 'change_input', task_id: 'only', input: { x: 1 } }] };
    const preview = await operate(path, { ...patch, dry_run: true });
    expect([preview.status, preview.body.graph_version, preview.body.diff.changed]).toMatchObject([
      200,
      0,
      [{ task_id: 'only', fields: [{ field: 'input' }] }],
    ]);
    const refused = await operate(path, { ops: [{ op: 'skip', task_id: 'nobody' }] });
    expect([refused.status, refused.body.errors]).toEqual([422, [{ path: 'ops.0.task_id', message: 'the run has no task "nobody"' }]]);
    const applied = await operate(path, { ...patch, graph_version: 0 });
    expect([applied.status, applied.body.status, applied.body.graph_version]).toEqual([201, 'applied', 1]);
    expect((await operate(path, { ...patch, graph_version: 0 })).status).toBe(412);
    const listed = await callRest(at.deps, { path, key: at.keys.viewer });
    expect(listed.body.data).toMatchObject([{ id: applied.body.id, status: 'applied', proposed_by_task: null }]);
    expect((await operate(`${path}/${applied.body.id}/accept`)).status).toBe(409);
    expect((await operate(`${path}/${applied.body.id}/revert`)).body.status).toBe('reverted');
    expect((await operate(`${path}/${UNKNOWN}/revert`)).status).toBe(404);
    await operate(`/runs/${run.run_id}/cancel`);
    expect((await operate(path, patch)).status).toBe(409);
  });
});
