import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { openMailServer } from '../../../tests/fixtures/mail-server.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { reconcileAlerts } from '../db/alerts.ts';
import type { Deps } from '../deps.ts';
import { listAlertRules } from './alert-rules.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { listAlerts } from './list-alerts.ts';
import { reviseAlerts } from './watch-alerts.ts';

let hive: Installation;
let deps: Deps;
/** The same installation where next to nothing may be called. */
let strict: Deps;

beforeAll(async () => {
  hive = await createInstallation({ HIVE_EGRESS_ALLOW: '127.0.0.1' });
  deps = hive.deps;
  strict = openDeps(hive.url, { HIVE_EGRESS_ALLOW: '10.0.0.1' });
});
afterAll(async () => {
  await closeDeps(strict);
  await hive.close();
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await reconcileAlerts(deps.db.pool, 'rule', []);
  await deps.db.pool.query('DELETE FROM alert_channel');
});

const call = (method: string, path: string, json?: unknown, role: 'admin' | 'operator' = 'admin') =>
  callRest(deps, { method, path, key: hive.keys[role], ...(json !== undefined && { json }) });
const due = () => deps.db.pool.query(`UPDATE alert_delivery SET due_at = clock_timestamp() - interval '1 ms' WHERE due_at IS NOT NULL`);
const openAlert = (message: string) =>
  reconcileAlerts(deps.db.pool, 'rule', [{ id: deps.newId(), subject: 's', severity: 'critical', message, detail: {} }]);
const mailBy = (port: number, over: object = {}) => ({
  kind: 'email',
  host: '127.0.0.1',
  port,
  security: 'none',
  from: 'hive@example.org',
  to: ['ops@example.org', 'night@example.org'],
  ...over,
});
const last = async () => (await call('GET', '/alert-channels')).body.data[0].last;

async function mailServer(...options: Parameters<typeof openMailServer>) {
  const server = await openMailServer(...options);
  closing.push(server.close);
  return server;
}

