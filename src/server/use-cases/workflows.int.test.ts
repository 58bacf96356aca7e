import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';

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

  it('[V1] the list brings every workflow once, in order', async () => {
    for (const id of ['z-3', 'z-1', 'z-2']) await call('POST', '/workflows', definition('Z', { workflow_id: id }));
    const first = await call('GET', '/workflows?text=z-&limit=2');
    const second = await call('GET', `/workflows?text=z-&limit=2&after=${first.body.next_cursor}`);
    expect([...first.body.data, ...second.body.data].map((row: { id: string }) => row.id)).toEqual(['z-1', 'z-2', 'z-3']);
    expect(second.body.next_cursor).toBeNull();
    expect(first.body.data[0]).toMatchObject({ task_count: 1, last_run: null, has_unpublished_changes: true });
  });
});
