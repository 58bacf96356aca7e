import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { MalformedError } from '../core/errors.ts';
import { DUTIES } from '../queue/jobs.ts';
import { claimAttempts } from './claim-attempts.ts';
import { completeAttempt } from './complete-attempt.ts';
import { listFleetEvents } from './list-fleet-events.ts';
import { listSchedulers } from './list-schedulers.ts';
import { listSleepers } from './list-sleepers.ts';
import { readQueues } from './read-queues.ts';
import { listAttemptsOfCell, readUtilisation } from './read-utilisation.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
});
afterAll(() => hive.close());

test('[FP4] an attempt fills the buckets it ran in, and a cell opens to it', async () => {
  const agentId = await hive.addAgent({ kind: 'worker', name: 'pull', slots: 2, capabilities: ['pull'] });
  const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: ['pull'] })] });
  await hive.until(async () => Object.values(await hive.tasks(runId)).every(({ status }) => status === 'assigned'));
  const [claimed] = await claimAttempts(hive.deps, { agentId, max: 1, waitMs: 0 });
  if (!claimed) throw new Error('nothing to claim');
  await completeAttempt(hive.deps, { taskId: claimed.taskId, fence: claimed.fence, status: 'completed', output: null });
  expect(await hive.ended(runId)).toBe('completed');
  await hive.rows(`UPDATE agent SET created_at = now() - interval '1 day' WHERE id = $1`, [agentId]);
  await hive.rows(
    `UPDATE attempt SET started_at = date_bin('1 minute', now(), 'epoch') - interval '150 s', ended_at = date_bin('1 minute', now(), 'epoch') - interval '60 s'
     WHERE agent_id = $1`,
    [agentId],
  );
  const view = await readUtilisation(hive.deps, { minutes: 60 });
  const cells = view.rows.find((row) => row.agentId === agentId)?.cells.slice(-5) ?? [];
  // Half of two slots for half a minute, then for a whole one, and the rest idle; a new minute may have begun meanwhile.
  const shares = cells.map((cell) => cell && { ...cell, share: Math.round(cell.share * 1_000) / 1_000 });
  expect(shares.filter((cell) => (cell?.share ?? 0) > 0)).toEqual([
    { share: 0.25, attempts: 1 },
    { share: 0.5, attempts: 1 },
  ]);
  const at = (view.rows.find((row) => row.agentId === agentId)?.cells ?? []).findIndex((cell) => cell?.share === 0.5);
  const from = new Date(view.from.getTime() + at * view.bucketMs);
  const behind = (offset: number) => {
    const start = from.getTime() + offset * view.bucketMs;
    return listAttemptsOfCell(hive.deps, { agentId, from: new Date(start), to: new Date(start + view.bucketMs), limit: 10 });
  };
  expect((await behind(0)).data).toMatchObject([{ runId, taskName: 'a', status: 'completed' }]);
  expect((await behind(1)).data).toEqual([]);
});

test('[FP5] what waits is counted by reason and demands, with the age of the oldest', async () => {
  const nobody = { required_capabilities: ['nobody-has-this'] };
  const runId = await hive.submit({ tasks: [task('x', [], nobody), task('y', [], nobody), task('z', ['x'])] });
  await hive.until(async () => (await hive.tasks(runId)).y?.wait_reason === 'no_capable_agent');
  const { groups, tasks, complete } = await readQueues(hive.deps);
  expect({ tasks, complete }).toEqual({ tasks: 2, complete: true });
  expect(groups).toMatchObject([
    { reason: 'no_capable_agent', capabilities: ['nobody-has-this'], tasks: 2, runs: 1, oldestRunId: runId, oldestAt: expect.any(Date) },
  ]);
});

test('[FP6] an agent that is awake is listed as such', async () => {
  const agentId = await hive.addAgent({ kind: 'worker', name: 'awake', slots: 1, capabilities: [] });
  expect((await listSleepers(hive.deps)).find((each) => each.agentId === agentId)).toMatchObject({
    state: 'awake',
    cycle: null,
    wokeAt: null,
  });
});

test('[QU2] the duties of the fleet and the next schedules are listed, those that nobody does as overdue', async () => {
  await hive.rows(`INSERT INTO duty (name, ran_at) VALUES ('prune', now() - interval '1 hour'), ('rebuild-stats', now() - interval '1 minute')
    ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at`);
  await hive.rows(`WITH w AS (INSERT INTO workflow (id, slug, name, draft, created_by, updated_at)
      VALUES (gen_random_uuid(), 'nightly', 'Nightly', '{}', 'test', now()) RETURNING id)
    INSERT INTO schedule (id, workflow_id, name, rule, next_at, paused, created_by)
    SELECT gen_random_uuid(), w.id, x.name, '{"kind":"interval","seconds":60}', x.next_at, x.paused, 'test'
    FROM w, (VALUES ('late', now() - interval '5 minutes', false), ('soon', now() + interval '1 day', false), ('paused', now(), true)) x(name, next_at, paused)`);
  const { duties, schedules } = await listSchedulers(hive.deps);
  const late = (name: string) => duties.find((duty) => duty.name === name)?.overdue;
  expect([late('prune'), late('rebuild-stats'), late('export-traces')]).toEqual([true, false, false]);
  expect(duties.map(({ name }) => name)).toEqual(Object.keys(DUTIES));
  expect(schedules.map(({ name, workflowId, overdue }) => [name, workflowId, overdue])).toEqual([
    ['late', 'nightly', true],
    ['soon', 'nightly', false],
  ]);
});

test('[QU3] what goes through the queue is counted from rows', async () => {
  await hive.rows(`UPDATE attempt SET created_at = created_at - interval '1 day', ended_at = ended_at - interval '1 day'`);
  expect((await readQueues(hive.deps)).flow).toEqual({ givenOut: 0, ended: 0, waitP50Ms: null, waitP95Ms: null, waits: 0 });
  await hive.addAgent({ name: 'flowing', slots: 4, capabilities: ['flow'] });
  const flow = { required_capabilities: ['flow'] };
  const runId = await hive.submit({ tasks: [task('a', [], flow), task('b', [], flow), task('c', ['a'], flow)] });
  expect(await hive.ended(runId)).toBe('completed');
  const { flow: seen, processes } = await readQueues(hive.deps);
  expect(seen).toMatchObject({ givenOut: 3, ended: 3, waits: 3, waitP50Ms: expect.any(Number), waitP95Ms: expect.any(Number) });
  expect(processes).toMatchObject([{ slots: 256, running: 0, version: 'test' }]);
});

test('[AC3] the events of all runs come newest first, each once, whatever the size of a page', async () => {
  const stored = await hive.rows<{ run_id: string; seq: number }>(
    `SELECT run_id, seq FROM event WHERE type LIKE 'task.%' ORDER BY at DESC, run_id DESC, seq DESC`,
  );
  expect(stored.length).toBeGreaterThan(5);
  const seen: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await listFleetEvents(hive.deps, { limit: 2, group: 'task', after });
    seen.push(...page.data.map(({ runId, seq }) => `${runId} ${seq}`));
    if (page.nextCursor === null) break;
    after = page.nextCursor;
  }
  expect(seen).toEqual(stored.map(({ run_id, seq }) => `${run_id} ${seq}`));
  const failed = await listFleetEvents(hive.deps, { limit: 10, type: 'run.failed' });
  expect(failed.data).toEqual([]);
  await expect(listFleetEvents(hive.deps, { limit: 1, after: 'x' })).rejects.toThrow(MalformedError);
});
