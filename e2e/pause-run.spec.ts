import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

test('[Y10] a paused run lets its work in flight finish and begins nothing until it is resumed', async ({ page, api, own }, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('porter'), capability: own('carry'), script: gate.script() });
  const task = { task_type: 'carry', required_capabilities: [own('carry')] };
  const runId = await api.execute({
    workflow_id: own('relay'),
    name: own('Relay'),
    tasks: [
      { ...task, task_id: 'first', name: 'First' },
      { ...task, task_id: 'second', name: 'Second', dependencies: ['first'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(graphTask(page, 'First', 'Running')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(runStatus(page, 'Paused')).toBeVisible();
  gate.open();
  await expect(graphTask(page, 'First', 'Completed')).toBeVisible();
  await graphTask(page, 'Second').click();
  await expect(page.getByRole('complementary', { name: 'Selected task' }).getByText('The run is paused.')).toBeVisible();
  expect(await api.task(runId, 'second')).toMatchObject({ wait_reason: 'paused', attempts: [] });

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(runStatus(page, 'Completed')).toBeVisible();
  await expect(graphTask(page, 'Second', 'Completed')).toBeVisible();
});
