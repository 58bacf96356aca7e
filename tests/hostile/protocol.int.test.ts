import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/server/api/rest/routes/index.ts';
import { createInstallation, type Installation } from '../fixtures/installation.ts';
import { type Answer, type Call, callRest, ORIGIN } from '../fixtures/rest-client.ts';
import { addPerson, callAuth, signIn } from '../fixtures/sign-in.ts';
import { callTrpc } from '../fixtures/trpc-client.ts';

// What hostile clients send, against the real handlers on a real database. Two rules for all of it: never a 500, never a partial write.

let at: Installation;
let cookie: string;
const PERSON = { email: 'ada@example.test', password: 'correct horse battery' };

beforeAll(async () => {
  at = await createInstallation();
  await addPerson(at.deps, { ...PERSON, role: 'admin' });
  cookie = await signIn(at.deps, PERSON);
});
afterAll(() => at.close());

/** Rows of everything that a request could have written, the audit and last uses aside. */
async function written(): Promise<string> {
  const { rows } = await at.deps.db.pool.query(
    `SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM agent) AS agents,
            (SELECT count(*) FROM workflow) AS workflows, (SELECT count(*) FROM api_key) AS keys, (SELECT count(*) FROM hive_user) AS users,
            (SELECT count(*) FROM idempotency_key) AS answers`,
  );
  return JSON.stringify(rows[0]);
}

