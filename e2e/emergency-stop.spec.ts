import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

test('[RC42] the emergency stop ends what runs, shows itself on every page, and resume lets the run finish', async ({
  page,
  api,
  own,
}, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('porter'), capability: own('carry'), script: gate.script({ says: ['at work'] }) });
  const runId = await api.execute({
    workflow_id: own('interrupted'),
    name: own('Interrupted'),
    tasks: [{ task_id: 'carry', name: 'Carry', task_type: 'carry', required_capabilities: [own('carry')], retry: { max_attempts: 1 } }],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(graphTask(page, 'Carry', 'Running')).toBeVisible();
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Stop everything' }).click();
  const stop = page.getByRole('alertdialog', { name: 'Stop everything?' });
  await stop.getByLabel('Reason').fill('a drill');
  // The news may come before the answer: here it does.
  let answer = () => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(/emergency\.stop/, async (route) => {
    const response = await route.fetch();
    await told;
    await route.fulfill({ response });
  });
  await stop.getByRole('button', { name: 'Stop everything' }).click();
  const banner = page.getByRole('status').filter({ hasText: 'Everything is stopped: a drill' });
  await expect(banner).toBeVisible();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  answer();
  await page.goto(`/runs/${runId}`);
  await expect(banner).toBeVisible();
  await expect(graphTask(page, 'Carry', 'Ready')).toBeVisible();
  gate.open();
  await banner.getByRole('button', { name: 'Resume' }).click();
  const resume = page.getByRole('alertdialog', { name: 'Let everything go on?' });
  await resume.getByLabel('Reason').fill('the drill is over');
  await resume.getByRole('button', { name: 'Resume' }).click();
  await expect(banner).toHaveCount(0);
  await expect(runStatus(page, 'Completed')).toBeVisible();
  expect((await api.task(runId, 'carry')).attempts.map(({ status }) => status)).toEqual(['returned', 'completed']);
});
