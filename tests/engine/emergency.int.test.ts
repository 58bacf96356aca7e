import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { ConflictError } from '../../src/server/core/errors.ts';
import { claimAttempts } from '../../src/server/use-cases/claim-attempts.ts';
import { completeAttempt } from '../../src/server/use-cases/complete-attempt.ts';
import { createAgentCaller } from '../../src/server/use-cases/create-agent-caller.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { readEmergency, resumeEverything, stopEverything } from '../../src/server/use-cases/emergency-stop.ts';
import { readHealth } from '../../src/server/use-cases/read-health.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { startEngine } from '../../workers/engine/engine.ts';
import { closeDeps, openDeps } from '../fixtures/installation.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness({ HIVE_ALLOW_COMMAND_AGENTS: '1' });
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const nothingLive = () => hive.until(async () => (await readEmergency(hive.deps)).calls === 0);

test('[RC30] a stop ends every call of every process, nothing starts until resume, and no attempt is used up', async () => {
  const workers = [await hive.startWorker({ slots: 3 }), await hive.startWorker({ slots: 3 })];
  await hive.addAgent({ name: 'bee', slots: 8, capabilities: ['call'] });
  const called = { required_capabilities: ['call'] };
  await hive.addAgent({ name: 'puller', kind: 'worker', slots: 2, capabilities: ['pull'] });
  const hold = createHold();
  hive.agents.on('held', hold.script);
  const held = Array.from({ length: 5 }, (_, at) => task(`t${at}`, [], { task_type: 'held', retry: { max_attempts: 1 }, ...called }));
  const pulled = task('pulled', [], { required_capabilities: ['pull'], retry: { max_attempts: 1 } });
  const runId = await hive.submit({
    tasks: [...held, pulled, task('unclaimed', [], { required_capabilities: ['pull'] }), task('after', ['t0'], called)],
  });
  const agentId = (await hive.rows<{ id: string }>(`SELECT id FROM agent WHERE name = 'puller'`))[0]?.id ?? '';
  await hive.agents.begun(runId, 5);
  const [claim] = await claimAttempts(hive.deps, { agentId, max: 1, waitMs: 20_000 });

  const state = await stopEverything(hive.deps, { reason: 'a bill that runs away' }, BY);
  expect(state).toMatchObject({ stopped: true, reason: 'a bill that runs away', byName: 'system' });
  await expect(stopEverything(hive.deps, { reason: 'twice' }, BY)).rejects.toThrow(ConflictError);
  await nothingLive();
  const late = { taskId: claim?.taskId ?? '', fence: claim?.fence ?? 0, status: 'completed', output: 'late' } as const;
  await expect(completeAttempt(hive.deps, late)).rejects.toMatchObject({ code: 'stale_fence' });
  const second = await hive.submit({ tasks: [task('b', [], called)] });
  for (const { engine } of workers) engine.wake();
  await Promise.all(workers.map(({ engine }) => engine.tend()));
  expect(hive.agents.effectsOf(second)).toEqual([]);
  expect((await hive.tasks(second)).b).toMatchObject({ status: 'ready', fence: 0 });
  const waiting = Object.values(await hive.tasks(runId));
  expect(waiting.map(({ status, attempts }) => [status, attempts])).toEqual(
    waiting.map(({ key }) => [key === 'after' ? 'pending' : 'ready', 0]),
  );
  expect((await readHealth(hive.deps)).components.dispatch).toMatchObject({ status: 'degraded' });

  hive.agents.on('held', () => completed('resumed'));
  await resumeEverything(hive.deps, { reason: 'the bill is paid' }, BY);
  await expect(resumeEverything(hive.deps, { reason: 'twice' }, BY)).rejects.toThrow(ConflictError);
  expect(await hive.ended(second)).toBe('completed');
  for (const _ of ['pulled', 'unclaimed']) {
    const [again] = await claimAttempts(hive.deps, { agentId, max: 1, waitMs: 20_000 });
    if (again) await completeAttempt(hive.deps, { taskId: again.taskId, fence: again.fence, status: 'completed', output: 'pulled' });
  }
  expect(await hive.ended(runId)).toBe('completed');
  expect(Object.values(await hive.tasks(runId)).every(({ attempts }) => attempts === 1)).toBe(true);
  const audit = await hive.rows(`SELECT action, detail->>'reason' AS reason FROM audit_entry WHERE action LIKE 'fleet.%' ORDER BY seq`);
  expect(audit).toEqual([
    { action: 'fleet.stop', reason: 'a bill that runs away' },
    { action: 'fleet.resume', reason: 'the bill is paid' },
  ]);
  await Promise.all(workers.map((worker) => worker.close()));
});

