import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

test('[Y37] the plan of a running graph is changed; the question it then asks and the result it gives are answered in the inbox', async ({
  page,
  api,
  own,
}, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('mason'), capability: own('build'), script: gate.script({ output: { bricks: 400 } }) });
  const task = { task_type: 'build', required_capabilities: [own('build')] };
  const name = own('House');
  const runId = await api.execute({
    workflow_id: own('house'),
    name,
    tasks: [
      { ...task, task_id: 'walls', name: 'Walls' },
      { ...task, task_id: 'roof', name: 'Roof', dependencies: ['walls'], contract: { human: { instructions: 'Is it tight?' } } },
    ],
  });
  await page.goto(`/runs/${runId}?task=roof`);
  await expectLive(page);
  await expect(graphTask(page, 'Walls', 'Running')).toBeVisible();

  await page.getByRole('tab', { name: 'Changes' }).click();
  await page.getByRole('button', { name: 'Change the plan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the plan of this run' });
  await dialog.getByRole('combobox', { name: 'Change', exact: true }).selectOption({ label: 'Ask a person before a task' });
  await dialog.getByRole('combobox', { name: 'Task', exact: true }).selectOption({ label: 'Roof' });
  await dialog.getByLabel('What is to be approved').fill(`May ${name} have a roof?`);
  await dialog.getByRole('button', { name: 'Show what changes' }).click();
  await expect(dialog.getByText('approve-roof → roof')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change the plan' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('tabpanel').getByText('applied', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Graph' }).click();
  await expect(graphTask(page, 'approve-roof', 'Pending')).toBeVisible();

  gate.open();
  await page.goto('/approvals');
  const waiting = page.getByRole('region', { name: 'Waiting for you' }).getByRole('listitem').filter({ hasText: name });
  await waiting
    .filter({ hasText: `May ${name} have a roof?` })
    .getByRole('button', { name: 'Approve' })
    .click();
  const review = waiting.filter({ hasText: 'Is it tight?' });
  await expect(review.getByRole('button', { name: 'Reject' })).toBeDisabled();
  await expect(review).toContainText('400');
  await review.getByRole('button', { name: 'Accept' }).click();
  await expect(waiting).toHaveCount(0);
  await page.goto(`/runs/${runId}`);
  await expect(runStatus(page, 'Completed')).toBeVisible();
  await expect(graphTask(page, 'approve-roof', 'Completed')).toBeVisible();
});
