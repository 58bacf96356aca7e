import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { createSleepWindowSchema } from '../core/sleep/sleep-window.ts';
import { activateAgent } from './activate-agent.ts';
import { createCheckpoint, listCheckpoints, restoreCheckpoint, validateCheckpoint } from './checkpoint-agent.ts';
import { heartbeatAgent } from './heartbeat-agent.ts';
import { createContext } from './keep-context.ts';
import { listSleepCycles } from './list-sleep-cycles.ts';
import { readAgent } from './read-agent.ts';
import { sleepAgent } from './sleep-agent.ts';
import { createSleepWindow, removeSleepWindow } from './sleep-windows.ts';
import { tendSleepers } from './tend-sleepers.ts';
import { updateAgent } from './update-agent.ts';
import { wakeAgent } from './wake-agent.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
});
afterEach(async () => {
  await hive.rows(`UPDATE agent SET status = 'inactive', retired_at = now()`);
  await hive.rows('DELETE FROM sleep_window');
  await hive.checkInvariants();
});
afterAll(() => hive.close());

let serial = 0;
let skill = '';
let id = '';
beforeEach(async () => {
  serial += 1;
  skill = `dream ${serial}`;
  id = await hive.addAgent({ name: `sleeper ${serial}`, capabilities: [skill] });
});

const statusOf = async () => (await readAgent(hive.deps, id)).status;
const cycles = () => listSleepCycles(hive.deps, { id, limit: 10 });
const wholeDay = (more = {}) =>
  createSleepWindow(hive.deps, createSleepWindowSchema.parse({ agent_id: id, start: '00:00', end: '00:00', ...more }), BY);
const remember = (title: string, content: string) =>
  createContext(hive.deps, { agent_id: id, title, content, type: 'learning', access: 'private', importance: 0.5, tags: [] }, BY);
const titles = async () =>
  (await hive.rows<{ title: string }>('SELECT title FROM context_entry WHERE agent_id = $1 ORDER BY title', [id])).map(
    ({ title }) => title,
  );

