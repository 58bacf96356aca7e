import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddingModelName, type OpenaiServer, startOpenaiServer } from '../../../tests/agents/openai-server.ts';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import type { MemoryNote } from '../agents/adapter.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { createBudgetSchema } from '../core/budget/budget.ts';
import { createContextSchema } from '../core/memory/context-entry.ts';
import type { Deps } from '../deps.ts';
import { createBudget, readBudget } from './budgets.ts';
import { claimAttempts } from './claim-attempts.ts';
import { completeAttempt } from './complete-attempt.ts';
import { embedContext } from './embed-context.ts';
import { foldSpending } from './fold-spending.ts';
import { createContext } from './keep-context.ts';
import { listMemoryOwners } from './list-memory-owners.ts';
import { listSpentCalls } from './list-spent-calls.ts';
import { recallForTask } from './recall-memory.ts';
import { registerAgent } from './register-agent.ts';
import { searchContext, searchContextSchema } from './search-context.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
});
afterAll(() => hive.close());

const VIEWER = { id: 'user:v', kind: 'user', name: 'viewer', role: 'viewer' } as const;
const agentOf = async (name: string, more: object = {}) =>
  (await registerAgent(hive.deps, registerAgentSchema.parse({ name, kind: 'simulated', config: { latency_ms: 0 }, ...more }), BY)).id;
const keep = (more: object) =>
  createContext(hive.deps, createContextSchema.parse({ content: 'About zebras and their stripes.', ...more }), BY);
const find = async (input: object, principal: typeof VIEWER | typeof BY = BY) =>
  (await searchContext(hive.deps, searchContextSchema.parse(input), principal)).map(({ entry }) => entry.title).toSorted();

