import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { agentBreaker } from '../../src/server/core/breaker/resource.ts';
import type { AbandonedAttempt } from '../../src/server/db/live-attempts.ts';
import { blameAgents, forgiveMeanwhile } from '../../src/server/use-cases/blame-agents.ts';
import { controlBreaker } from '../../src/server/use-cases/control-breaker.ts';
import { listAlerts } from '../../src/server/use-cases/list-alerts.ts';
import { listDeadLetters } from '../../src/server/use-cases/list-dead-letters.ts';
import { listFailures } from '../../src/server/use-cases/list-failures.ts';
import { readBreaker } from '../../src/server/use-cases/read-breaker.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { reviseAlerts } from '../../src/server/use-cases/watch-alerts.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, hang } from './scripted-agents.ts';

let hive: Harness;
let worker: Worker;
beforeAll(async () => {
  hive = await createHarness({ ENABLE_CIRCUIT_BREAKERS: '1' });
  worker = await hive.startWorker();
  // It was there before anybody died, by the clock of those who did.
  await hive.rows(`UPDATE worker SET started_at = started_at - interval '1 hour'`);
});
afterEach(() => hive.checkInvariants());
afterAll(async () => {
  await worker.close();
  await hive.close();
});

/** An agent that answers nothing while it bites, and the only one that can do this kind of work. */
async function addViper(kind: string, slots: number): Promise<{ id: string; tame(): void }> {
  let bites = true;
  hive.agents.on(kind, (call, agent) => (agent.name === `viper of ${kind}` && bites ? hang(call, agent) : completed(call.taskKey)));
  const id = await hive.addAgent({ name: `viper of ${kind}`, slots, capabilities: [kind] });
  return {
    id,
    tame: () => {
      bites = false;
    },
  };
}
const work = (kind: string, id: string) => task(id, [], { task_type: kind, required_capabilities: [kind] });

/** What the agent is being called with, once it is as many tasks as that. */
async function calledWith(agentId: string, count: number): Promise<string[]> {
  let held: { id: string; fence: number }[] = [];
  const isCalled = ({ id, fence }: { id: string; fence: number }) =>
    hive.agents.effects.some((effect) => effect.taskId === id && effect.fence === fence);
  await hive.until(async () => {
    held = await hive.rows('SELECT task_id AS id, fence FROM attempt WHERE agent_id = $1 AND ended_at IS NULL', [agentId]);
    return held.length === count && held.every(isCalled);
  });
  return held.map(({ id }) => id);
}

/** One process dies with everything that it calls the agent with, a while after the one before. */
async function killWith(agentId: string, count = 1): Promise<void> {
  const taskIds = await calledWith(agentId, count);
  const id = hive.deps.newId();
  await hive.rows(`UPDATE worker SET ended_at = ended_at - interval '10 s' WHERE status = 'lost'`);
  await hive.rows(
    `UPDATE attempt SET created_at = created_at - interval '10 s', started_at = started_at - interval '10 s', ended_at = ended_at - interval '10 s' WHERE agent_id = $1 AND ended_at IS NOT NULL`,
    [agentId],
  );
  await hive.rows(
    `WITH dead AS (
       INSERT INTO worker (id, host, pid, slots, status, version, started_at, lease_expires_at)
       VALUES ($1, 'elsewhere', 1, 8, 'alive', 'test', clock_timestamp(), clock_timestamp() - interval '1 s')
     )
     UPDATE attempt SET worker_id = $1 WHERE agent_id = $2 AND ended_at IS NULL AND task_id = ANY($3)`,
    [id, agentId, taskIds],
  );
  await sweepFleet(hive.deps);
  await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE worker_id = $1 AND ended_at IS NULL', [id])).length === 0);
}

/** Every task of the run waits, with nothing held against it. Who has not heard of the isolation yet may call the agent once more, and die. */
const forgiven = (agentId: string, runId: string) =>
  hive.until(async () => {
    const live = await hive.rows('SELECT 1 FROM attempt WHERE agent_id = $1 AND ended_at IS NULL', [agentId]);
    if (live.length > 0) await killWith(agentId, live.length);
    return Object.values(await hive.tasks(runId)).every(({ status, losses }) => status === 'ready' && losses === 0);
  });

const stateOf = async (agentId: string) => (await readBreaker(hive.deps, agentBreaker(agentId))).state;
const isolated = (agentId: string) => hive.until(async () => (await stateOf(agentId)) === 'forced_open');
const lettersOf = async (runId: string) => (await listDeadLetters(hive.deps, { limit: 10, runId })).data;
const alertsOf = async (agentId: string) => {
  await reviseAlerts(hive.deps, 0);
  const { data } = await listAlerts(hive.deps, { open: true, limit: 50 });
  return data.filter(({ kind, subject }) => kind === 'deadly_agent' && subject === `agent:${agentId}`);
};

test('[RC52] an agent that kills three processes with three tasks is isolated; its tasks keep no loss and go to another', async () => {
  const { id } = await addViper('bite', 1);
  const runId = await hive.submit({ tasks: ['a', 'b', 'c'].map((key) => work('bite', key)) });
  for (let deaths = 0; deaths < 3; deaths += 1) {
    expect(await stateOf(id)).toBe('closed');
    await killWith(id);
  }
  await isolated(id);
  const { transitions } = await readBreaker(hive.deps, agentBreaker(id));
  expect(transitions[0]).toMatchObject({ to: 'forced_open', cause: 'deaths', actor: 'system:recovery' });
  expect(transitions[0]?.reason).toMatch(/^3 processes died within a minute of calling it, with 3 different tasks/);
  const audit = await hive.rows(`SELECT actor, detail FROM audit_entry WHERE action = 'breaker.force_open' AND subject = $1`, [
    `breaker:${agentBreaker(id)}`,
  ]);
  expect(audit).toMatchObject([{ actor: 'system:recovery', detail: { deaths: 3, tasks: 3, from: 'closed' } }]);
  const { data } = await listFailures(hive.deps, { limit: 20, agentId: id });
  expect(data.filter(({ detector }) => detector === 'deaths')).toMatchObject([{ severity: 'critical', strategy: 'circuit_breaker' }]);
  expect(await alertsOf(id)).toMatchObject([{ severity: 'critical', detail: { agent_id: id, dead_letters: 0 } }]);
  await forgiven(id, runId);
  await hive.addAgent({ name: 'mongoose', slots: 3, capabilities: ['bite'] });
  expect(await hive.ended(runId)).toBe('completed');
  expect(await lettersOf(runId)).toEqual([]);
});

