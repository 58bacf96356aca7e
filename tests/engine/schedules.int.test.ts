import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CreateSchedule, createScheduleSchema } from '../../src/server/core/trigger/schedule.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { createWorkflow } from '../../src/server/use-cases/create-workflow.ts';
import { decideOpenFires, fireSchedules } from '../../src/server/use-cases/fire-schedules.ts';
import { receiveEvent } from '../../src/server/use-cases/receive-event.ts';
import { changeSchedule, createSchedule, listFires, readSchedule, removeSchedule } from '../../src/server/use-cases/schedules.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness } from './harness.ts';
import { createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'hand', slots: 20 });
  await hive.startWorker();
  const tasks = [{ task_id: 'a', task_type: 'work' }];
  await createWorkflow(hive.deps, { workflow_id: 'quick', name: 'Quick', tasks }, BY);
  await createWorkflow(hive.deps, { workflow_id: 'slow', name: 'Slow', tasks: [{ task_id: 'a', task_type: 'slow' }] }, BY);
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const HOURLY = { kind: 'interval', seconds: 3_600 };
const make = (given: Partial<Record<keyof CreateSchedule, unknown>> = {}) =>
  createSchedule(hive.deps, createScheduleSchema.parse({ workflow_id: 'quick', name: 'hourly', rule: HOURLY, ...given }), BY);

/** Sets the schedule back so far that its next occurrence was due so long ago. */
const setBack = (id: string, hours: number) =>
  hive.rows(
    `UPDATE schedule SET created_at = created_at - $2 * interval '1 hour' - interval '1 second', next_at = next_at - $2 * interval '1 hour' - interval '1 second'
     WHERE id = $1`,
    [id, hours],
  );
const firesOf = async (id: string) => (await listFires(hive.deps, { id, limit: 200 })).data;
const statusesOf = async (id: string) => (await firesOf(id)).map(({ status }) => status).sort();

test('[SD6] an occurrence starts one run, whoever looks, and says where it comes from', async () => {
  const { id, nextAt } = await make({ input: { n: 1 } });
  expect(nextAt?.getTime()).toBeGreaterThan(Date.now());
  await fireSchedules(hive.deps);
  expect(await firesOf(id)).toEqual([]);
  await setBack(id, 1);
  await Promise.all([fireSchedules(hive.deps), fireSchedules(hive.deps), fireSchedules(hive.deps)]);
  await fireSchedules(hive.deps);
  const [fire, ...more] = await firesOf(id);
  expect(more).toEqual([]);
  expect(fire).toMatchObject({ status: 'started', reason: null });
  expect(await hive.ended(fire?.id as string)).toBe('completed');
  const [run] = await hive.rows<{ input: unknown; context: unknown; created_by: string }>(
    'SELECT input, context, created_by FROM run WHERE id = $1',
    [fire?.id],
  );
  expect(run).toMatchObject({
    input: { n: 1 },
    context: { trigger: { schedule_id: id, planned_at: fire?.plannedAt.toISOString() } },
    created_by: `schedule:${id}`,
  });
  expect((await readSchedule(hive.deps, id)).nextAt?.getTime()).toBeGreaterThan(Date.now());
});

test('[SD7] what was missed is made up as the schedule says', async () => {
  const none = await make({ overlap: 'allow' });
  const last = await make({ overlap: 'allow', catch_up: 'last' });
  const all = await make({ overlap: 'allow', catch_up: 'all', max_catch_up: 3 });
  for (const { id } of [none, last, all]) await setBack(id, 5.5);
  await fireSchedules(hive.deps);
  expect(await statusesOf(none.id)).toEqual([]);
  expect(await statusesOf(last.id)).toEqual(['started']);
  expect(await statusesOf(all.id)).toEqual(['started', 'started', 'started']);
  for (const { id } of [...(await firesOf(last.id)), ...(await firesOf(all.id))]) await hive.ended(id);
});

test('[SD8] while a run goes on the next one is skipped, queued, started beside it, or started instead', async () => {
  const hold = createHold();
  hive.agents.on('slow', hold.script);
  const made = await Promise.all(
    (['skip', 'queue', 'allow', 'cancel_previous'] as const).map((overlap) =>
      make({ workflow_id: 'slow', overlap, catch_up: 'all', max_catch_up: 2 }),
    ),
  );
  for (const { id } of made) await setBack(id, 2);
  await fireSchedules(hive.deps);
  const [skip, queue, allow, instead] = await Promise.all(made.map(({ id }) => statusesOf(id)));
  expect(skip).toEqual(['skipped', 'started']);
  expect(queue).toEqual(['queued', 'started']);
  expect(allow).toEqual(['started', 'started']);
  expect(instead).toEqual(['started', 'started']);
  const cancelled = await hive.rows(
    `SELECT 1 FROM run r JOIN schedule_fire f ON f.id = r.id WHERE f.schedule_id = $1 AND r.status = 'cancelled'`,
    [made[3]?.id],
  );
  expect(cancelled).toHaveLength(1);
  await decideOpenFires(hive.deps);
  expect(await statusesOf(made[1]?.id as string)).toEqual(['queued', 'started']);
  hold.release();
  const started = (await firesOf(made[1]?.id as string)).find(({ status }) => status === 'started');
  await hive.ended(started?.id as string);
  await decideOpenFires(hive.deps);
  expect(await statusesOf(made[1]?.id as string)).toEqual(['started', 'started']);
  for (const { id } of made) for (const fire of await firesOf(id)) if (fire.status === 'started') await hive.ended(fire.id);
});

