import { afterAll, beforeAll, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { closeDeps, openDeps } from '../../../tests/fixtures/installation.ts';
import { type Engine, startEngine } from '../../../workers/engine/engine.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { isActing } from '../core/chaos/injection.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { Deps } from '../deps.ts';
import { createAgentCaller } from './create-agent-caller.ts';
import { endInjection } from './end-injection.ts';
import { injectFault } from './inject-fault.ts';
import { listInjections } from './list-injections.ts';
import { registerAgent } from './register-agent.ts';

let hive: Harness;
let own: Deps;
let engine: Engine;
let agentId: string;
beforeAll(async () => {
  hive = await createHarness();
  own = openDeps(hive.url);
  await own.feed.ready();
  engine = await startEngine(own, { slots: 8, version: 'test', callAgent: createAgentCaller(own) });
  agentId = await hive.addAgent({ name: 'demo', slots: 8 });
});
afterAll(async () => {
  await engine.close();
  await closeDeps(own);
  await hive.close();
});

const failing = (seconds = 600) => ({ agent_id: agentId, fault: 'failing', duration_seconds: seconds, reason: 'a drill' }) as const;
const once = () => hive.run({ tasks: [task('only', [], { retry: { max_attempts: 1 } })] });

test('[CH33] tasks of a broken agent fail and are made again; when the fault has ended, they complete', async () => {
  expect((await once()).status).toBe('completed');
  const { id } = await injectFault(hive.deps, failing(), BY);
  await expect.poll(async () => (await once()).tasks.only?.error?.code, { timeout: 20_000 }).toBe('agent_error');
  const patient = { max_attempts: 100, backoff_ms: 20, multiplier: 1 };
  const runId = await hive.submit({ tasks: [task('only', [], { retry: patient })] });
  await hive.until(async () => ((await hive.tasks(runId)).only?.attempts ?? 0) >= 2);
  const ended = await endInjection(hive.deps, id, BY);
  expect(isActing(ended, Date.now())).toBe(false);
  expect(await hive.ended(runId)).toBe('completed');
  const actions = await hive.rows<{ action: string }>(`SELECT action FROM audit_entry WHERE action LIKE 'chaos.%' ORDER BY seq`);
  expect(actions.map(({ action }) => action)).toEqual(['chaos.inject', 'chaos.end']);
  await hive.checkInvariants();
});

test('[CH30] one fault at a time, also when several are put in at once; other agents are not to be broken', async () => {
  const crowd = await Promise.allSettled(Array.from({ length: 8 }, () => injectFault(hive.deps, failing(), BY)));
  expect(crowd.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const serious = registerAgentSchema.parse({ name: 'serious', kind: 'worker', config: {} });
  const { id } = await registerAgent(hive.deps, serious, BY);
  await expect(injectFault(hive.deps, { ...failing(), agent_id: id }, BY)).rejects.toBeInstanceOf(ConflictError);
  await expect(injectFault(hive.deps, { ...failing(), agent_id: hive.deps.newId() }, BY)).rejects.toBeInstanceOf(NotFoundError);
});

test('[CH31] what is over is listed, acts no more and cannot be ended', async () => {
  await hive.rows(
    `UPDATE chaos_injection SET started_at = now() - interval '2 minutes', ends_at = now() - interval '1 minute' WHERE ended_at IS NULL`,
  );
  const { data } = await listInjections(hive.deps, { limit: 10 });
  expect(data.map(({ agentName, endedBy }) => [agentName, endedBy])).toEqual([
    ['demo', null],
    ['demo', BY.id],
  ]);
  await expect(endInjection(hive.deps, data[0]?.id ?? '', BY)).rejects.toBeInstanceOf(ConflictError);
  await injectFault(hive.deps, failing(5), BY);
  expect((await listInjections(hive.deps, { limit: 1 })).nextCursor).not.toBeNull();
});