describe('mail', () => {
  test('[AL12] people are told of the opening and of the end, each once', async () => {
    const server = await mailServer();
    const made = await call('POST', '/alert-channels', mailBy(server.port));
    expect([made.status, made.body.secret]).toEqual([201, null]);
    await openAlert('queue\r\nBcc: all@x.org');
    expect(await deliverAlerts(deps)).toBe(1);
    expect(await deliverAlerts(deps)).toBe(0);
    await reconcileAlerts(deps.db.pool, 'rule', []);
    await deliverAlerts(deps);
    expect(server.got.map(({ from, to }) => [from, to])).toEqual([
      ['hive@example.org', ['ops@example.org', 'night@example.org']],
      ['hive@example.org', ['ops@example.org', 'night@example.org']],
    ]);
    const [opened, closed] = server.got.map(({ raw }) => raw);
    expect(opened).toMatch(/^Subject: \[Agent Hive\] Alert \(critical\): queue Bcc: all@x\.org\r$/m);
    expect(opened).not.toMatch(/^Bcc:/m);
    expect(closed).toMatch(/^Subject: \[Agent Hive\] Over: /m);
    expect(await last()).toMatchObject({ event: 'closed', state: 'delivered' });
  });

  test('[AL12] a server that puts it off is asked again with the same mail, one that refuses is not', async () => {
    const ids = (mails: { raw: string }[]) => mails.map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)?.[1]);
    const seen: { raw: string }[] = [];
    let code = 451;
    const server = await mailServer({}, (mail) => {
      seen.push(mail);
      throw Object.assign(new Error('not now'), { responseCode: code });
    });
    await call('POST', '/alert-channels', mailBy(server.port));
    await openAlert('busy');
    await deliverAlerts(deps);
    expect(await last()).toMatchObject({ state: 'waiting', error: expect.stringContaining('451') });
    code = 550;
    await due();
    await deliverAlerts(deps);
    expect(await last()).toMatchObject({ state: 'failed', error: expect.stringContaining('550 not now') });
    await due();
    expect(await deliverAlerts(deps)).toBe(0);
    expect(ids(seen)[0]).toMatch(/^<.+@agent-hive>$/);
    expect(ids(seen)).toEqual([ids(seen)[0], ids(seen)[0]]);
  });

  test('[AL12] a server that is down, or asks for trust it does not earn, leaves a reason and is tried again', async () => {
    const down = await openMailServer();
    await down.close();
    // smtp-server's own certificate is signed by nobody.
    const untrusted = await mailServer({ disabledCommands: [] });
    const reasons: Record<string, string> = {};
    const places = { down: mailBy(down.port), untrusted: mailBy(untrusted.port, { security: 'starttls' }) };
    for (const [name, place] of Object.entries(places)) {
      const { id } = (await call('POST', '/alert-channels', place)).body;
      await openAlert(name);
      expect(await deliverAlerts(deps)).toBe(1);
      const { state, error } = await last();
      reasons[name] = `${state}: ${error}`;
      await call('DELETE', `/alert-channels/${id}`);
      await reconcileAlerts(deps.db.pool, 'rule', []);
    }
    expect(reasons).toEqual({
      down: expect.stringMatching(/^waiting: it cannot be reached/),
      untrusted: expect.stringMatching(/^waiting: it cannot be reached: .*certificate/),
    });
    expect(untrusted.got).toEqual([]);
  });

  test('[AL12] a server without STARTTLS gets neither password nor mail', async () => {
    const logins: unknown[] = [];
    const server = await mailServer({
      onAuth: (auth, _session, done) => {
        logins.push(auth);
        done(null, { user: 'u' });
      },
    });
    const place = mailBy(server.port, { security: 'starttls', username: 'u', password: 'open sesame' });
    const { id } = (await call('POST', '/alert-channels', place)).body;
    const trial = await call('POST', `/alert-channels/${id}/test`);
    expect(trial.body).toMatchObject({ delivered: false });
    expect([logins, server.got]).toEqual([[], []]);
    const [stored] = (await deps.db.pool.query('SELECT * FROM alert_channel WHERE id = $1', [id])).rows;
    expect(JSON.stringify(stored)).not.toContain('open sesame');
    expect(JSON.stringify((await call('GET', '/alert-channels')).body)).not.toContain('open sesame');
    const { rows } = await deps.db.pool.query('SELECT detail FROM audit_entry');
    expect(JSON.stringify(rows)).not.toContain('open sesame');
  });

  test('[AL12] a server that may not be called is not called', async () => {
    const server = await mailServer();
    for (const host of ['169.254.169.254', '10.0.0.1', '127.1', 'localhost'])
      expect([400, 403]).toContain((await call('POST', '/alert-channels', mailBy(server.port, { host }))).status);
    await call('POST', '/alert-channels', mailBy(server.port));
    await openAlert('forbidden');
    expect(await deliverAlerts(strict)).toBe(1);
    expect(await last()).toMatchObject({ state: 'failed', error: expect.stringContaining('may not be called') });
    expect(server.got).toEqual([]);
  });
});

describe('a test', () => {
  test('[AL13] goes to one receiver, whatever its severity, and says what it answered; the audit has it', async () => {
    const server = await mailServer();
    const { id } = (await call('POST', '/alert-channels', mailBy(server.port, { least_severity: 'critical' }))).body;
    expect((await call('POST', `/alert-channels/${id}/test`, undefined, 'operator')).status).toBe(403);
    const good = await call('POST', `/alert-channels/${id}/test`);
    expect([good.status, good.body]).toEqual([
      200,
      { delivered: true, answer: expect.stringContaining('250'), took_ms: expect.any(Number) },
    ]);
    expect(server.got.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).toEqual([
      expect.stringMatching(/^\[Agent Hive\] Test: This is a test/),
    ]);
    expect((await call('POST', `/alert-channels/${deps.newId()}/test`)).status).toBe(404);
    await call('POST', '/alert-channels', { url: 'http://127.0.0.1:1/hook' });
    const [hook] = (await call('GET', '/alert-channels')).body.data;
    const bad = await call('POST', `/alert-channels/${hook.id}/test`);
    expect(bad.body).toMatchObject({ delivered: false, answer: 'it cannot be reached' });
    const { rows } = await deps.db.pool.query(
      `SELECT subject, detail FROM audit_entry WHERE action = 'alert_channel.test' AND subject = ANY($1) ORDER BY seq`,
      [[`alert_channel:${id}`, `alert_channel:${hook.id}`]],
    );
    expect(rows).toMatchObject([
      { subject: `alert_channel:${id}`, detail: { delivered: true } },
      { subject: `alert_channel:${hook.id}`, detail: { delivered: false } },
    ]);
  });
});