describe('what is known', () => {
  test('[ME10] is read by who may: the owner, its team, everybody', async () => {
    const [owner, mate, stranger] = [
      await agentOf('owner', { metadata: { team: 'stripes' } }),
      await agentOf('mate', { metadata: { team: 'stripes' } }),
      await agentOf('stranger', { metadata: { team: 'dots' } }),
    ];
    await keep({ agent_id: owner, title: 'private', access: 'private' });
    await keep({ agent_id: owner, title: 'team', access: 'team' });
    await keep({ agent_id: owner, title: 'public', access: 'public' });
    await keep({ title: 'shared', access: 'public' });
    const teamless = await agentOf('teamless');
    await keep({ agent_id: teamless, title: 'alone', access: 'team' });
    const as = (id: string) => find({ query: 'zebra', as_agent_id: id });
    expect(await as(owner)).toEqual(['private', 'public', 'shared', 'team']);
    expect(await as(mate)).toEqual(['public', 'shared', 'team']);
    expect(await as(stranger)).toEqual(['public', 'shared']);
    expect(await as(teamless)).toEqual(['alone', 'public', 'shared']);
    expect(await find({ query: 'zebra' }, VIEWER)).toEqual(['public', 'shared']);
    expect(await find({ query: 'zebra' })).toEqual(['alone', 'private', 'public', 'shared', 'team']);
    await expect(find({ as_agent_id: owner }, VIEWER)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('[ME10] is found by stem, title, tag and phrase, and narrowed by owner and type', async () => {
    const id = await agentOf('finder');
    await keep({ agent_id: id, title: 'Deployments', content: 'Servers were restarted twice.', tags: ['ops'], type: 'decision' });
    for (const query of ['deployment', 'restarting', '"restarted twice"', 'ops', 'nothing or servers']) {
      expect(await find({ query, agent_id: id }), query).toEqual(['Deployments']);
    }
    for (const query of ['"twice restarted"', 'servers -restarted', "'; drop table context_entry; --", '&|!()', '\u0001']) {
      expect(await find({ query, agent_id: id }), query).toEqual([]);
    }
    expect(await find({ agent_id: id, type: 'decision' })).toEqual(['Deployments']);
    expect(await find({ agent_id: id, type: 'learning' })).toEqual([]);
  });

  test('[ME14] who remembers how much is told of what the reader may read', async () => {
    const id = await agentOf('counted');
    await keep({ agent_id: id, title: 'four', content: 'x'.repeat(36), access: 'private' });
    await keep({ agent_id: id, title: 'open', content: 'y'.repeat(4), access: 'public' });
    const ownerFor = async (principal: typeof VIEWER | typeof BY) =>
      (await listMemoryOwners(hive.deps, principal)).find(({ agentId }) => agentId === id);
    expect(await ownerFor(BY)).toMatchObject({ name: 'counted', entries: 2, tokens: 12 });
    expect(await ownerFor(VIEWER)).toMatchObject({ name: 'counted', entries: 1, tokens: 2 });
    const at = await createInstallation();
    await createContext(at.deps, createContextSchema.parse({ title: 'Shared', content: 'For all.', access: 'public' }), BY);
    const { status, body } = await callRest(at.deps, { path: '/context/owners', key: at.keys.viewer });
    expect([status, body.data]).toEqual([
      200,
      [{ agent_id: null, agent_name: null, entries: 1, tokens: 4, updated_at: expect.any(String) }],
    ]);
    await at.close();
  });
});

describe('agents that ask for it', () => {
  test('[ME11] are told what concerns their task, and their results are kept for the next', async () => {
    const url = 'http://127.0.0.1:9/';
    const capabilities = [{ name: 'zoology' }];
    const id = await agentOf('zoologist', { kind: 'http', capabilities, config: { url, memory: true } });
    const other = await agentOf('clerk', { kind: 'http', capabilities: [{ name: 'filing' }], config: { url } });
    await keep({ agent_id: other, title: 'not for you', content: 'Counting giraffes is hopeless.' });
    await keep({ title: 'for all', content: 'Giraffes are counted from above.', access: 'public' });
    const heard: (MemoryNote[] | undefined)[] = [];
    hive.agents.on('count_giraffes', (call) => {
      heard.push(call.memory);
      return { kind: 'completed', outputText: JSON.stringify({ text: 'Forty giraffes by the river.' }), usage: null };
    });
    await hive.startWorker();
    const count = (capability: string) =>
      hive.run({
        tasks: [task('count', [], { task_type: 'count_giraffes', name: 'Count the giraffes', required_capabilities: [capability] })],
      });
    await count('zoology');
    await hive.until(async () => (await hive.rows('SELECT 1 FROM context_entry WHERE agent_id = $1', [id])).length === 1);
    await count('zoology');
    await count('filing');
    expect(heard.map((notes) => notes?.map(({ title }) => title).toSorted())).toEqual([
      ['for all'],
      ['Count the giraffes (count_giraffes)', 'for all'],
      undefined,
    ]);
    const [kept] = await hive.rows<{ content: string; access: string; type: string }>(
      `SELECT content, access, type FROM context_entry WHERE agent_id = $1 ORDER BY id LIMIT 1`,
      [id],
    );
    expect(kept).toEqual({ content: 'Forty giraffes by the river.', access: 'private', type: 'task_result' });
    expect(await hive.rows('SELECT 1 FROM context_entry WHERE agent_id = $1 AND type = $2', [other, 'task_result'])).toEqual([]);
    const [read] = await hive.rows<{ access_count: number }>(`SELECT access_count FROM context_entry WHERE title = 'for all'`);
    expect(read?.access_count).toBe(2);
  });

  test('[ME13] and pull, find it in their claim; what they report is kept for the next', async () => {
    const id = await agentOf('puller', { kind: 'worker', config: { memory: true }, capabilities: [{ name: 'pulling' }] });
    await keep({ title: 'for pullers', content: 'Lions are weighed asleep.', access: 'public' });
    await hive.startWorker();
    const weigh = async () => {
      const tasks = [task('weigh', [], { task_type: 'weigh_lions', name: 'Weigh the lions', required_capabilities: ['pulling'] })];
      const runId = await hive.submit({ tasks }, { context: { zoo: 'north' } });
      const [claimed] = await claimAttempts(hive.deps, { agentId: id, max: 1, waitMs: 20_000 });
      if (claimed === undefined) throw new Error('nothing was claimed');
      await completeAttempt(hive.deps, { taskId: claimed.taskId, fence: claimed.fence, status: 'completed', output: 'Two hundred kilos.' });
      expect(await hive.ended(runId)).toBe('completed');
      return claimed.context as unknown as { zoo: string; memory: MemoryNote[] };
    };
    const first = await weigh();
    expect([first.zoo, first.memory.map(({ title }) => title)]).toEqual(['north', ['for pullers']]);
    const second = await weigh();
    expect(second.memory.map(({ content }) => content).toSorted()).toEqual(['Lions are weighed asleep.', 'Two hundred kilos.']);
  });
});

describe('doors', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await createInstallation();
  });
  afterAll(() => at.close());
  const call = (method: string, path: string, json?: unknown, role: 'operator' | 'viewer' = 'operator') =>
    callRest(at.deps, { method, path, key: at.keys[role], ...(json !== undefined && { json }) });

  test('[ME12] consolidation reduces what is stored and says by how much', async () => {
    const agent = (await call('POST', '/agents', { name: 'keeper', kind: 'simulated', config: { latency_ms: 0 } })).body;
    const text = 'Leases are renewed every second by a thread of their own. The sweep takes back what a dead process held.';
    for (let copy = 1; copy <= 4; copy += 1) {
      expect((await call('POST', '/context', { agent_id: agent.id, title: `note ${copy}`, content: `${text} Copy ${copy}.` })).status).toBe(
        201,
      );
    }
    await call('POST', '/context', { agent_id: agent.id, title: 'forgotten', content: 'Nobody reads this any more.', importance: 0.1 });
    await at.deps.db.pool.query(`UPDATE context_entry SET updated_at = now() - interval '60 days' WHERE title = 'forgotten'`);
    const { body } = await call('POST', `/agents/${agent.id}/consolidate`);
    expect(body).toMatchObject({ trigger: 'manual', entries_before: 5, entries_after: 1, merged: 1, forgotten: 1 });
    expect(body.tokens_after).toBeLessThan(0.45 * body.tokens_before);
    expect(body.retention).toBeGreaterThan(0.6);
    const left = (await call('GET', `/context?agent_id=${agent.id}`)).body.data;
    expect(left).toHaveLength(1);
    expect(left[0].consolidated_from).toHaveLength(4);
    const stored = Math.ceil(left[0].title.length / 4) + Math.ceil(left[0].content.length / 4);
    expect(body.tokens_after).toBe(stored);
    expect((await call('POST', `/agents/${agent.id}/consolidate`)).body).toMatchObject({
      entries_before: 1,
      entries_after: 1,
      retention: 1,
    });
  });

  test('[ME12] entries are stored, searched and removed', async () => {
    const made = await call('POST', '/context', { title: 'Routing', content: 'Weights sum to one.', access: 'public' });
    expect([made.status, made.body.type, made.body.agent_id]).toEqual([201, 'documentation', null]);
    const found = (await call('GET', '/context?query=weights', undefined, 'viewer')).body.data;
    expect(found).toMatchObject([{ title: 'Routing', relevance: expect.any(Number) }]);
    expect((await call('GET', '/context?limit=51')).status).toBe(400);
    expect((await call('POST', '/context', { title: 'x', content: 'y' })).status).toBe(422);
    expect((await call('POST', '/context', { title: 'x', content: 'y', agent_id: at.deps.newId() })).status).toBe(404);
    expect((await call('DELETE', `/context/${made.body.id}`)).status).toBe(204);
    expect((await call('DELETE', `/context/${made.body.id}`)).status).toBe(404);
  });
});