describe('sleep', () => {
  test('[SL7] an open window puts an idle agent to sleep, it is consolidated there, and its end wakes it', async () => {
    await remember('one', 'The lease of a worker ends after ten seconds.');
    await remember('two', 'The lease of a worker ends after ten seconds.');
    const window = await wholeDay();
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('sleeping');
    expect((await cycles()).data[0]).toMatchObject({ type: 'scheduled', state: 'sleeping', preCheckpointId: expect.any(String) });
    await tendSleepers(hive.deps);
    const [slept] = (await cycles()).data;
    expect(slept?.consolidation).toMatchObject({ trigger: 'sleep', retention: 1, report: { entriesBefore: 2, entriesAfter: 1 } });
    expect(slept?.consolidation?.tokensAfter).toBeLessThan(slept?.consolidation?.tokensBefore ?? 0);
    await removeSleepWindow(hive.deps, window.id, BY);
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('active');
    const { data, state } = await cycles();
    expect(state).toBe('awake');
    expect(data[0]).toMatchObject({ state: 'awake', wakeReason: 'the sleep window is over', postCheckpointId: expect.any(String) });
    expect(data[0]?.recoveryMs).toBeGreaterThan(0);
    expect((await listCheckpoints(hive.deps, id)).map(({ type, entries }) => [type, entries])).toEqual([
      ['post_wake', 1],
      ['pre_sleep', 2],
    ]);
  });

  test('[SL8] who sleeps gets no task; a task that waits for it wakes it, and it does not fall asleep again before the work is done', async () => {
    await wholeDay();
    await tendSleepers(hive.deps);
    const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: [skill] })] });
    await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'no_capable_agent');
    await tendSleepers(hive.deps);
    expect(await hive.ended(runId)).toBe('completed');
    expect((await cycles()).data[0]).toMatchObject({ state: 'awake', wakeReason: '1 task waits for somebody like it' });
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('active');
  });

  test('[SL8] it is woken before the forecast needs it', async () => {
    const type = `type-${serial}`;
    await hive.run({ tasks: [task('a', [], { required_capabilities: [skill], task_type: type })] });
    await hive.deps.road.drain();
    await hive.rows(`INSERT INTO agent_stat (agent_id, task_type, attempts, successes) VALUES ($1, $2, 1, 1) ON CONFLICT DO NOTHING`, [
      id,
      type,
    ]);
    await wholeDay();
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('sleeping');
    await hive.rows(
      `INSERT INTO task_arrival SELECT $1, date_bin('15 minutes', now(), '2020-01-01') - n * interval '15 minutes', 4 FROM generate_series(1, 20) n
       ON CONFLICT DO NOTHING`,
      [type],
    );
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('active');
    expect((await cycles()).data[0]?.wakeReason).toContain(`tasks of type ${type} are expected`);
    await hive.rows('DELETE FROM task_arrival');
  });

  test('[SL9] a full context puts an agent to sleep by its own word', async () => {
    await heartbeatAgent(hive.deps, { id, beat: { context_usage: 0.9 } });
    await tendSleepers(hive.deps);
    expect((await cycles()).data[0]).toMatchObject({ type: 'threshold', reason: '90 % of the context is in use' });
    await heartbeatAgent(hive.deps, { id, beat: { context_usage: 0.1 } });
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('active');
  });

  test('[SL9] by hand for a time, it is woken when that is over', async () => {
    await sleepAgent(hive.deps, { id, forMs: 60_000, reason: 'a nap' }, BY);
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('sleeping');
    await hive.rows(`UPDATE sleep_cycle SET expected_wake_at = now() - interval '1 second' WHERE agent_id = $1`, [id]);
    await tendSleepers(hive.deps);
    expect(await statusOf()).toBe('active');
  });

  test('[SL10] what a process left half done is finished by the next', async () => {
    await sleepAgent(hive.deps, { id }, BY);
    for (const [state, becomes] of [
      ['preparing_sleep', 'sleeping'],
      ['consolidating', 'sleeping'],
      ['preparing_wake', 'active'],
    ] as const) {
      await hive.rows(
        `UPDATE sleep_cycle SET state = $2, consolidation_id = NULL, started_at = now() - interval '5 minutes' WHERE agent_id = $1 AND ended_at IS NULL`,
        [id, state],
      );
      await tendSleepers(hive.deps);
      expect(await statusOf(), state).toBe(becomes);
    }
    expect((await cycles()).data[0]).toMatchObject({ state: 'awake' });
  });

  test('[SL10] an agent that somebody activated is awake; two sleeps at once are one', async () => {
    await Promise.all([sleepAgent(hive.deps, { id }, BY), sleepAgent(hive.deps, { id }, BY)]);
    expect((await cycles()).data).toHaveLength(1);
    await activateAgent(hive.deps, { id }, BY);
    await tendSleepers(hive.deps);
    expect(await cycles()).toMatchObject({ state: 'awake', data: [{ state: 'awake', recoveryMs: null }] });
  });
});

