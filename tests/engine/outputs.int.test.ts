// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cleanOutput } from '../../src/server/core/clean-output.ts';
import { endWaits } from '../../src/server/use-cases/end-waits.ts';
import { control, createHarness, type Harness, task } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'one', slots: 50 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const inputOf = (runId: string, key: string) => hive.agents.effectsOf(runId, key)[0]?.input;
const artifactsOf = (runId: string) =>
  hive.rows<{ name: string; size: number; text: string }>(
    `SELECT name, size, convert_from(content, 'UTF8') AS text FROM artifact WHERE run_id = $1 ORDER BY name`,
    [runId],
  );

test('[T45] references hand values on as they are, and text inside longer text', async () => {
  hive.agents.on('source', () => completed({ list: [1, { deep: null }], name: 'ü' }));
  const { runId, status } = await hive.run(
    {
      tasks: [
        task('a', [], { task_type: 'source' }),
        task('b', ['a'], {
          input: {
            whole: '${tasks.a.output}',
            item: '${tasks.a.output.list[1]}',
            text: 'to ${tasks.a.output.name} of ${input.city}',
            same: '$${kept}',
          },
        }),
      ],
    },
    { input: { city: 'Bern' } },
  );
  expect(status).toBe('completed');
  expect(inputOf(runId, 'b')).toEqual({
    whole: { list: [1, { deep: null }], name: 'ü' },
    item: { deep: null },
    text: 'to ü of Bern',
    same: '${kept}',
  });
});

test('[T45] a reference that leads nowhere fails its attempt for good, without a call', async () => {
  const { runId, status, tasks } = await hive.run({ tasks: [task('a'), task('b', ['a'], { input: { x: '${tasks.a.output.missing}' } })] });
  expect(status).toBe('failed');
  expect(tasks.b?.error).toMatchObject({ code: 'input_unresolved', retryable: false });
  expect(hive.agents.effectsOf(runId, 'b')).toEqual([]);
});

test('[T45] an input and a context that are too big for every pass reach the agent whole', async () => {
  const input = { text: 'x'.repeat(50_000) };
  const { runId, status } = await hive.run({ tasks: [task('a', [], { input: { text: '${input.text}' } })] }, { input, context: input });
  expect(status).toBe('completed');
  expect(inputOf(runId, 'a')).toEqual(input);
});

test.each([
  { size: 60_000, kept: 'in its row' },
  { size: 70_000, kept: 'as an artifact' },
  { size: 9_000_000, kept: 'as an artifact' },
])('[T46] an output of $size bytes is kept $kept and read by whoever names it', async ({ size, kept }) => {
  hive.agents.on('big', () => completed({ text: 'y'.repeat(size) }));
  const { runId, status, tasks } = await hive.run({
    tasks: [task('a', [], { task_type: 'big' }), task('b', ['a'], { input: { text: '${tasks.a.output.text}' } })],
  });
  expect(status).toBe('completed');
  expect(tasks.a?.output === null).toBe(kept === 'as an artifact');
  expect(await artifactsOf(runId)).toHaveLength(kept === 'as an artifact' ? 1 : 0);
  expect((inputOf(runId, 'b') as { text: string }).text).toHaveLength(size);
});

test('[T46] an output that is too large fails the attempt with output_too_large', async () => {
  hive.agents.on('huge', () => {
    const cleaned = cleanOutput(JSON.stringify('z'.repeat(11_000_000)));
    return cleaned.ok ? completed(null) : failedWith({ code: cleaned.code, message: cleaned.message, retryable: false });
  });
  const { tasks, runId } = await hive.run({ tasks: [task('a', [], { task_type: 'huge' })] });
  expect(tasks.a?.error).toMatchObject({ code: 'output_too_large' });
  expect(await artifactsOf(runId)).toEqual([]);
});

test('[T46] files that an output hands over become artifacts, and the output names them', async () => {
  const file = { name: 'report.md', media_type: 'text/markdown', content: '# ü\n' };
  hive.agents.on('files', () => completed({ note: 1, artifacts: [file] }));
  const { runId, tasks } = await hive.run({ tasks: [task('a', [], { task_type: 'files' })] });
  expect(await artifactsOf(runId)).toEqual([{ name: 'report.md', size: 5, text: '# ü\n' }]);
  expect(tasks.a?.output).toMatchObject({ note: 1, artifacts: [{ name: 'report.md', media_type: 'text/markdown', size: 5 }] });
});

test('[T46] of two ends of one wait the one that does not count leaves no artifact behind', async () => {
  const runId = await hive.submit({ tasks: [control('ask', { approval: { title: 'Go on?' } })] });
  await hive.waiting(runId, 'ask');
  const { ask } = await hive.tasks(runId);
  const end = { taskId: ask?.id ?? '', runId, fence: 0, outcome: { output: 'x'.repeat(70_000) } };
  expect([...(await endWaits(hive.deps, [end])), ...(await endWaits(hive.deps, [end]))]).toEqual([true, false]);
  const [kept, ...more] = await hive.rows<{ id: string }>('SELECT id FROM artifact WHERE run_id = $1', [runId]);
  expect([(await hive.tasks(runId)).ask?.output_artifact_id, more]).toEqual([kept?.id, []]);
});

test('[T46] a result that is refused leaves no artifact behind', async () => {
  hive.agents.on('late', async (call) => {
    await new Promise<void>((resolve) => {
      call.signal.addEventListener('abort', () => resolve(), { once: true });
      void hive.deps.db.pool.query('UPDATE task SET fence = fence + 1 WHERE run_id = $1', [call.runId]).then(() => resolve());
    });
    return completed({ text: 'y'.repeat(70_000) });
  });
  const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'late' })] });
  await hive.until(async () => (await hive.rows("SELECT 1 FROM attempt WHERE run_id = $1 AND status = 'cancelled'", [runId])).length === 1);
  expect(await artifactsOf(runId)).toEqual([]);
  await hive.deps.db.pool.query('DELETE FROM run WHERE id = $1', [runId]);
  await hive.deps.db.pool.query('DELETE FROM task WHERE run_id = $1', [runId]);
  await hive.deps.db.pool.query('DELETE FROM event WHERE run_id = $1', [runId]);
  await hive.deps.db.pool.query('DELETE FROM attempt WHERE run_id = $1', [runId]);
});

test('[T47] a result that the database cannot hold fails its attempt alone', async () => {
  hive.agents.on('poison', () => ({ kind: 'completed', outputText: '{"broken', usage: null }));
  const [broken, sound] = await Promise.all([
    hive.run({ tasks: [task('a', [], { task_type: 'poison', retry: { max_attempts: 1 } })] }),
    hive.run({ tasks: Array.from({ length: 20 }, (_, at) => task(`t${at}`)) }),
  ]);
  expect(broken.tasks.a?.error).toMatchObject({ code: 'invalid_output' });
  expect(broken.status).toBe('failed');
  expect(sound.status).toBe('completed');
});