test('[SD14] what is queued behind a run that goes on keeps no other schedule waiting, however much it is', async () => {
  const hold = createHold();
  hive.agents.on('slow', hold.script);
  const [busy, other] = await Promise.all([make({ workflow_id: 'slow', overlap: 'queue' }), make()]);
  await setBack(busy.id, 1);
  await fireSchedules(hive.deps);
  await hive.rows(
    `INSERT INTO schedule_fire (id, schedule_id, occurrence, planned_at, status)
     SELECT gen_random_uuid(), $1, n::text, clock_timestamp() - interval '1 day' + n * interval '1 s', 'queued' FROM generate_series(1, 250) n`,
    [busy.id],
  );
  await setBack(busy.id, 1);
  await setBack(other.id, 1);
  await fireSchedules(hive.deps);
  expect(await statusesOf(other.id)).toEqual(['started']);
  const reasons = (
    await hive.rows<{ reason: string }>(`SELECT reason FROM schedule_fire WHERE schedule_id = $1 AND status = 'skipped'`, [busy.id])
  ).map(({ reason }) => reason);
  expect(reasons).toEqual(['100 occurrences wait before it']);
  await hive.rows(`DELETE FROM schedule_fire WHERE schedule_id = $1 AND status = 'queued'`, [busy.id]);
  hold.release();
  for (const { id, status } of [...(await firesOf(busy.id)), ...(await firesOf(other.id))]) if (status === 'started') await hive.ended(id);
});

test('[SD9] a paused schedule fires nothing, and what it missed stays missed', async () => {
  const { id } = await make({ catch_up: 'all' });
  await setBack(id, 3);
  expect(await changeSchedule(hive.deps, { id, change: { paused: true } }, BY)).toMatchObject({ paused: true, nextAt: null });
  await fireSchedules(hive.deps);
  const { nextAt } = await changeSchedule(hive.deps, { id, change: { paused: false } }, BY);
  expect(nextAt?.getTime()).toBeGreaterThan(Date.now());
  await fireSchedules(hive.deps);
  expect(await firesOf(id)).toEqual([]);
});

test('[SD10] an event starts a run of every schedule that waits for it, with its payload, and is spent', async () => {
  const rule = { kind: 'event', event: 'pushed', key: 'main' };
  const { id } = await make({ rule, overlap: 'allow' });
  const send = (key: string) => receiveEvent(hive.deps, { name: 'pushed', key, payload: { by: 'Ada' } }, BY);
  expect(await send('other')).toMatchObject({ started: 0, kept: true });
  expect(await send('main')).toMatchObject({ started: 1, kept: false });
  const [fire] = await firesOf(id);
  expect(fire).toMatchObject({ status: 'started' });
  await hive.ended(fire?.id as string);
  const [run] = await hive.rows<{ context: unknown }>('SELECT context FROM run WHERE id = $1', [fire?.id]);
  expect(run?.context).toMatchObject({ trigger: { event: { name: 'pushed', key: 'main', payload: { by: 'Ada' } } } });
});

test('[SD11] an occurrence whose run cannot start fails with the cause and does not hold up the next', async () => {
  const { id } = await make();
  await hive.rows(`UPDATE workflow SET archived_at = now() WHERE slug = 'quick'`);
  await setBack(id, 1);
  await fireSchedules(hive.deps);
  await hive.rows(`UPDATE workflow SET archived_at = NULL WHERE slug = 'quick'`);
  expect(await firesOf(id)).toMatchObject([{ status: 'failed', reason: 'no workflow "quick"' }]);
  await removeSchedule(hive.deps, id, BY);
  await expect(readSchedule(hive.deps, id)).rejects.toMatchObject({ code: 'not_found' });
});

test('[SD12] over HTTP: a preview, a refusal at its place, and schedules by roles', async () => {
  const keyOf = async (role: 'viewer' | 'operator') => (await createApiKey(hive.deps, { name: `${role}s`, role, expiresAt: null }, BY)).key;
  const [viewer, operator] = [await keyOf('viewer'), await keyOf('operator')];
  const preview = await callRest(hive.deps, {
    path: '/schedule-preview?expression=0%209%20*%20*%20*&timezone=Europe%2FBerlin',
    key: viewer,
  });
  expect(preview.body.next).toHaveLength(10);
  const post = (json: object, key = operator) => callRest(hive.deps, { method: 'POST', path: '/schedules', key, json });
  const good = { workflow_id: 'quick', name: 'nightly', rule: { kind: 'cron', expression: '0 3 * * *' }, timezone: 'Europe/Berlin' };
  expect((await post(good, viewer)).status).toBe(403);
  expect(await post({ ...good, rule: { kind: 'cron', expression: '0 0 30 2 *' } })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'rule.expression', message: 'never comes: no date fits it' }] },
  });
  expect((await post({ ...good, timezone: 'Mars' })).body.errors).toMatchObject([{ path: 'timezone' }]);
  expect((await post({ ...good, workflow_id: 'nowhere' })).status).toBe(404);
  const made = await post(good);
  expect(made).toMatchObject({ status: 201, body: { workflow_id: 'quick', overlap: 'skip', paused: false } });
  const path = `/schedules/${made.body.id}`;
  expect((await callRest(hive.deps, { path, key: viewer })).body.preview).toHaveLength(10);
  const listed = await callRest(hive.deps, { path: '/schedules?workflow_id=quick&limit=200', key: viewer });
  expect(listed.body.data.map(({ name }: { name: string }) => name)).toContain('nightly');
  expect(await callRest(hive.deps, { method: 'PATCH', path, key: operator, json: { paused: true } })).toMatchObject({
    body: { next_at: null },
  });
  expect((await callRest(hive.deps, { path: `${path}/fires`, key: viewer })).body.data).toEqual([]);
  expect((await callRest(hive.deps, { method: 'DELETE', path, key: operator })).status).toBe(204);
});
