import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { closeDeps, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { MalformedError } from '../core/errors.ts';
import type { Deps } from '../deps.ts';
import { findForgery } from '../webhook-signature.ts';
import { changeRunStatus } from './change-run.ts';
import { createApiKey } from './create-api-key.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { listAlerts } from './list-alerts.ts';
import { openLiveStream } from './open-live-stream.ts';
import { reviseAlerts, watchAlerts } from './watch-alerts.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  // Before the worker, which else may say of a fleet it has not read again that there are no agents.
  await hive.addAgent({ name: 'generalist', slots: 8, capabilities: ['general'] });
  await hive.startWorker();
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

/** A receiver that answers with a status, or not at all; what it got is kept. */
async function receiver(status: number | null) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (status !== null) response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/hook`, got, close };
}

describe('rules and receivers', () => {
  let deps: Deps;
  const keys = { admin: '', operator: '' };
  beforeAll(async () => {
    deps = openDeps(hive.url, { HIVE_EGRESS_ALLOW: '127.0.0.1' });
    for (const role of ['admin', 'operator'] as const)
      keys[role] = (await createApiKey(hive.deps, { name: `rules ${role}`, role, expiresAt: null }, BY)).key;
  });
  afterAll(() => closeDeps(deps));
  afterEach(async () => {
    await hive.rows('DELETE FROM agent_degradation');
    await hive.rows('DELETE FROM alert_rule');
    await hive.rows('DELETE FROM alert_channel');
    await look();
  });

  const call = (method: string, path: string, json?: unknown, role: keyof typeof keys = 'admin') =>
    callRest(deps, { method, path, key: keys[role], ...(json !== undefined && { json }) });
  const rule = { name: 'Worse', measure: 'agents_degraded', threshold: 0, severity: 'critical', for_seconds: 0, cooldown_seconds: 60 };
  const worsen = () =>
    hive.rows(`INSERT INTO agent_degradation (id, agent_id, signal, baseline, current, surprise, samples, began_at, seen_at)
      SELECT gen_random_uuid(), id, 'errors', 0, 1, 9, 60, now(), now() FROM agent ORDER BY name LIMIT 1`);
  const ofRules = async () => (await open()).filter(({ kind }) => kind === 'rule');
  const due = () => hive.rows(`UPDATE alert_delivery SET due_at = clock_timestamp() WHERE due_at IS NOT NULL`);

  test('[AL7] a rule opens one alert, closes it and rests; only who may changes it, and all of it is audited', async () => {
    expect((await call('POST', '/alert-rules', rule, 'operator')).status).toBe(403);
    expect((await call('POST', '/alert-rules', { ...rule, cooldown_seconds: 1 })).status).toBe(422);
    const { id } = (await call('POST', '/alert-rules', rule)).body;
    await look();
    expect(await ofRules()).toEqual([]);
    await worsen();
    await look();
    expect(await look()).toBe(0);
    expect(await ofRules()).toMatchObject([{ subject: id, severity: 'critical', message: 'Worse: 1 agent is worse than usual' }]);
    await hive.rows('DELETE FROM agent_degradation');
    await look();
    expect(await ofRules()).toEqual([]);
    await worsen();
    await look();
    expect(await ofRules()).toEqual([]);
    await hive.rows(`UPDATE alert_rule SET ended_at = ended_at - interval '2 minutes'`);
    expect((await call('POST', `/alert-rules/${id}/silence`, { seconds: 600 }, 'operator')).body.silenced_until).toEqual(
      expect.any(String),
    );
    await look();
    expect(await ofRules()).toEqual([]);
    await call('POST', `/alert-rules/${id}/silence`, { seconds: 0 }, 'operator');
    await look();
    expect(await ofRules()).toHaveLength(1);
    expect((await call('GET', '/alert-rules', undefined, 'operator')).body.data).toMatchObject([{ id, firing: true, for_seconds: 0 }]);
    expect((await call('PATCH', `/alert-rules/${id}`, { enabled: false }, 'operator')).status).toBe(403);
    expect((await call('DELETE', `/alert-rules/${id}`)).status).toBe(204);
    await look();
    expect(await ofRules()).toEqual([]);
    expect((await call('DELETE', `/alert-rules/${id}`)).status).toBe(404);
    const acts = await hive.rows<{ action: string }>('SELECT action FROM audit_entry WHERE subject = $1 ORDER BY seq', [
      `alert_rule:${id}`,
    ]);
    expect(acts.map(({ action }) => action)).toEqual([
      'alert_rule.create',
      'alert_rule.silence',
      'alert_rule.silence',
      'alert_rule.remove',
    ]);
  });

  test('[AL8] receivers are told once of the opening and once of the end, signed; what is not taken is offered again', async () => {
    const [good, busy, gone] = [await receiver(204), await receiver(500), await receiver(410)];
    const made = [];
    for (const { url } of [good, busy, gone]) made.push((await call('POST', '/alert-channels', { url, least_severity: 'critical' })).body);
    await call('POST', '/alert-rules', rule);
    await worsen();
    await look();
    expect(await deliverAlerts(deps)).toBe(3);
    expect(await deliverAlerts(deps)).toBe(0);
    await due();
    expect(await deliverAlerts(deps)).toBe(1);
    expect([good.got.length, busy.got.length, gone.got.length]).toEqual([1, 2, 1]);
    const [told] = good.got;
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signatures = '' } = told?.headers ?? {};
    const delivery = { id: `${id}`, timestamp: `${timestamp}`, body: Buffer.from(told?.body ?? '') };
    const claim = { signatures: `${signatures}`, nowSeconds: Math.floor(Date.now() / 1_000) };
    expect(findForgery(made[0].secret, delivery, claim)).toBeNull();
    expect(findForgery(made[1].secret, delivery, claim)).not.toBeNull();
    expect(busy.got[0]?.headers['webhook-id']).toBe(busy.got[1]?.headers['webhook-id']);
    expect(JSON.parse(told?.body ?? '')).toMatchObject({ type: 'alert.opened', data: { kind: 'rule', severity: 'critical' } });
    await hive.rows('DELETE FROM agent_degradation');
    await look();
    await deliverAlerts(deps);
    expect(good.got.map(({ body }) => JSON.parse(body).type)).toEqual(['alert.opened', 'alert.closed']);
    expect(gone.got).toHaveLength(1);
    const listed = (await call('GET', '/alert-channels')).body.data;
    const states = Object.fromEntries(
      listed.map((one: { url: string; enabled: boolean; last: { state: string } }) => [one.url, [one.enabled, one.last.state]]),
    );
    expect(states).toEqual({ [good.url]: [true, 'delivered'], [busy.url]: [true, 'waiting'], [gone.url]: [false, 'failed'] });
    for (let tries = 3; tries <= 8; tries += 1) {
      await due();
      await deliverAlerts(deps);
    }
    const opened = busy.got.filter(({ body }) => JSON.parse(body).type === 'alert.opened');
    expect(opened).toHaveLength(6);
    for (const one of [good, busy, gone]) await one.close();
  });

  test('[AL9] what may not be called is not called, and no secret is in the clear', async () => {
    for (const url of ['http://169.254.169.254/', 'file:///etc/passwd', 'http://user:pass@127.0.0.1/'])
      expect([400, 403]).toContain((await call('POST', '/alert-channels', { url })).status);
    expect((await call('GET', '/alert-channels', undefined, 'operator')).status).toBe(403);
    const one = await receiver(200);
    const { id, secret } = (await call('POST', '/alert-channels', { url: one.url, least_severity: 'critical' })).body;
    const [stored] = await hive.rows('SELECT * FROM alert_channel WHERE id = $1', [id]);
    expect(JSON.stringify(stored)).not.toContain(secret.slice('whsec_'.length));
    expect(JSON.stringify((await call('GET', '/alert-channels')).body)).not.toContain(secret);
    // The policy is asked again with every call: what was allowed once may not be any more.
    const strict = openDeps(hive.url, { HIVE_EGRESS_ALLOW: '10.0.0.1' });
    await call('POST', '/alert-rules', rule);
    await worsen();
    await look();
    expect(await deliverAlerts(strict)).toBe(1);
    await closeDeps(strict);
    expect(one.got).toEqual([]);
    expect((await call('GET', '/alert-channels')).body.data[0].last).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('may not be called'),
    });
    await one.close();
  });

  test('[AL9] a receiver that hangs delays no other', async () => {
    const [hangs, good] = [await receiver(null), await receiver(200)];
    for (const { url } of [hangs, good]) await call('POST', '/alert-channels', { url, least_severity: 'critical' });
    await call('POST', '/alert-rules', rule);
    await worsen();
    await look();
    const delivering = deliverAlerts(deps);
    await expect.poll(() => [hangs.got.length, good.got.length]).toEqual([1, 1]);
    await hangs.close();
    expect(await delivering).toBe(2);
    await good.close();
  });
});