describe('rules on targets', () => {
  const point = (name: string, of: { seconds: number; ago: number; value: number; samples: number }) =>
    deps.db.pool.query(
      `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples)
        VALUES ($1, '', $2::int, date_bin($2::int * interval '1 second', clock_timestamp() - $3::int * interval '1 second', 'epoch'), $4, $5)
        ON CONFLICT (name, labels, resolution_s, at) DO UPDATE SET value = excluded.value`,
      [name, of.seconds, of.ago, of.value, of.samples],
    );
  const fired = async () => {
    await reviseAlerts(deps, 0);
    return (await listAlerts(deps, { limit: 10, open: true })).data.filter(({ kind }) => kind === 'rule').map(({ message }) => message);
  };
  const rule = (name: string, condition: object) =>
    call('POST', '/alert-rules', { name, ...condition, for_seconds: 0, cooldown_seconds: 60 });
  beforeEach(() => deps.db.pool.query('DELETE FROM metric_point'));
  afterEach(() => deps.db.pool.query('DELETE FROM alert_rule'));

  test('[AL11] one opens while the newest measured minute misses its target, and rests after it', async () => {
    expect((await rule('Slow', { kind: 'target', target: 'routing_latency_ms' })).body).toMatchObject({
      kind: 'target',
      target: 'routing_latency_ms',
      measure: null,
      side: null,
      threshold: null,
    });
    expect(await fired()).toEqual([]);
    await point('routing_latency_ms', { seconds: 60, ago: 3_600, value: 900, samples: 9 });
    expect(await fired()).toEqual([]);
    await point('routing_latency_ms', { seconds: 60, ago: 150, value: 900, samples: 9 });
    expect(await fired()).toEqual(['Slow: routing latency ms is 900, its target is 500']);
    await point('routing_latency_ms', { seconds: 60, ago: 90, value: 90, samples: 9 });
    expect(await fired()).toEqual([]);
    await point('routing_latency_ms', { seconds: 60, ago: 30, value: 900, samples: 9 });
    expect(await fired()).toEqual([]);
  });

  test('[AL11] an allowance that burns over an hour and still now opens one; a burst that is over does not', async () => {
    await rule('Budget', { kind: 'burn_rate', target: 'workflow_completion_rate' });
    await point('workflow_completion_rate', { seconds: 10, ago: 1_800, value: 0.5, samples: 100 });
    await point('workflow_completion_rate', { seconds: 60, ago: 1_800, value: 0.5, samples: 100 });
    expect(await fired()).toEqual([]);
    await point('workflow_completion_rate', { seconds: 10, ago: 60, value: 0.98, samples: 100 });
    expect(await fired()).toEqual([
      'Budget: the allowance of workflow completion rate burns 260 times as fast as it may, over 1 h and still over 5 min',
    ]);
  });

  test('[AL14] a rule about any measure opens one while the newest measured minute is beyond its threshold', async () => {
    const asked = { kind: 'measure', measure: 'system_throughput_tasks_per_second', side: 'below', threshold: 5 };
    expect((await rule('Slack', asked)).body).toMatchObject({ ...asked, target: null });
    await rule('Busy', { kind: 'measure', measure: 'resource_utilization_percent', threshold: 90 });
    expect(await fired()).toEqual([]);
    await point('resource_utilization_percent', { seconds: 60, ago: 90, value: 50, samples: 3 });
    await point('system_throughput_tasks_per_second', { seconds: 60, ago: 90, value: 1.25, samples: 9 });
    expect(await fired()).toEqual(['Slack: throughput: 1.25 per second, below 5 per second']);
    await point('system_throughput_tasks_per_second', { seconds: 60, ago: 30, value: 50, samples: 9 });
    expect(await fired()).toEqual([]);
  });

  test('[CT1] without alerts of its performance an installation mutes rules about targets, and no other', async () => {
    const muting = { ...deps, env: { ...deps.env, ENABLE_PERFORMANCE_ALERTS: false } };
    await rule('Slow', { kind: 'target', target: 'routing_latency_ms' });
    await rule('Letters', { kind: 'measure', measure: 'dead_letters', threshold: 5 });
    await point('routing_latency_ms', { seconds: 60, ago: 90, value: 900, samples: 9 });
    expect(await fired()).toHaveLength(1);
    expect(await reviseAlerts(muting, 0)).toBe(1);
    expect((await listAlerts(deps, { limit: 10, open: true })).data.filter(({ kind }) => kind === 'rule')).toEqual([]);
    const muted = async (of: Deps) => Object.fromEntries((await listAlertRules(of)).map((each) => [each.name, each.muted]));
    expect([await muted(muting), await muted(deps)]).toEqual([
      { Slow: true, Letters: false },
      { Slow: false, Letters: false },
    ]);
  });
});
