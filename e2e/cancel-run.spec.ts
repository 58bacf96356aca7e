import fs from 'node:fs';
import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

/** A zombie has ended; only its parent has not noticed yet. */
const lives = (pid: string) => {
  try {
    return !/ Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''));
  } catch {
    return false;
  }
};

test('[Y8] cancelling a run ends the program that is at work on it', async ({ page, api, own }) => {
  await api.addCommandAgent({
    name: own('sleeper'),
    capability: own('sleep'),
    script: 'console.error("sleeping as process " + process.pid); setTimeout(() => console.log("1"), 600_000)',
  });
  const runId = await api.execute({
    workflow_id: own('long'),
    name: own('Long night'),
    tasks: [
      { task_id: 'sleep', task_type: 'sleep', name: 'Sleep', required_capabilities: [own('sleep')] },
      { task_id: 'wake', task_type: 'sleep', name: 'Wake', required_capabilities: [own('sleep')], dependencies: ['sleep'] },
    ],
  });
  await page.goto(`/runs/${runId}?task=sleep&pane=logs`);
  await expectLive(page);
  const line = page.getByRole('log', { name: 'Log of the task' }).getByText(/sleeping as process \d+/);
  await expect(line).toBeVisible();
  const pid = /process (\d+)/.exec(await line.innerText())?.[1] ?? '';
  expect(lives(pid)).toBe(true);

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const asked = page.getByRole('alertdialog', { name: 'Cancel this run?' });
  await expect(asked).toContainText('2 tasks are not finished');
  await asked.getByLabel('Reason').fill('enough slept');
  await asked.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(runStatus(page, 'Cancelled')).toBeVisible();
  await expect(graphTask(page, 'Sleep', 'Cancelled')).toBeVisible();
  await expect(graphTask(page, 'Wake', 'Cancelled')).toBeVisible();
  await expect.poll(() => lives(pid)).toBe(false);
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();

  await page.goto('/activity');
  await expect(page.getByRole('row').filter({ hasText: 'run.cancel' }).filter({ hasText: 'enough slept' })).toBeVisible();
});