describe('checkpoints', () => {
  test('[SL11] a restore gives back persona, settings and memory; what was until then is kept', async () => {
    await remember('kept', 'This is known.');
    const checkpoint = await createCheckpoint(hive.deps, id, BY);
    await remember('later', 'This came later.');
    await hive.rows(`DELETE FROM context_entry WHERE title = 'kept' AND agent_id = $1`, [id]);
    await updateAgent(hive.deps, { id, change: { max_concurrent_tasks: 9, persona: { type: 'other', metadata: {} } } }, BY);
    const before = await restoreCheckpoint(hive.deps, { agentId: id, checkpointId: checkpoint.id }, BY);
    expect(await readAgent(hive.deps, id)).toMatchObject({ maxConcurrentTasks: 1, persona: null });
    expect(await titles()).toEqual(['kept']);
    await restoreCheckpoint(hive.deps, { agentId: id, checkpointId: before.id }, BY);
    expect(await readAgent(hive.deps, id)).toMatchObject({ maxConcurrentTasks: 9, persona: { type: 'other' } });
    expect(await titles()).toEqual(['later']);
  });

  test('[SL12] a damaged checkpoint is found, restores nothing, and keeps nobody asleep', async () => {
    await remember('kept', 'This is known.');
    await sleepAgent(hive.deps, { id }, BY);
    const [checkpoint] = await listCheckpoints(hive.deps, id);
    if (!checkpoint) throw new Error('no checkpoint');
    const ids = { agentId: id, checkpointId: checkpoint.id };
    expect(await validateCheckpoint(hive.deps, ids)).toMatchObject({ valid: true, fault: null });
    await hive.rows(`UPDATE checkpoint SET content = content || ' ' WHERE id = $1`, [checkpoint.id]);
    const fault = 'the content does not match its checksum';
    expect(await validateCheckpoint(hive.deps, ids)).toMatchObject({ valid: false, fault });
    await expect(restoreCheckpoint(hive.deps, ids, BY)).rejects.toMatchObject({ code: 'conflict' });
    expect(await titles()).toEqual(['kept']);
    await wakeAgent(hive.deps, { id }, BY);
    expect((await cycles()).data[0]).toMatchObject({ state: 'awake', error: fault });
  });

  test('[SL12] the newest ten are kept', async () => {
    const made: string[] = [];
    for (let count = 0; count < 12; count += 1) made.push((await createCheckpoint(hive.deps, id, BY)).id);
    expect((await listCheckpoints(hive.deps, id)).map((checkpoint) => checkpoint.id)).toEqual(made.slice(2).reverse());
  });
});

describe('doors', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await createInstallation();
  });
  afterAll(() => at.close());
  const call = (method: string, path: string, json?: unknown) =>
    callRest(at.deps, { method, path, key: at.keys.operator, ...(json !== undefined && { json }) });

  test('[SL13] windows, sleep, cycles and checkpoints over HTTP', async () => {
    const agent = (await call('POST', '/agents', { name: 'door', kind: 'simulated', config: { latency_ms: 0 } })).body;
    const made = await call('POST', '/sleep-windows', {
      agent_id: agent.id,
      start: '22:30',
      end: '06:00',
      timezone: 'Europe/Berlin',
      days_of_week: [1, 5],
    });
    expect([made.status, made.body.start, made.body.end]).toEqual([201, '22:30', '06:00']);
    expect((await call('PATCH', `/sleep-windows/${made.body.id}`, { end: '07:15' })).body.end).toBe('07:15');
    expect((await call('PATCH', `/sleep-windows/${made.body.id}`, {})).status).toBe(422);
    expect((await call('POST', '/sleep-windows', { start: '25:00', end: '06:00' })).status).toBe(422);
    expect((await call('POST', '/sleep-windows', { agent_id: at.deps.newId(), start: '22:00', end: '06:00' })).status).toBe(404);
    expect((await call('GET', '/sleep-windows')).body.data).toHaveLength(1);
    expect((await call('DELETE', `/sleep-windows/${made.body.id}`)).status).toBe(204);
    const path = `/agents/${agent.id}`;
    expect((await call('POST', `${path}/sleep`, { duration_minutes: 0 })).status).toBe(422);
    expect((await call('POST', `${path}/sleep`, { duration_minutes: 30, reason: 'rest' })).body.status).toBe('sleeping');
    expect((await call('GET', `${path}/cycles`)).body).toMatchObject({ state: 'sleeping', data: [{ type: 'manual', reason: 'rest' }] });
    expect((await call('POST', `${path}/wake`)).body.status).toBe('active');
    const checkpoint = (await call('POST', `${path}/checkpoints`)).body;
    expect((await call('POST', `${path}/checkpoints/${checkpoint.id}/validate`)).body.valid).toBe(true);
    expect((await call('POST', `${path}/checkpoints/${checkpoint.id}/restore`)).status).toBe(200);
    expect((await call('POST', `${path}/checkpoints/${at.deps.newId()}/restore`)).status).toBe(404);
    expect((await call('GET', `${path}/checkpoints`)).body.data.map(({ type }: { type: string }) => type)).toEqual([
      'error_recovery',
      'manual',
      'post_wake',
      'pre_sleep',
    ]);
  });
});
