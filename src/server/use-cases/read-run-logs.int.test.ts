import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { readRunLogs, readRunLogsSchema } from './read-run-logs.ts';

let at: Installation;
let runId = '';
const UNKNOWN = '0192f3a4-5b6c-7d8e-9f00-112233445566';
const call = (path: string) => callRest(at.deps, { path, key: at.keys.viewer });
const read = (over: object = {}) => readRunLogs(at.deps, readRunLogsSchema.parse({ runId, ...over }));

/** An attempt of a task that printed these lines. */
async function print(key: string, number: number, lines: string[]): Promise<void> {
  const { pool } = at.deps.db;
  const attempt = at.deps.newId();
  await pool.query(
    `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at, ended_at)
      SELECT $1, t.id, t.run_id, $1, $4, $4, 'failed', now(), now() FROM task t WHERE t.run_id = $2 AND t.key = $3`,
    [attempt, runId, key, number],
  );
  await pool.query(
    `INSERT INTO log_line (attempt_id, seq, task_id, at, stream, text)
      SELECT $1, l.place - 1, t.id, now(), 'stderr', l.text FROM task t, unnest($4::text[]) WITH ORDINALITY AS l(text, place) WHERE t.run_id = $2 AND t.key = $3`,
    [attempt, runId, key, lines],
  );
}

beforeAll(async () => {
  at = await createInstallation();
  const task = { task_type: 'probe', required_capabilities: ['nobody-has-this'] };
  const json = { name: 'Logs', tasks: ['one', 'two', 'three'].map((task_id) => ({ ...task, task_id, name: task_id.toUpperCase() })) };
  runId = (await callRest(at.deps, { method: 'POST', path: '/workflow/execute', key: at.keys.operator, json })).body.run_id;
  await print('three', 1, ['c1', 'c2 torn']);
  await print('one', 2, ['a3', 'a4']);
  await print('one', 1, ['a1', 'page \u001b[31m12\u001b[0m is TORN']);
});
afterAll(() => at.close());

describe('the log of a run', () => {
  test('[V22] holds every line once, task by task and attempt by attempt, whatever the size of a page', async () => {
    for (const limit of [1, 2, 3, 100]) {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page = await read({ limit, ...(after !== null && { after }) });
        found.push(...page.data.map(({ taskKey, fence, text }) => `${taskKey} ${fence} ${text.slice(0, 4)}`));
        after = page.nextCursor;
      } while (after !== null);
      expect(found).toEqual(['one 1 a1', 'one 1 page', 'one 2 a3', 'one 2 a4', 'three 1 c1', 'three 1 c2 t']);
    }
  });

  test('[V22] is searched as people see it, across colours and cases', async () => {
    const textsOf = async (text: string) => (await read({ text })).data.map(({ taskName, seq }) => `${taskName} ${seq}`);
    expect(await textsOf('page 12 is')).toEqual(['ONE 1']);
    expect(await textsOf('torn')).toEqual(['ONE 1', 'THREE 1']);
    expect(await textsOf('[31m')).toEqual([]);
    const first = await read({ text: 'torn', limit: 1 });
    expect(first.data.map(({ taskKey }) => taskKey)).toEqual(['one']);
    const next = await read({ text: 'torn', limit: 1, after: first.nextCursor });
    expect([next.data.map(({ taskKey }) => taskKey), next.nextCursor]).toEqual([['three'], null]);
  });

  test('[V22] is read over HTTP; a foreign cursor and an unknown run are refused', async () => {
    const { status, body } = await call(`/runs/${runId}/logs?limit=2`);
    expect([status, body.data[0]]).toMatchObject([200, { task_id: 'one', task_name: 'ONE', fence: 1, seq: 0, text: 'a1' }]);
    expect((await call(`/runs/${runId}/logs?limit=2&after=${body.next_cursor}`)).body.data).toHaveLength(2);
    expect((await call(`/runs/${runId}/logs?after=x`)).status).toBe(400);
    expect((await call(`/runs/${UNKNOWN}/logs`)).status).toBe(404);
  });
});
