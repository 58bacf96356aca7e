import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/int/database.ts';
import { DEPENDENCY_WHENS, type DependencyWhen, edgeEffect } from '../core/task/dependency.ts';
import { TERMINAL_TASK_STATUSES, type TerminalTaskStatus } from '../core/task/state.ts';
import { planRun } from '../core/workflow/plan-run.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { confirmSettled } from './confirm-writes.ts';
import { insertRuns } from './insert-runs.ts';
import { type SettleRow, settleAttempts } from './settle-attempts.ts';

let database: TestDatabase;
let pool: pg.Pool;
let serial = 0;
const newId = () => {
  serial += 1;
  return `01920000-0000-7000-8000-${String(serial).padStart(12, '0')}`;
};
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A run of `first` and a task that depends on it by the given edge; `first` is assigned under fence 1. */
async function prepare(edge: { when: DependencyWhen; soft: boolean }): Promise<{ runId: string; row: SettleRow }> {
  const definition = validateDefinition({
    name: 'edge',
    failure_tolerance: 1,
    tasks: [
      { task_id: 'first', task_type: 'work' },
      { task_id: 'second', task_type: 'work', dependencies: [{ task_id: 'first', ...edge }] },
    ],
  });
  const runId = newId();
  const plan = planRun({ definition, runId, newId, input: {}, context: {}, now: Date.now() });
  await insertRuns(pool, [{ ...plan, workflowVersionId: null, definition: {}, parentRunId: null, createdBy: 'test' }]);
  const taskId = plan.tasks[0]?.id as string;
  const attemptId = newId();
  await pool.query(`UPDATE task SET status = 'assigned', fence = 1, queue_rank = NULL WHERE id = $1`, [taskId]);
  await pool.query(
    `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at) VALUES ($1, $2, $3, $1, 1, 1, 'assigned', clock_timestamp())`,
    [attemptId, taskId, runId],
  );
  return { runId, row: outcome({ attemptId, taskId, runId }) };
}

function outcome(ids: { attemptId: string; taskId: string; runId: string }): SettleRow {
  return {
    ...ids,
    fence: 1,
    attemptStatus: 'completed',
    taskStatus: 'completed',
    countsAttempt: true,
    countsLoss: false,
    delayMs: 0,
    startedAgoMs: 1,
    outputText: '1',
    outputArtifactId: null,
    errorText: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
  };
}

async function readTask(runId: string, key: string) {
  const { rows } = await pool.query('SELECT status, pending, blocked, attempts FROM task WHERE run_id = $1 AND key = $2', [runId, key]);
  return rows[0];
}

describe('unlocking', () => {
  const cases = DEPENDENCY_WHENS.flatMap((when) =>
    [false, true].flatMap((soft) => TERMINAL_TASK_STATUSES.map((end) => ({ when, soft, end, effect: edgeEffect(when, soft, end) }))),
  );

  test.each(cases)(
    '[T54] an edge when=$when soft=$soft after $end is $effect, in the statement as in core',
    async ({ when, soft, end, effect }) => {
      const { runId, row } = await prepare({ when, soft });
      const attemptStatus: Record<TerminalTaskStatus, SettleRow['attemptStatus']> = {
        completed: 'completed',
        failed: 'failed',
        cancelled: 'cancelled',
        skipped: 'returned',
      };
      const result = await settleAttempts(pool, [{ ...row, taskStatus: end, attemptStatus: attemptStatus[end] }]);
      expect(result).toMatchObject({ written: [true], unlocked: 1, finishedRunIds: [] });
      expect(await readTask(runId, 'second')).toMatchObject({ status: 'ready', pending: 0, blocked: effect === 'blocking' ? 1 : 0 });
    },
  );
});

describe('what is refused', () => {
  test('[I2] the same outcome twice in one batch, and again later, is written once', async () => {
    const { runId, row } = await prepare({ when: 'completed', soft: false });
    const first = await settleAttempts(pool, [row, { ...row, outputText: '2' }]);
    expect(first.written.filter(Boolean)).toHaveLength(1);
    expect((await settleAttempts(pool, [row])).written).toEqual([false]);
    expect(await readTask(runId, 'first')).toMatchObject({ status: 'completed', attempts: 1 });
    expect(await readTask(runId, 'second')).toMatchObject({ status: 'ready', pending: 0 });
  });

  test('[I3] an outcome under an old fence changes nothing, and its neighbours are written', async () => {
    const [stale, sound] = [await prepare({ when: 'completed', soft: false }), await prepare({ when: 'completed', soft: false })];
    await pool.query('UPDATE task SET fence = 2 WHERE id = $1', [stale.row.taskId]);
    expect((await settleAttempts(pool, [stale.row, sound.row])).written).toEqual([false, true]);
    expect(await readTask(stale.runId, 'first')).toMatchObject({ status: 'assigned', attempts: 0 });
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM event WHERE run_id = $1', [stale.runId]);
    expect(rows).toEqual([{ n: 3 }]);
  });

  test('[L22] of an end without an attempt that may have been stored it is found out, too', async () => {
    const { runId, row } = await prepare({ when: 'completed', soft: false });
    await pool.query('DELETE FROM attempt WHERE run_id = $1', [runId]);
    await pool.query(`UPDATE task SET status = 'ready' WHERE id = $1`, [row.taskId]);
    const end = { ...row, attemptId: null, attemptStatus: null, countsAttempt: false, startedAgoMs: null, outputArtifactId: newId() };
    const again = async (said: SettleRow) => (await confirmSettled(pool, [said], await settleAttempts(pool, [said]))).written;
    expect(await again(end)).toEqual([true]);
    expect(await again(end), 'the same once more').toEqual([true]);
    expect(await again({ ...end, outputArtifactId: newId() }), 'another result').toEqual([false]);
    expect(await again({ ...end, taskStatus: 'skipped' })).toEqual([false]);
  });

  test('[I2] two batches that race for the last two dependencies unlock their task once', async () => {
    const definition = validateDefinition({
      name: 'join',
      tasks: [
        { task_id: 'a', task_type: 'work' },
        { task_id: 'b', task_type: 'work' },
        { task_id: 'c', task_type: 'work', dependencies: ['a', 'b'] },
      ],
    });
    for (let round = 0; round < 25; round += 1) {
      const runId = newId();
      const plan = planRun({ definition, runId, newId, input: {}, context: {}, now: Date.now() });
      await insertRuns(pool, [{ ...plan, workflowVersionId: null, definition: {}, parentRunId: null, createdBy: 'test' }]);
      const rows = await Promise.all(
        plan.tasks.slice(0, 2).map(async ({ id }) => {
          const attemptId = newId();
          await pool.query(`UPDATE task SET status = 'assigned', fence = 1, queue_rank = NULL WHERE id = $1`, [id]);
          await pool.query(
            `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at) VALUES ($1, $2, $3, $1, 1, 1, 'assigned', clock_timestamp())`,
            [attemptId, id, runId],
          );
          return outcome({ attemptId, taskId: id, runId });
        }),
      );
      const results = await Promise.all(rows.map((row) => settleAttempts(pool, [row])));
      expect(results.map(({ unlocked }) => unlocked).sort()).toEqual([0, 1]);
      expect(await readTask(runId, 'c')).toMatchObject({ status: 'ready', pending: 0 });
    }
  });
});
