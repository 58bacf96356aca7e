import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { MalformedError } from '../core/errors.ts';
import { changeRunStatus } from './change-run.ts';
import { createApiKey } from './create-api-key.ts';
import { listAlerts } from './list-alerts.ts';
import { openLiveStream } from './open-live-stream.ts';
import { reviseAlerts, watchAlerts } from './watch-alerts.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
  await hive.addAgent({ name: 'generalist', slots: 8, capabilities: ['general'] });
});
afterEach(() => hive.checkInvariants(false));
afterAll(() => hive.close());

let serial = 0;
let capability = '';
let runId = '';
const look = () => reviseAlerts(hive.deps, 0);
const open = async () => (await listAlerts(hive.deps, { limit: 50, open: true })).data;
const waitsAt = (id: string) =>
  hive.until(async () => Object.values(await hive.tasks(id)).every(({ wait_reason }) => wait_reason === 'no_capable_agent'));
const lacking = (ids: string[]) =>
  hive.submit({ tasks: ids.map((id) => task(id, [], { required_capabilities: [capability] })) }).then(async (id) => {
    await waitsAt(id);
    return id;
  });

/** Two tasks wait for what nobody has. */
beforeEach(async () => {
  serial += 1;
  capability = `craft-${serial}`;
  runId = await lacking(['a', 'b']);
});
/** Nobody waits any more. */
afterEach(async () => {
  for (const { id } of await hive.rows<{ id: string }>(`SELECT id FROM run WHERE status = 'running'`)) {
    await changeRunStatus(hive.deps, { runId: id, verb: 'cancel' }, BY);
  }
  await look();
  expect(await open()).toEqual([]);
});

describe('a capability nobody has', () => {
  test('[AL2] opens one alert, and closes it when somebody has it; the run completes', async () => {
    expect(await look()).toBe(1);
    const [alert, ...others] = await open();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'no_capable_agent',
      subject: (await hive.tasks(runId)).a?.park_key,
      severity: 'warning',
      message: expect.stringMatching(new RegExp(`^2 tasks wait: .*"${capability}"`)),
      detail: { waiting: 2, run_id: runId, task_id: 'a' },
      closedAt: null,
      acknowledgedBy: null,
    });
    await hive.addAgent({ name: capability, capabilities: [capability] });
    expect(await hive.ended(runId)).toBe('completed');
    expect(await look()).toBe(1);
    expect(await open()).toEqual([]);
    const closed = (await listAlerts(hive.deps, { limit: 1, open: false })).data[0];
    expect(closed).toMatchObject({ id: alert?.id, closedAt: expect.any(Date) });
  });

  test('[AL2] who has only just begun to wait is no alert yet', async () => {
    expect(await reviseAlerts(hive.deps, 3_600_000)).toBe(0);
    expect(await watchAlerts(hive.deps)).toBe(0);
  });

  test('[AL3] looking again changes nothing; more who wait change the alert; what comes back is a new one', async () => {
    await look();
    const [first] = await open();
    expect(await look()).toBe(0);
    const second = await lacking(['c']);
    expect(await look()).toBe(1);
    expect(await open()).toMatchObject([{ id: first?.id, detail: { waiting: 3 } }]);
    for (const id of [runId, second]) await changeRunStatus(hive.deps, { runId: id, verb: 'cancel' }, BY);
    expect(await look()).toBe(1);
    await lacking(['d']);
    expect(await look()).toBe(1);
    const [anew] = await open();
    expect(anew?.id).not.toBe(first?.id);
    expect(anew).toMatchObject({ subject: first?.subject, detail: { waiting: 1 } });
  });

  test('[AL4] a viewer sees it and an operator acknowledges it once; the audit says who', async () => {
    await look();
    const keyOf = async (role: 'viewer' | 'operator') =>
      (await createApiKey(hive.deps, { name: `${role} ${serial}`, role, expiresAt: null }, BY)).key;
    const [viewer, operator] = [await keyOf('viewer'), await keyOf('operator')];
    const listed = await callRest(hive.deps, { path: '/alerts?open=true', key: viewer });
    expect([listed.status, listed.body.data.length]).toEqual([200, 1]);
    const { id } = listed.body.data[0];
    const acknowledge = (key: string, alert: string) => callRest(hive.deps, { method: 'POST', path: `/alerts/${alert}/acknowledge`, key });
    expect((await acknowledge(viewer, id)).status).toBe(403);
    const first = await acknowledge(operator, id);
    expect([first.status, first.body.acknowledged_by]).toEqual([200, expect.stringMatching(/^key:/)]);
    expect((await acknowledge(operator, id)).body).toEqual(first.body);
    expect(await open()).toMatchObject([{ id, acknowledgedByName: `operator ${serial}` }]);
    const audited = await hive.rows(`SELECT actor FROM audit_entry WHERE action = 'alert.acknowledge' AND subject = $1`, [`alert:${id}`]);
    expect(audited).toEqual([{ actor: first.body.acknowledged_by }]);
    expect((await acknowledge(operator, hive.deps.newId())).body.code).toBe('not_found');
  });

  test('[AL4] an alert that closed unseen cannot be acknowledged', async () => {
    await look();
    const [alert] = await open();
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    await look();
    const { key } = await createApiKey(hive.deps, { name: 'late', role: 'operator', expiresAt: null }, BY);
    const late = await callRest(hive.deps, { method: 'POST', path: `/alerts/${alert?.id}/acknowledge`, key });
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
  });

  test('[AL4] pages hold every alert once, newest first; a foreign cursor is refused', async () => {
    await look();
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listAlerts(hive.deps, { limit: 1, after });
      seen.push(...page.data.map(({ id }) => id));
      after = page.nextCursor ?? undefined;
    } while (after !== undefined);
    const stored = await hive.rows<{ id: string }>('SELECT id FROM alert ORDER BY id DESC');
    expect(seen).toEqual(stored.map(({ id }) => id));
    await expect(listAlerts(hive.deps, { limit: 1, after: 'x' })).rejects.toThrow(MalformedError);
  });

  test('[AL5] whoever watches is told to look, at once and with every change', async () => {
    const stop = new AbortController();
    const stream = openLiveStream(hive.deps, { topics: ['alerts'] }, { principal: BY, signal: stop.signal });
    const told = { kind: 'reset', topics: ['alerts'] };
    expect((await stream.next()).value?.message).toEqual(told);
    const next = stream.next();
    await look();
    expect((await next).value?.message).toEqual(told);
    stop.abort();
    await stream.return(undefined);
  });
});