/** Writes its own pid and its child's, and then neither ends by itself. */
const FAMILY = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' });
require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid);
console.error('born');
setInterval(() => {}, 1000);
`;

/** A dead process that nobody has asked about yet is a zombie. */
function lives(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('Z');
  } catch {
    return false;
  }
}

test('[RC31] a stop ends a running command with its children; resume runs it again', async () => {
  const file = path.join(tmpdir(), `family-${hive.deps.newId()}`);
  const own = openDeps(hive.url, { HIVE_ALLOW_COMMAND_AGENTS: '1' });
  await own.feed.ready();
  const engine = await startEngine(own, { slots: 2, version: 'test', callAgent: createAgentCaller(own) });
  const config = { argv: [process.execPath, '-e', FAMILY, file] };
  const wanted = { name: 'family', kind: 'command', max_concurrent_tasks: 1, capabilities: [{ name: 'family' }], config };
  const { id } = await registerAgent(hive.deps, registerAgentSchema.parse(wanted), BY);
  const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: ['family'], retry: { max_attempts: 1 } })] });
  await hive.until(
    async () => (await hive.rows('SELECT 1 FROM log_line l JOIN task t ON t.id = l.task_id WHERE t.run_id = $1', [runId])).length > 0,
  );
  const pids = (await readFile(file, 'utf8')).split(' ').map(Number);
  expect(pids.map(lives)).toEqual([true, true]);
  await stopEverything(hive.deps, { reason: 'it runs away' }, BY);
  await nothingLive();
  await expect.poll(() => pids.map(lives)).toEqual([false, false]);
  expect((await hive.tasks(runId)).a).toMatchObject({ status: 'ready', attempts: 0, losses: 0 });
  const tame = JSON.stringify({ argv: [process.execPath, '-e', 'console.log(JSON.stringify("tame"))'] });
  await hive.rows('UPDATE agent SET config = $2::json WHERE id = $1', [id, tame]);
  await resumeEverything(hive.deps, { reason: 'tamed' }, BY);
  expect(await hive.ended(runId)).toBe('completed');
  expect((await hive.tasks(runId)).a).toMatchObject({ output: 'tame', attempts: 1 });
  await engine.close();
  await closeDeps(own);
  await rm(file, { force: true });
});

test('[RC32] only an admin stops and resumes, with a reason; everybody may ask', async () => {
  const keyOf = async (role: 'viewer' | 'operator' | 'admin') =>
    (await createApiKey(hive.deps, { name: `${role} stop`, role, expiresAt: null }, BY)).key;
  const [viewer, operator, admin] = [await keyOf('viewer'), await keyOf('operator'), await keyOf('admin')];
  const post = (where: string, key: string, json: object) => callRest(hive.deps, { method: 'POST', path: where, key, json });
  expect((await post('/emergency-stop', operator, { reason: 'why' })).status).toBe(403);
  expect((await post('/emergency-stop', admin, {})).status).toBe(422);
  expect(await post('/emergency-stop', admin, { reason: 'a drill' })).toMatchObject({ status: 200, body: { stopped: true, calls: 0 } });
  expect((await callRest(hive.deps, { path: '/emergency-stop', key: viewer })).body).toMatchObject({ stopped: true, reason: 'a drill' });
  expect((await post('/resume-all', operator, { reason: 'why' })).status).toBe(403);
  expect(await post('/resume-all', admin, { reason: 'over' })).toMatchObject({ status: 200, body: { stopped: false, reason: null } });
  expect((await post('/resume-all', admin, { reason: 'over' })).status).toBe(409);
});

test('[QU1] paused, nothing new is given out, and what runs goes on; resumed, what waited is done', async () => {
  const workers = [await hive.startWorker({ slots: 4 }), await hive.startWorker({ slots: 4 })];
  const mine = { required_capabilities: ['pausing'] };
  await hive.addAgent({ name: 'pauser', slots: 8, capabilities: mine.required_capabilities });
  const hold = createHold();
  hive.agents.on('long', hold.script);
  const runId = await hive.submit({ tasks: [task('long', [], { task_type: 'long', ...mine }), task('after', ['long'], mine)] });
  await hive.agents.begun(runId, 1);

  const keyOf = async (role: 'operator' | 'admin') =>
    (await createApiKey(hive.deps, { name: `${role} pause`, role, expiresAt: null }, BY)).key;
  const [operator, admin] = [await keyOf('operator'), await keyOf('admin')];
  const post = (where: string, key: string, json: object) => callRest(hive.deps, { method: 'POST', path: where, key, json });
  expect((await post('/queues/pause', operator, { reason: 'why' })).status).toBe(403);
  expect((await post('/queues/pause', admin, {})).status).toBe(422);
  expect(await post('/queues/pause', admin, { reason: 'a new model' })).toMatchObject({ status: 200, body: { paused: true } });
  expect((await post('/queues/pause', admin, { reason: 'twice' })).status).toBe(409);

  const second = await hive.submit({ tasks: [task('b', [], mine)] });
  hold.release();
  await hive.until(async () => (await hive.tasks(runId)).long?.status === 'completed');
  for (const { engine } of workers) engine.wake();
  await Promise.all(workers.map(({ engine }) => engine.tend()));
  expect([(await hive.tasks(runId)).after?.status, (await hive.tasks(second)).b?.status]).toEqual(['ready', 'ready']);
  expect(hive.agents.effectsOf(second)).toEqual([]);
  expect((await callRest(hive.deps, { path: '/queues', key: operator })).body).toMatchObject({
    pause: { paused: true, reason: 'a new model', since: expect.any(String) },
    running: 0,
    groups: [{ reason: 'queued', tasks: 2, runs: 2 }],
  });

  expect(await post('/queues/resume', admin, { reason: 'it is there' })).toMatchObject({ status: 200, body: { paused: false } });
  expect((await post('/queues/resume', admin, { reason: 'twice' })).status).toBe(409);
  for (const id of [runId, second]) expect(await hive.ended(id)).toBe('completed');
  const audit = await hive.rows(`SELECT action, detail->>'reason' AS reason FROM audit_entry WHERE action LIKE 'queue.%' ORDER BY seq`);
  expect(audit).toEqual([
    { action: 'queue.pause', reason: 'a new model' },
    { action: 'queue.resume', reason: 'it is there' },
  ]);
  await Promise.all(workers.map((worker) => worker.close()));
});