describe('with a model for embeddings', () => {
  let at: Installation;
  let server: OpenaiServer;
  const others: Deps[] = [];
  beforeAll(async () => {
    server = await startOpenaiServer();
    at = await createInstallation({ HIVE_EMBEDDING_BASE_URL: server.baseUrl, HIVE_EMBEDDING_MODEL: 'meanings' });
  });
  afterAll(async () => {
    await Promise.all(others.map(closeDeps));
    await at.close();
    await server.close();
  });
  /** A process with another model, on the same database. */
  const withModel = (model: EmbeddingModelName | ''): Deps => {
    const deps = openDeps(at.url, { HIVE_EMBEDDING_BASE_URL: server.baseUrl, HIVE_EMBEDDING_MODEL: model });
    others.push(deps);
    return deps;
  };
  const note = (title: string, content: string, more: object = {}) =>
    createContext(at.deps, createContextSchema.parse({ title, content, access: 'public', ...more }), BY);
  const search = async (deps: Deps, query: string, principal: typeof VIEWER | typeof BY = BY) =>
    (await searchContext(deps, searchContextSchema.parse({ query }), principal)).map(({ entry }) => entry.title);
  const embeddedBy = async () =>
    (
      await at.deps.db.pool.query<{ title: string; model: string; refused: boolean }>(
        'SELECT e.title, v.model, v.vector IS NULL AS refused FROM context_embedding v JOIN context_entry e ON e.id = v.entry_id ORDER BY e.title',
      )
    ).rows;

  test('[EM4] what shares no word with the question is found by its meaning, within the reader’s rights; quotes ask for words', async () => {
    const owner = (
      await registerAgent(at.deps, registerAgentSchema.parse({ name: 'mechanic', kind: 'simulated', config: { latency_ms: 0 } }), BY)
    ).id;
    await note('Brakes', 'How to mend the car.');
    await note('Own brakes', 'How to mend my own car.', { agent_id: owner, access: 'private' });
    await note('Late fees', 'Every invoice is due in thirty days.');
    expect(await search(at.deps, 'automobile')).toEqual([]);
    expect(await embedContext(at.deps)).toBe(3);
    expect(await embedContext(at.deps)).toBe(0);
    expect((await search(at.deps, 'automobile')).toSorted()).toEqual(['Brakes', 'Own brakes']);
    expect(await search(at.deps, 'automobile', VIEWER)).toEqual(['Brakes']);
    expect(await search(at.deps, '"automobile"')).toEqual([]);
    expect(await search(at.deps, 'automobile -brakes')).toEqual([]);
    expect(
      (await recallForTask(at.deps, owner, { taskId: at.deps.newId(), taskType: 'pay', name: 'Settle bills', description: null })).at(0),
    ).toMatchObject({
      title: 'Late fees',
    });
  });

  test('[EM5] who is found by words and by meaning comes before who is found by one', async () => {
    await note('Vehicle log', 'The vehicle and the car are the same vehicle.');
    await embedContext(at.deps);
    expect((await search(at.deps, 'vehicle')).at(0)).toBe('Vehicle log');
    expect(await search(at.deps, 'vehicle')).toContain('Brakes');
  });

  test('[EM6] a text that the model refuses keeps no other from it and is not asked for again; another model sees all anew', async () => {
    await note('Oath', 'Something unspeakable.');
    const squeamish = withModel('squeamish');
    expect(await embedContext(squeamish)).toBe(5);
    expect(await embedContext(squeamish)).toBe(0);
    expect(await embeddedBy()).toEqual(
      ['Brakes', 'Late fees', 'Oath', 'Own brakes', 'Vehicle log'].map((title) => ({
        title,
        model: 'squeamish',
        refused: title === 'Oath',
      })),
    );
    // Vectors of the one model say nothing to the other.
    expect(await search(at.deps, 'automobile')).toEqual([]);
    expect(await embedContext(withModel('other-meanings'))).toBe(5);
    expect((await embeddedBy()).filter(({ refused }) => refused)).toEqual([]);
  });

  test('[EM7] without a model, or while it does not answer, search goes by words', async () => {
    const calls = server.embedded.length;
    expect(await embedContext(withModel(''))).toBe(0);
    expect(await search(withModel(''), 'car')).toContain('Brakes');
    expect(server.embedded.length).toBe(calls);
    const down = withModel('down');
    expect(await search(down, 'car')).toContain('Brakes');
    await expect(embedContext(down)).rejects.toThrow();
    expect((await embeddedBy()).every(({ model }) => model === 'other-meanings')).toBe(true);
  });

  test('[BG11] what the model reads counts in the budget of the installation, before it is folded and after, and is listed', async () => {
    const priced = openDeps(at.url, {
      HIVE_EMBEDDING_BASE_URL: server.baseUrl,
      HIVE_EMBEDDING_MODEL: 'other-meanings',
      HIVE_EMBEDDING_USD_PER_MTOK: '10000',
    });
    others.push(priced);
    const { id } = await createBudget(priced, createBudgetSchema.parse({ scope: 'installation', limit_usd: 100 }), BY);
    const before = await readBudget(priced, id);
    await note('Tyres', 'Which tyres the car has.');
    expect(await embedContext(priced)).toBe(1);
    expect(await search(priced, 'automobile')).toContain('Tyres');
    const spent = { spentUsd: before.spentUsd + 0.02, calls: before.calls + 2, unpriced: before.unpriced };
    expect(await readBudget(priced, id)).toMatchObject(spent);
    const { data } = await listSpentCalls(priced, { id, limit: 3 });
    const call = { embeddingModel: 'other-meanings', judge: false, runId: null, agentId: null };
    expect(data.map(({ costUsd }) => costUsd)).toEqual([0.01, 0.01, null]);
    expect(data[0]).toMatchObject({ ...call, measured: true });
    await at.deps.db.pool.query(`UPDATE embedding_call SET ended_at = ended_at - interval '10 s'`);
    await at.deps.db.pool.query(
      `UPDATE setting SET value = json_build_object('at', clock_timestamp() - interval '1 hour') WHERE name = 'spend_until'`,
    );
    await at.deps.db.pool.query('DELETE FROM spend');
    for (let round = 0; round < 10; round += 1) await foldSpending(priced);
    const { rows } = await at.deps.db.pool.query('SELECT sum(calls)::int AS calls, sum(cost_usd) AS usd FROM spend');
    expect(rows).toEqual([{ calls: spent.calls, usd: 0.02 }]);
    expect(await readBudget(priced, id)).toMatchObject(spent);
  });
});