async function refusedBy(call: Call, expected: number | number[]): Promise<Answer> {
  const answer = await callRest(at.deps, { key: at.keys.admin, ...call });
  const said = `${call.method ?? 'GET'} ${call.path.slice(0, 200)} answered ${JSON.stringify(answer.body).slice(0, 300)}`;
  expect([expected].flat(), said).toContain(answer.status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return answer;
}

async function refused(call: Call, expected: number | number[]): Promise<Answer> {
  const before = await written();
  const answer = await refusedBy(call, expected);
  expect(await written()).toBe(before);
  return answer;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const execute = (raw: BodyInit, expected: number | number[]) =>
  refused({ method: 'POST', path: '/workflow/execute', headers: JSON_TYPE, raw }, expected);

const definition = (more: object) => JSON.stringify({ name: 'n', tasks: [{ task_id: 'a', task_type: 't', ...more }] });

/** Milliseconds of processor time that `act` took in this process: what others would have waited for at worst, on a busy machine too. */
async function processorTime(act: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('hostile bodies', () => {
  it('[P20] stops reading a body of 100 MB at the limit', async () => {
    const chunk = new Uint8Array(1_048_576).fill(0x5b);
    let sent = 0;
    const raw = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 100) controller.close();
        else controller.enqueue(chunk);
      },
    });
    await execute(raw, 413);
    expect(sent).toBeLessThan(12);
  });

  it('[P20] believes a content-length that says too much, never one that says little', async () => {
    await refused({ method: 'POST', path: '/api-keys', headers: { ...JSON_TYPE, 'content-length': '99999999' }, raw: '{}' }, 413);
    await refused({ method: 'POST', path: '/api-keys', headers: { ...JSON_TYPE, 'content-length': '2' }, raw: ' '.repeat(2_000_000) }, 413);
  });

  it.each([
    ['nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['nested objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['never closed', '{"a":'.repeat(200_000)],
    ['NaN', '{"name":NaN}'],
    ['Infinity', '{"name":Infinity}'],
    ['1e400', '{"name":"n","input":1e400,"tasks":[]}'],
    ['single quotes', "{'name':'n'}"],
    ['two documents', '{}{}'],
    ['a byte order mark of another encoding', '\u0000{\u0000}'],
    ['__proto__', '{"name":"n","input":{"__proto__":{"role":"admin"}},"tasks":[{"task_id":"a","task_type":"t"}]}'],
    ['__proto__ in escapes', '{"name":"n","metadata":{"\\u005f_proto__":{"role":"admin"}},"tasks":[{"task_id":"a","task_type":"t"}]}'],
  ])('[P20] refuses %s as malformed, at little cost', async (_, raw) => {
    const took = await processorTime(() => execute(raw, 400));
    expect(took).toBeLessThan(1_500);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('[P20] answers a body of very many keys with a short list of faults', async () => {
    const raw = `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join(',')}}`;
    const answer = await refused({ method: 'POST', path: '/api-keys', headers: JSON_TYPE, raw }, 422);
    expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['a number', '7'],
    ['an empty object', '{}'],
    ['an unknown field', '{"name":"n","role":"viewer","admin":true}'],
    ['an unknown role', '{"name":"n","role":"owner"}'],
    ['constructor tricks', '{"name":"n","role":"viewer","constructor":{"prototype":{"role":"admin"}}}'],
    ['a NUL in a name', '{"name":"a\\u0000b","role":"viewer"}'],
    ['a lone surrogate in a name', '{"name":"a\\ud800b","role":"viewer"}'],
    ['a direction override in a name', '{"name":"a\\u202eb","role":"viewer"}'],
    ['a name that shows nothing', '{"name":" \\u200b ","role":"viewer"}'],
    ['a name of a megabyte', `{"name":"${'x'.repeat(900_000)}","role":"viewer"}`],
    ['a date that is none', '{"name":"n","role":"viewer","expires_at":"2026-13-45T99:00:00Z"}'],
  ])('[P21] refuses %s as invalid and says where', async (_, raw) => {
    const answer = await refused({ method: 'POST', path: '/api-keys', headers: JSON_TYPE, raw }, 422);
    expect(answer.body.code).toBe('invalid');
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it('[P21] takes the last of duplicate keys, as JSON parsers do', async () => {
    const answer = await callRest(at.deps, {
      method: 'POST',
      path: '/api-keys',
      key: at.keys.admin,
      headers: JSON_TYPE,
      raw: '{"name":"first","name":"last","role":"viewer"}',
    });
    expect([answer.status, answer.body.name]).toEqual([201, 'last']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html', ''])(
    '[P22] refuses content type "%s"',
    async (type) => {
      const raw = '--x\r\nContent-Disposition: form-data; name="files"; path="/etc/passwd"\r\n\r\n--x--';
      await refused({ method: 'POST', path: '/workflow/execute', headers: { 'content-type': type }, raw }, 415);
    },
  );
});

describe('hostile definitions', () => {
  it.each([
    [
      'a cycle',
      JSON.stringify({
        name: 'n',
        tasks: [
          { task_id: 'a', task_type: 't', dependencies: ['b'] },
          { task_id: 'b', task_type: 't', dependencies: ['a'] },
        ],
      }),
    ],
    ['an edge to itself', definition({ dependencies: ['a'] })],
    ['an unknown dependency', definition({ dependencies: ['zzz'] })],
    [
      'a task twice',
      JSON.stringify({
        name: 'n',
        tasks: [
          { task_id: 'a', task_type: 't' },
          { task_id: 'a', task_type: 't' },
        ],
      }),
    ],
    ['no task', '{"name":"n","tasks":[]}'],
    ['an unknown mode', '{"name":"n","execution_mode":"psychic","tasks":[{"task_id":"a","task_type":"t"}]}'],
    ['an unknown field', '{"name":"n","owner":"me","tasks":[{"task_id":"a","task_type":"t"}]}'],
    ['a condition that reaches for the process', definition({ condition: 'constructor.constructor("return process")()' })],
    ['a condition with a backtracking match', definition({ condition: '"aaaa".matches("^(a+)+$")' })],
    ['a condition of a megabyte', definition({ condition: 'x'.repeat(1_000_000) })],
    ['a condition of 20,000 parentheses', definition({ condition: `${'('.repeat(20_000)}1${')'.repeat(20_000)}` })],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the workflow language
    ['a reference to nowhere', definition({ input: '${tasks.ghost.output}' })],
    ['a stored workflow with a foreign field', '{"workflow_id":"w","name":"n"}'],
    ['an endless retry', definition({ retry: { max_attempts: 1_000_000 } })],
  ])('[P23] refuses %s and says where', async (_, raw) => {
    const answer = await execute(raw, 422);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it('[P23] refuses 100,000 tasks and a chain 10,000 deep within a second', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => ({ task_id: `t${index}`, task_type: 't' }));
    const chain = Array.from({ length: 9_000 }, (_, index) => ({
      task_id: `t${index}`,
      task_type: 't',
      dependencies: index === 0 ? [] : [`t${index - 1}`],
    }));
    for (const tasks of [many, chain]) {
      const took = await processorTime(() => execute(JSON.stringify({ name: 'n', tasks }), [413, 422]));
      expect(took).toBeLessThan(5_000);
    }
  });

  it('[P23] answers a workflow that does not exist', async () => {
    await refused({ method: 'POST', path: '/workflow/execute', json: { workflow_id: 'no-such-workflow' } }, 404);
  });
});

describe('hostile paths, queries and headers', () => {
  const META = [
    "'; DROP TABLE run; --",
    "1' OR '1'='1",
    '$1',
    '%',
    '../../etc/passwd',
    '0x7f',
    '-1',
    '1e9',
    '99999999999999999999',
    '{"a":1}',
    '\u202e',
    'ａ',
    '%c3%28',
  ];

  it('[P24] refuses every hostile id of every route', async () => {
    const before = await written();
    for (const route of routes.filter((each) => each.path.includes('{'))) {
      for (const value of META) {
        const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(value));
        const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { json: {} };
        await refusedBy({ method: route.method, path, ...body }, [400, 404, 412, 422]);
      }
    }
    expect(await written()).toBe(before);
  });

  it('[P24] refuses every hostile value of every list parameter, and every unknown one', async () => {
    const before = await written();
    for (const route of routes.filter((each) => each.method === 'GET' && each.query && !each.path.includes('{'))) {
      for (const value of META) {
        for (const name of ['limit', 'order', 'sort', 'filter[$ne]', '__proto__']) {
          await refusedBy({ path: `${route.path}?${encodeURIComponent(name)}=${encodeURIComponent(value)}` }, 400);
        }
      }
      for (const query of ['limit=0', 'limit=-5', 'limit=1.5', 'limit=', 'limit=10&limit=20', 'limit=100000', 'after=', 'after=%00']) {
        await refusedBy({ path: `${route.path}?${query}` }, 400);
      }
    }
    expect(await written()).toBe(before);
  });

  it('[P24] finds nothing by filters that carry statements', async () => {
    const answer = await callRest(at.deps, { path: `/audit?subject=${encodeURIComponent("' OR 1=1 --")}`, key: at.keys.viewer });
    expect([answer.status, answer.body.data]).toEqual([200, []]);
  });

  it.each(['/%', '/%zz', '/api-keys/%00', '/runs/%ff/cancel'])('[P24] refuses the path %s as malformed', async (path) => {
    await refused({ method: 'POST', path, json: {} }, [400, 404]);
  });

  it('[P24] refuses malformed protocol headers', async () => {
    const post = { method: 'POST', path: '/api-keys', json: { name: 'n', role: 'viewer' } };
    await refused({ ...post, headers: { prefer: 'wait=abc' } }, 400);
    await refused({ ...post, headers: { 'if-match': 'W/"x"' } }, 400);
    await refused({ ...post, headers: { 'idempotency-key': 'x'.repeat(300) } }, 400);
  });

  it('[X15] ignores headers that claim to be somebody', async () => {
    const claims = {
      'x-middleware-subrequest': 'src/proxy:src/proxy',
      'x-user-id': 'admin',
      'x-hive-role': 'admin',
      'x-forwarded-user': 'admin',
      'x-original-url': '/health',
    };
    const answer = await callRest(at.deps, { path: '/api-keys', headers: claims });
    expect(answer.status).toBe(401);
  });
});

describe('hostile credentials', () => {
  it('[X5] refuses keys that are not good, whatever is wrong with them', async () => {
    const key = at.keys.admin;
    const flipped = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    for (const bad of [
      flipped,
      key.slice(0, -1),
      `${key}A`,
      key.toUpperCase(),
      'hive_',
      'hive_x',
      `${key}\u00e9`.slice(0, 20),
      'x'.repeat(10_000),
    ]) {
      const answer = await refused({ path: '/audit', key: bad }, 401);
      expect(answer.body.code).toBe('unauthenticated');
    }
    for (const authorization of ['Basic YTpi', key, `Token ${key}`, 'Bearer', 'Bearer ', `Bearer ${key} ${key}`]) {
      const answer = await callRest(at.deps, { path: '/audit', headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate')], authorization).toEqual([401, 'Bearer']);
    }
  });

  it('[X5] refuses a key in the URL, even beside a good one', async () => {
    for (const query of [`api_key=${at.keys.admin}`, `token=x`, `q=${at.keys.admin}`]) await refused({ path: `/audit?${query}` }, 400);
  });

  it('[X15] creates nothing for nobody, whatever the body says', async () => {
    for (const path of ['/api-keys', '/api-keys?userId=admin']) {
      const before = await written();
      const answer = await callRest(at.deps, {
        method: 'POST',
        path,
        json: { name: 'n', role: 'admin', userId: 'admin', user: { id: 'admin' } },
      });
      expect(answer.status).toBe(401);
      expect(await written()).toBe(before);
    }
  });

  it('[P27] remembers nothing for nobody', async () => {
    const headers = { 'idempotency-key': 'a key of a stranger' };
    await refused({ key: '', method: 'POST', path: '/hooks/0192f3a4-5b6c-7d8e-9f00-112233445566', json: {}, headers }, [401, 404]);
  });

  it('[X15] tells a low role the same whether the thing exists or not', async () => {
    const bodies = await Promise.all(
      ['0192f3a4-5b6c-7d8e-9f00-112233445566', 'nonsense'].map(async (id) => {
        const answer = await callRest(at.deps, { method: 'DELETE', path: `/api-keys/${id}`, key: at.keys.viewer });
        return [answer.status, answer.body.detail];
      }),
    );
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]?.[0]).toBe(403);
  });
});

describe('hostile calls of the web door', () => {
  const input = JSON.stringify({ json: { name: 'by a stranger', role: 'admin', expiresAt: null } });
  const create = (headers: Record<string, string>, body = input) =>
    callTrpc(at.deps, { path: 'apiKeys.create', method: 'POST', body, headers: { cookie, ...headers } });

  it('[X6] takes a mutation from our own page', async () => {
    expect((await create({})).status).toBe(200);
  });

  it.each([
    ['a form post in disguise', { 'content-type': 'text/plain' }, 415],
    ['a form post', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['a sister port', { origin: 'http://127.0.0.1:3001' }, 403],
    ['a cross-site fetch with a copied origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a rebound name', { host: 'evil.example:3000', origin: 'http://evil.example:3000' }, 403],
  ])('[X6] refuses %s', async (_, headers, expected) => {
    const before = await written();
    expect((await create(headers as Record<string, string>)).status).toBe(expected);
    expect(await written()).toBe(before);
  });

  it('[X6] refuses a mutation without an origin', async () => {
    const before = await written();
    const response = await callTrpc(at.deps, { path: 'apiKeys.create', method: 'POST', body: input, headers: { cookie, origin: '' } });
    expect(response.status).toBe(403);
    expect(await written()).toBe(before);
  });

  it('[P25] refuses a mutation by GET, alone and in a batch', async () => {
    const before = await written();
    for (const path of [
      `apiKeys.create?input=${encodeURIComponent(input)}`,
      `apiKeys.create?batch=1&input=${encodeURIComponent(`{"0":${input}}`)}`,
      'session.me,apiKeys.create?batch=1',
    ]) {
      const answer = await callTrpc(at.deps, { path, headers: { cookie } });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
    expect(await written()).toBe(before);
  });

  it('[P25] takes batches of 20 calls and no more', async () => {
    const batch = (size: number) =>
      callTrpc(at.deps, { path: `${Array.from({ length: size }, () => 'session.me').join(',')}?batch=1`, headers: { cookie } });
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
    expect((await batch(500)).status).toBe(400);
  });

  it.each([
    ['broken JSON', '{'],
    ['no object', '7'],
    ['wrong types', JSON.stringify({ json: { name: 7, role: {} } })],
    ['a proto key', '{"json":{"name":"n","role":"viewer","__proto__":{"role":"admin"}}}'],
    [
      'superjson paths into the prototype',
      '{"json":{"name":"n","role":"viewer","expiresAt":null},"meta":{"values":{"__proto__.role":["Date"]}}}',
    ],
    [
      'superjson paths into a constructor',
      '{"json":{"name":"n","role":"viewer","expiresAt":null},"meta":{"values":{"constructor.prototype.role":["Date"]}}}',
    ],
  ])('[P25] answers %s with a fault of the sender', async (_, body) => {
    const before = await written();
    const answer = await create({}, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeGreaterThanOrEqual(400);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    expect(({} as { role?: string }).role).toBeUndefined();
    expect(await written()).toBe(before);
  });

  it('[P26] answers linked places that would unfold without end at little cost', async () => {
    const levels = 22;
    const nodes = Array.from({ length: levels }, (_, at) => [`n${at}`, { a: 0, b: 0 }]);
    const links = nodes
      .slice(1)
      .map((_, at) => [`definition.n${levels - 1 - at}`, [`definition.n${levels - 2 - at}.a`, `definition.n${levels - 2 - at}.b`]]);
    const body = JSON.stringify({
      json: { definition: Object.fromEntries(nodes) },
      meta: { v: 1, referentialEqualities: Object.fromEntries(links) },
    });
    const took = await processorTime(async () => {
      const answer = await callTrpc(at.deps, { path: 'workflows.validate', method: 'POST', body, headers: { cookie } });
      expect(answer.body.result.data.json.valid).toBe(false);
    });
    expect(took).toBeLessThan(1_000);
  });

  it('[P26] refuses values that JSON has no word for as malformed', async () => {
    const body = JSON.stringify({ json: { definition: '9' }, meta: { v: 1, values: { definition: ['bigint'] } } });
    const answer = await callTrpc(at.deps, { path: 'workflows.validate', method: 'POST', body, headers: { cookie } });
    expect([answer.status, answer.body.error.json.data.hiveCode]).toEqual([400, 'malformed']);
  });

  it('[P25] answers unknown procedures and broken paths', async () => {
    for (const path of ['nothing.here', 'session.me.constructor', '__proto__', 'constructor', '%']) {
      const answer = await callTrpc(at.deps, { path, headers: { cookie } });
      expect([400, 404], path).toContain(answer.status);
    }
  });

  it('[P25] shows neither stack nor cause', async () => {
    const answer = await callTrpc(at.deps, { path: 'audit.list', headers: {} });
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules|\.ts:/);
  });

  it('[X6] refuses big and foreign sign-in bodies', async () => {
    const big = await callAuth(at.deps, { path: '/sign-in/email', json: { email: 'a@example.test', password: 'x'.repeat(20_000) } });
    const odd = await callAuth(at.deps, { path: '/sign-in/email', json: { email: { $ne: null }, password: ['x'] } });
    expect([big.status, odd.status]).toEqual([413, 422]);
  });

  it('[X6] reads nothing for a foreign page', async () => {
    const answer = await callTrpc(at.deps, { path: 'audit.list', headers: { cookie, origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(
      (await callTrpc(at.deps, { path: 'audit.list?input=%7B%22json%22%3A%7B%7D%7D', headers: { cookie, origin: ORIGIN } })).status,
    ).toBe(200);
  });
});
