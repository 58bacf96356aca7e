import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { claimAttempts } from './claim-attempts.ts';
import { completeAttempt } from './complete-attempt.ts';
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
