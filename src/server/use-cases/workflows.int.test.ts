// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import type { Principal } from '../core/access/principal.ts';
import { MAX_PIN } from '../core/run/trial.ts';
import { createWrittenWorkflow } from './create-workflow.ts';
import { dryRunWorkflow } from './dry-run-workflow.ts';
import { listAudit } from './list-audit.ts';
import { readWorkflow } from './read-workflow.ts';
import { saveWorkflow } from './save-workflow.ts';
import { pinOutput, readPins, unpinOutput } from './workflow-pins.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

const call = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
  callRest(hive.deps, { method, path, key: hive.keys.operator, headers, ...(json !== undefined && { json }) });
const definition = (name: string, rest: object = {}) => ({ name, tasks: [{ task_id: 'a', task_type: 'x' }], ...rest });

describe('stored workflows', () => {
  it('[F9] a save over a revision that is not there any more is refused', async () => {
    const created = await call('POST', '/workflows', definition('Save me'));
    expect([created.status, created.body.id, created.headers.get('etag')]).toEqual([201, 'save-me', '"1"']);
    const saved = await call('PUT', '/workflows/save-me', definition('Saved'), { 'if-match': '"1"' });
    expect([saved.status, saved.body.name, saved.headers.get('etag')]).toEqual([200, 'Saved', '"2"']);
    expect((await call('PUT', '/workflows/save-me', definition('Late'), { 'if-match': '"1"' })).status).toBe(412);
    expect((await call('GET', '/workflows/save-me')).body.draft.name).toBe('Saved');
  });

  it('[F10] publishing counts versions, and an unchanged draft makes none', async () => {
    await call('POST', '/workflows', definition('Publish me'));
    expect((await call('GET', '/workflows/publish-me')).body).toMatchObject({ published_version: null, published: null });
    expect((await call('POST', '/workflows/publish-me/publish')).body).toMatchObject({
      published_version: 1,
      has_unpublished_changes: false,
    });
    expect((await call('POST', '/workflows/publish-me/publish')).body.published_version).toBe(1);
    await call('PUT', '/workflows/publish-me', definition('Changed'));
    const { body } = await call('GET', '/workflows/publish-me');
    expect(body).toMatchObject({ has_unpublished_changes: true, published: { name: 'Publish me' }, draft: { name: 'Changed' } });
    expect((await call('POST', '/workflows/publish-me/publish')).body.versions.map((each: { version: number }) => each.version)).toEqual([
      2, 1,
    ]);
  });

  it('[VE3] a roll-back publishes an old version again as a new one', async () => {
    const path = '/workflows/roll-me';
    await call('POST', '/workflows', definition('Roll me'));
    await call('POST', `${path}/publish`);
    await call(
      'PUT',
      path,
      definition('Roll me', {
        tasks: [
          { task_id: 'a', task_type: 'x' },
          { task_id: 'b', task_type: 'y', dependencies: ['a'] },
        ],
      }),
    );
    await call('POST', `${path}/publish`);
    const diff = await call('GET', `${path}/diff?from=1&to=2`);
    expect(diff.body).toMatchObject({ added: [{ task_id: 'b' }], removed: [], changed: [], added_edges: [{ from: 'a', to: 'b' }] });
    expect((await call('GET', `${path}/diff?from=2&to=draft`)).body).toMatchObject({ added: [], removed: [], changed: [] });
    expect((await call('GET', `${path}/versions/1`)).body.definition.tasks).toHaveLength(1);
    expect((await call('POST', `${path}/roll-back`, { version: 1 }, { 'if-match': '"1"' })).status).toBe(412);
    const rolled = await call('POST', `${path}/roll-back`, { version: 1 }, { 'if-match': '"2"' });
    expect([rolled.status, rolled.headers.get('etag')]).toEqual([200, '"3"']);
    expect(rolled.body).toMatchObject({ published_version: 3, has_unpublished_changes: false, draft: { tasks: [{ task_id: 'a' }] } });
    expect((await call('GET', `${path}/diff?from=1&to=3`)).body).toMatchObject({ added: [], removed: [], changed: [], settings: [] });
    expect((await call('POST', `${path}/roll-back`, { version: 1 })).status).toBe(409);
    for (const missing of [`${path}/versions/9`, `${path}/diff?from=1&to=9`]) expect((await call('GET', missing)).status).toBe(404);
    expect((await call('POST', `${path}/roll-back`, { version: 9 })).status).toBe(404);
  });

  it('[F9] an id is taken once, a definition is checked whole, and an id stays', async () => {
    await call('POST', '/workflows', definition('Mine', { workflow_id: 'mine' }));
    expect((await call('POST', '/workflows', definition('Mine', { workflow_id: 'mine' }))).status).toBe(409);
    const cycle = { name: 'C', tasks: [{ task_id: 'a', task_type: 'x', dependencies: ['a', 'b'] }] };
    const refused = await call('POST', '/workflows', cycle);
    expect([refused.status, refused.body.code, refused.body.errors.length > 1]).toEqual([422, 'invalid_definition', true]);
    expect((await call('PUT', '/workflows/mine', definition('M', { workflow_id: 'other' }))).status).toBe(422);
    const checked = await call('POST', '/workflows/mine/validate', cycle);
    expect([checked.status, checked.body.valid]).toEqual([200, false]);
    expect((await call('POST', '/workflows/mine/validate')).body).toEqual({ valid: true, errors: [] });
    expect((await call('GET', '/workflows/none')).status).toBe(404);
  });

  it('[DE19] a draft that was written is kept as it was written, until it is saved as a value', async () => {
    const { deps } = hive;
    const author: Principal = { kind: 'system', id: 'system:test', name: 'Author', role: 'operator' };
    const source = '# why\nname: Written\ntasks:\n  - task_id: a # first\n    task_type: x\n';
    const created = await createWrittenWorkflow(deps, source, author);
    expect(created).toMatchObject({ id: 'written', draftSource: source, draft: { name: 'Written', workflow_id: 'written' } });
    const next = source.replace('task_type: x', 'task_type: y');
    const saved = await saveWorkflow(deps, { id: 'written', draft: { source: next }, ifMatch: 1 }, author);
    expect([saved.draftSource, saved.draft.tasks[0]?.task_type, saved.revision]).toEqual([next, 'y', 2]);
    await call('PUT', '/workflows/written', definition('Written'));
    expect((await readWorkflow(deps, 'written')).draftSource).toBeNull();
    const torn = saveWorkflow(deps, { id: 'written', draft: { source: 'name: [x\ntasks: {' } }, author);
    await expect(torn).rejects.toMatchObject({
      code: 'malformed',
      faults: [{ path: expect.stringMatching(/^line \d/) }, expect.anything()],
    });
    const bomb = `a: &a [x,x,x]\n${[...'bcdefghi'].map((each, at) => `${each}: &${each} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`).join('\n')}`;
    await expect(createWrittenWorkflow(deps, bomb, author)).rejects.toMatchObject({ code: 'malformed' });
  });

  it('[DE17] a dry run says who would get each task, and starts nothing', async () => {
    const agent = { name: 'Counter', kind: 'simulated', max_concurrent_tasks: 2, cost_per_task_usd: 0.5, config: { latency_ms: 1 } };
    await callRest(hive.deps, {
      method: 'POST',
      path: '/agents',
      key: hive.keys.admin,
      json: { ...agent, capabilities: [{ name: 'count', proficiency: 1 }] },
    });
    const counting = (id: string, dependencies: string[] = []) => ({
      ...{ task_id: id, task_type: 'count', required_capabilities: ['count'], estimated_duration_minutes: 1, dependencies },
    });
    const tasks = [
      ...['a', 'b', 'c'].map((id) => counting(id)),
      { task_id: 'pause', timer: { seconds: 30 }, dependencies: ['a'] },
      { task_id: 'odd', task_type: 'odd', required_capabilities: ['nobody-has-it'], dependencies: ['pause'] },
    ];
    const answer = await call('POST', '/workflow/dry-run', { name: 'Dry', tasks });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ total_ms: null, at_least_ms: 120_000, cost_usd: 1.5, unplaced_tasks: 1, tasks_of_unknown_cost: 1 });
    expect(answer.body.tasks.map((task: { agent: { name: string } | null }) => task.agent?.name ?? null)).toEqual([
      'Counter',
      'Counter',
      'Counter',
      null,
      null,
    ]);
    expect(answer.body.tasks[3]).toMatchObject({ kind: 'timer', duration_ms: 30_000, start_ms: 60_000, reason: null });
    expect(answer.body.tasks[4].reason).toMatch(/./);
    expect((await call('GET', '/runs')).body.data).toEqual([]);
    expect((await call('POST', '/workflow/dry-run', { workflow_id: 'none' })).status).toBe(404);
    expect((await call('POST', '/workflow/dry-run', { name: 'x', tasks: [] })).status).toBe(422);
  });

  it('[FL9] of maps, loops and approvals a dry run tells what the last runs tell; [FL10] a task that was mostly skipped counts by its share', async () => {
    const { deps } = hive;
    const agent = { name: 'Looker', kind: 'simulated', max_concurrent_tasks: 2, cost_per_task_usd: 1, config: { latency_ms: 1 } };
    const json = { ...agent, capabilities: [{ name: 'look', proficiency: 1 }] };
    await callRest(deps, { method: 'POST', path: '/agents', key: hive.keys.admin, json });
    const look = { task_type: 'look', required_capabilities: ['look'], estimated_duration_minutes: 1 };
    const tasks = [
      { ...look, task_id: 'each', map: { over: '${input.files}' }, input: '${item}' },
      { ...look, task_id: 'deep', condition: 'input.deep', dependencies: ['each'] },
      { task_id: 'ask', approval: { title: 'Go?' }, dependencies: ['each'] },
      { task_id: 'below', sub_workflow: { workflow_id: 'dry-inner' }, dependencies: ['ask'] },
      { task_id: 'gone', sub_workflow: { workflow_id: 'never-made' }, dependencies: ['ask'] },
    ];
    const inner = {
      workflow_id: 'dry-inner',
      name: 'Inner',
      tasks: [
        { ...look, task_id: 'a' },
        { ...look, task_id: 'b', dependencies: ['a'] },
      ],
    };
    await call('POST', '/workflows', inner);
    const ask = () => dryRunWorkflow(deps, { definition: { workflow_id: 'dry-past', name: 'Past', tasks } });
    const fresh = await ask();
    const [each, deep, approval, below, gone] = fresh.tasks;
    expect([each?.calls, each?.wholeMs, each?.durationMs, deep?.likelihood, approval?.wholeMs]).toEqual([null, null, 60_000, null, null]);
    expect(below).toMatchObject({ calls: 2, wholeMs: 120_000, wholeCostUsd: 2, reason: null });
    expect([gone?.reason, fresh.unplaced, fresh.callsUnknown, fresh.totalMs]).toEqual(['no workflow "never-made"', 1, 2, null]);

    const past = `INSERT INTO run (id, workflow_id, name, status, execution_mode, priority, max_concurrent_tasks, failure_tolerance, input, context, total, created_by)
      SELECT gen_random_uuid(), 'dry-past', 'Past', 'completed', 'adaptive', 5, 10, 0, '{}', '{}', 3, 'system:test' FROM generate_series(1, 5)`;
    await deps.db.pool.query(past);
    await deps.db.pool.query(`INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, spec, input, ready_at, finished_at)
      SELECT gen_random_uuid(), r.id, x.idx, x.key, x.key, 'look', CASE WHEN x.key = 'deep' AND r.n > 1 THEN 'skipped' ELSE 'completed' END, 0,
        '{"grown": 4}', '{}', now() - interval '90 seconds', now()
      FROM (SELECT id, row_number() OVER () AS n FROM run WHERE workflow_id = 'dry-past') r, (VALUES (0, 'each'), (1, 'deep'), (2, 'ask')) x(idx, key)`);
    const told = await ask();
    expect(told.tasks[0]).toMatchObject({ calls: 4, callsFrom: 'history', wholeMs: 120_000, wholeCostUsd: 4 });
    expect(told.tasks[1]).toMatchObject({ likelihood: 0.2, calls: 1 });
    expect(told.tasks[2]).toMatchObject({ wholeMs: 90_000, durationFrom: 'history' });
    expect(told.calls).toBeCloseTo(4 + 0.2 + 2, 9);
    expect(told.costUsd).toBeCloseTo(4 + 0.2 + 2, 9);
    expect((await call('POST', '/workflow/dry-run', { workflow_id: 'dry-inner' })).body).toMatchObject({ calls: 2, total_ms: 120_000 });
  });

  it('[BG15] a dry run names the limits that leave too little, also of what runs below it', async () => {
    const { deps } = hive;
    const json = { name: 'Dear', kind: 'simulated', max_concurrent_tasks: 2, cost_per_task_usd: 2, config: { latency_ms: 1 } };
    const capabilities = [{ name: 'dear', proficiency: 1 }];
    const made = await callRest(deps, { method: 'POST', path: '/agents', key: hive.keys.admin, json: { ...json, capabilities } });
    const dear = { task_type: 'dear', required_capabilities: ['dear'] };
    await call('POST', '/workflows', { workflow_id: 'dear-inner', name: 'Inner', max_cost_usd: 1, tasks: [{ ...dear, task_id: 'deep' }] });
    const tasks = [
      { ...dear, task_id: 'cheap', max_cost_usd: 0.5 },
      { ...dear, task_id: 'twice', map: { over: [1, 2] }, max_cost_usd: 4 },
      { task_id: 'below', sub_workflow: { workflow_id: 'dear-inner' } },
    ];
    const ask = async (more: object) => (await call('POST', '/workflow/dry-run', { name: 'Dear', tasks, ...more })).body.shortfalls;
    const own = [
      { scope: 'task', subject: 'cheap', left_usd: 0.5, expected_usd: 2, on_exceeded: 'block', renews_at: null },
      { scope: 'run', subject: 'dear-inner', left_usd: 1, expected_usd: 2 },
    ];
    const sorted = (found: { scope: string }[]) => found.toSorted((a, b) => b.scope.localeCompare(a.scope));
    expect(sorted(await ask({}))).toMatchObject(own);
    const whole = { scope: 'run', subject: null, limit_usd: 5, expected_usd: 6 };
    expect(sorted(await ask({ max_cost_usd: 5 }))).toMatchObject([...own, whole]);
    const limit = { scope: 'agent', subject: made.body.id, limit_usd: 7, on_exceeded: 'warn' };
    await callRest(deps, { method: 'POST', path: '/budgets', key: hive.keys.admin, json: limit });
    const [, , warned] = await ask({});
    expect(warned).toMatchObject({
      scope: 'agent',
      left_usd: 7,
      expected_usd: 8,
      on_exceeded: 'warn',
      renews_at: expect.stringMatching(/T/),
    });
    expect(warned.message).toBe('the budget of the agent for the day (Dear): $7.00 of $7.00 left, $8.00 expected');
  });

  it('[DE28] pins belong to the draft: they are replaced, taken away, audited, and never part of a version', async () => {
    const { deps } = hive;
    const author: Principal = { kind: 'system', id: 'system:test', name: 'Author', role: 'operator' };
    await call('POST', '/workflows', definition('Pinned', { workflow_id: 'pinned' }));
    await pinOutput(deps, { id: 'pinned', taskId: 'a', output: 1 }, author);
    expect(await pinOutput(deps, { id: 'pinned', taskId: 'a', output: { n: [2] } }, author)).toMatchObject([
      { taskId: 'a', output: { n: [2] }, pinnedBy: 'system:test' },
    ]);
    const published = await call('POST', '/workflows/pinned/publish');
    expect(JSON.stringify(published.body)).not.toContain('[2]');
    await expect(pinOutput(deps, { id: 'pinned', taskId: 'a', output: 'x'.repeat(MAX_PIN) }, author)).rejects.toMatchObject({
      code: 'invalid',
      faults: [{ path: 'output' }],
    });
    await expect(readPins(deps, 'none')).rejects.toMatchObject({ code: 'not_found' });
    expect(await unpinOutput(deps, { id: 'pinned', taskId: 'a' }, author)).toEqual([]);
    expect(await unpinOutput(deps, { id: 'pinned', taskId: 'a' }, author)).toEqual([]);
    const { data } = await listAudit(deps, { limit: 10, subject: 'workflow:pinned' });
    expect(data.map(({ action }) => action)).toEqual([
      'workflow.unpin',
      'workflow.publish',
      'workflow.pin',
      'workflow.pin',
      'workflow.create',
    ]);
  });

  it('[V1] the list brings every workflow once, in order', async () => {
    for (const id of ['z-3', 'z-1', 'z-2']) await call('POST', '/workflows', definition('Z', { workflow_id: id }));
    const first = await call('GET', '/workflows?text=z-&limit=2');
    const second = await call('GET', `/workflows?text=z-&limit=2&after=${first.body.next_cursor}`);
    expect([...first.body.data, ...second.body.data].map((row: { id: string }) => row.id)).toEqual(['z-1', 'z-2', 'z-3']);
    expect(second.body.next_cursor).toBeNull();
    expect(first.body.data[0]).toMatchObject({ task_count: 1, last_run: null, has_unpublished_changes: true });
  });
});
