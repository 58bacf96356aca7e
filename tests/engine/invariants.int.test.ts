import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrokenInvariants } from './broken-invariants.ts';
import { createHarness, type Harness, task } from './harness.ts';

let hive: Harness;
let runId = '';
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'one', slots: 2 });
  const worker = await hive.startWorker();
  runId = (await hive.run({ max_concurrent_tasks: 2, tasks: [task('a'), task('b', ['a']), task('c', ['a'])] })).runId;
  await worker.close();
});
afterAll(() => hive.close());

/** What the checks of all other tests are worth: a sound history passes, and this damage is found under its own name. */
const finds = (rule: string, damage: string) => async () => {
  const client = await hive.deps.db.pool.connect();
  try {
    expect(await findBrokenInvariants(client)).toEqual({});
    await client.query('BEGIN');
    await client.query(damage);
    expect(Object.keys(await findBrokenInvariants(client)).map((broken) => broken.slice(0, 2))).toContain(rule);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};
const OF_B = `task_id = (SELECT id FROM task WHERE key = 'b')`;
const END_OF_A = `type = 'task.completed' AND task_id = (SELECT id FROM task WHERE key = 'a')`;

test(
  '[I1] a task that fell out of every queue is found',
  finds('I1', `UPDATE run SET status = 'running', completed = 2; UPDATE task SET status = 'ready' WHERE key = 'b'`),
);
test('[I1] a run that ended too early is found', finds('I1', `UPDATE task SET status = 'pending', pending = 1 WHERE key = 'b'`));
test('[I1] a count that is off is found', finds('I1', 'UPDATE run SET completed = 2'));
test('[I2] a result without its attempt is found', finds('I2', `UPDATE attempt SET status = 'failed' WHERE ${OF_B}`));
test('[I3] a result under an old fence is found', finds('I3', `UPDATE task SET fence = 2 WHERE key = 'b'`));
test('[I4] a task that did not wait is found', finds('I4', `UPDATE event SET seq = 1000 WHERE ${END_OF_A}`));
test(
  '[I6] a limit that did not hold is found',
  finds('I6', `UPDATE run SET max_concurrent_tasks = 1; UPDATE attempt SET ended_at = ended_at + interval '1 h'`),
);
test('[I7] an attempt that was never ended is found', finds('I7', `UPDATE attempt SET status = 'running', ended_at = NULL WHERE ${OF_B}`));
test('[I8] a lost event is found', finds('I8', 'DELETE FROM event WHERE seq = 3'));
test(
  '[I8] a task that ended twice is found',
  finds('I8', `INSERT INTO event (run_id, seq, task_id, type, at) SELECT run_id, 1000, task_id, type, at FROM event WHERE ${END_OF_A}`),
);

test('[I5] a side effect that happened twice is found', async () => {
  const effects = hive.agents.effectsOf(runId).map((effect) => effect.attemptId);
  expect(await findBrokenInvariants(hive.deps.db.pool, effects)).toEqual({});
  expect(Object.keys(await findBrokenInvariants(hive.deps.db.pool, [...effects, effects[0] as string]))).toEqual([
    'I5 an attempt whose side effect happened twice',
  ]);
});
