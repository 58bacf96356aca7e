import fs from 'node:fs';
import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, expectSameDocument, graphTask, markDocument, runStatus, test } from './fixtures/story.ts';

/** What /proc says of a process; empty once it is gone. */
const read = (pid: string, file: string) => {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

/** The worker process of the product under test: the child of its supervisor that runs the worker's program. */
function findWorker(): number {
  const supervisor = process.env.HIVE_E2E_PID;
  if (!supervisor) throw new Error('HIVE_E2E_PID is not set: which product is under test?');
  const isWorker = (pid: string) => {
    const [, parent] = read(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    return parent === supervisor && read(pid, 'cmdline').includes('dist/worker.mjs');
  };
  const found = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isWorker(pid));
  expect(found, 'worker processes').toHaveLength(1);
  return Number(found[0]);
}

test('[Y16] a run goes on and ends when its worker is killed in the middle of a task', async ({ page, api, own }, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('porter'), capability: own('carry'), script: gate.script({ says: ['at work'] }) });
  const task = { task_type: 'carry', required_capabilities: [own('carry')], retry: { max_attempts: 3, backoff_ms: 10 } };
  const runId = await api.execute({
    workflow_id: own('survivor'),
    name: own('Survivor'),
    tasks: [
      { ...task, task_id: 'first', name: 'First' },
      { ...task, task_id: 'second', name: 'Second', dependencies: ['first'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await markDocument(page);
  await expect(graphTask(page, 'First', 'Running')).toBeVisible();
  process.kill(findWorker(), 'SIGKILL');
  gate.open();
  await expect(runStatus(page, 'Completed')).toBeVisible();
  await expectSameDocument(page);
  const first = await api.task(runId, 'first');
  expect(first.attempts.map(({ status }) => status)).toEqual(['lost', 'completed']);
  await graphTask(page, 'First', 'Completed').click();
  await expect(page.getByRole('article').filter({ hasText: '#1' }).getByText('Lost', { exact: true })).toBeVisible();
});