test('[RC52] tasks that die together with it run apart, are not parked, and are free again when it is blamed', async () => {
  const { id } = await addViper('gnaw', 2);
  const runId = await hive.submit({ tasks: ['a', 'b'].map((key) => work('gnaw', key)) });
  await killWith(id, 2);
  await killWith(id, 2);
  // Apart from here on: the one that comes back waits, the other one has its turn.
  for (let more = 0; more < 2; more += 1) {
    expect(await stateOf(id)).toBe('closed');
    await killWith(id);
  }
  await isolated(id);
  expect(await lettersOf(runId)).toEqual([]);
  await forgiven(id, runId);
  await hive.addAgent({ name: 'gnawer', slots: 2, capabilities: ['gnaw'] });
  expect(await hive.ended(runId)).toBe('completed');
});

test('[RC57] a loss is taken off once, whoever counted it meanwhile, and also when who isolated the agent died of it', async () => {
  const { id } = await addViper('gulp', 1);
  const runId = await hive.submit({ tasks: ['a', 'b', 'c'].map((key) => work('gulp', key)) });
  for (let deaths = 0; deaths < 3; deaths += 1) await killWith(id);
  await isolated(id);
  await forgiven(id, runId);
  const lossesOf = async () => Object.values(await hive.tasks(runId)).map(({ losses }) => losses);
  /** As if nobody had taken anything off, and each task had another loss that stays. */
  const countAnew = async () => {
    await hive.rows(`UPDATE failure SET detail = (detail::jsonb - 'agent_blamed')::json WHERE agent_id = $1`, [id]);
    await hive.rows(`UPDATE attempt SET error = '{"detail":{"cause":"infrastructure"}}' WHERE agent_id = $1 AND status = 'lost'`, [id]);
    await hive.rows(
      `UPDATE task t SET losses = 1 + (SELECT count(*) FROM attempt a WHERE a.task_id = t.id AND a.status = 'lost') WHERE t.run_id = $1`,
      [runId],
    );
  };
  const lost = await hive.rows<AbandonedAttempt>(
    `SELECT id AS "attemptId", agent_id AS "agentId", worker_id AS "workerId" FROM attempt WHERE agent_id = $1 AND status = 'lost'`,
    [id],
  );
  expect(lost.length).toBeGreaterThanOrEqual(3);
  await countAnew();
  const counted = lost.map((attempt) => ({ attempt, agentBlamed: false, written: true }));
  await Promise.all([forgiveMeanwhile(hive.deps, counted), forgiveMeanwhile(hive.deps, counted)]);
  expect(await lossesOf()).toEqual([1, 1, 1]);
  await countAnew();
  await forgiveMeanwhile(
    hive.deps,
    lost.map((attempt) => ({ attempt, agentBlamed: true, written: false })),
  );
  expect(await lossesOf()).toEqual([1, 1, 1]);
  await countAnew();
  const next = { ...(lost[0] as AbandonedAttempt), attemptId: hive.deps.newId() };
  expect((await blameAgents(hive.deps, [next])).blamed).toContain(id);
  expect(await lossesOf()).toEqual([1, 1, 1]);
  await hive.addAgent({ name: 'gulper', slots: 3, capabilities: ['gulp'] });
  expect(await hive.ended(runId)).toBe('completed');
});

test('[RC53] after a reset by hand it works again; what was before counts no more, and the alert is over', async () => {
  const { id, tame } = await addViper('sting', 1);
  const runId = await hive.submit({ tasks: ['a', 'b', 'c', 'd'].map((key) => work('sting', key)) });
  for (let deaths = 0; deaths < 3; deaths += 1) await killWith(id);
  await isolated(id);
  expect(await alertsOf(id)).toHaveLength(1);
  await controlBreaker(hive.deps, { resourceId: agentBreaker(id), act: { act: 'reset', to: 'closed', reason: 'its teeth are out' } }, BY);
  expect(await alertsOf(id)).toEqual([]);
  await killWith(id);
  expect(await stateOf(id)).not.toBe('forced_open');
  tame();
  await calledWith(id, 1);
  await killWith(id);
  expect(await hive.ended(runId)).toBe('completed');
  expect(await lettersOf(runId)).toEqual([]);
});

test('[RC53] who is to work whatever happens, as a person said, is not isolated', async () => {
  const { id, tame } = await addViper('spit', 1);
  await controlBreaker(hive.deps, { resourceId: agentBreaker(id), act: { act: 'disable', reason: 'for a trial' } }, BY);
  const runId = await hive.submit({ tasks: ['a', 'b', 'c', 'd'].map((key) => work('spit', key)) });
  for (let deaths = 0; deaths < 3; deaths += 1) await killWith(id);
  expect(await stateOf(id)).toBe('disabled');
  await calledWith(id, 1);
  tame();
  await killWith(id);
  expect(await hive.ended(runId)).toBe('completed');
});
