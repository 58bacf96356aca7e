import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

const SCRIPT = 'process.stdout.write(JSON.stringify({ done: true }))';

test('[Y43] a run that has spent what it may waits with its reason; somebody raises its limit, and it finishes', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('copyist'), capability: own('copy'), script: SCRIPT, price: 0.2 });
  const task = { task_type: 'copy', required_capabilities: [own('copy')] };
  const runId = await api.execute({
    workflow_id: own('copies'),
    name: own('Copies'),
    max_cost_usd: 0.3,
    tasks: [
      { ...task, task_id: 'first', name: 'First' },
      { ...task, task_id: 'second', name: 'Second', dependencies: ['first'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(graphTask(page, 'First', 'Completed')).toBeVisible();
  const wait = page.getByRole('button', { name: /^Second: No money is left for it/ });
  await expect(wait).toContainText('the budget of the run: $0.20 of $0.30 spent');
  expect(await api.task(runId, 'second')).toMatchObject({ wait_reason: 'budget_exceeded', attempts: [] });
  await page.getByRole('button', { name: 'Raise the limit' }).last().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Limit, US dollars' }).fill('0.5');
  await dialog.getByRole('button', { name: 'Set the limit' }).click();
  await expect(runStatus(page, 'Completed')).toBeVisible();
  await expect(page.getByRole('main').getByText('$0.40 of $0.50')).toBeVisible();
});

test('[Y44] an admin limits what an agent may cost per day, and opens what was spent down to the run that spent it', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('scribe'), capability: own('write'), script: SCRIPT, price: 0.25 });
  const tasks = [{ task_id: 'letter', name: own('Letter'), task_type: 'write', required_capabilities: [own('write')] }];
  const runId = await api.execute({ workflow_id: own('letters'), name: own('Letters'), tasks });
  await expect.poll(async () => (await api.task(runId, 'letter')).status).toBe('completed');
  await page.goto('/budgets');
  await page.getByRole('button', { name: 'New budget' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Of' }).selectOption('agent');
  await dialog.getByRole('combobox', { name: 'Agent' }).selectOption({ label: own('scribe') });
  await dialog.getByRole('textbox', { name: 'Limit, US dollars' }).fill('0.25');
  await dialog.getByRole('button', { name: 'Set the limit' }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: own('scribe') });
  await expect(row.getByText('used up', { exact: true })).toBeVisible();
  await row.getByRole('button', { name: /^Calls behind \$0\.25/ }).click();
  await page
    .getByRole('table', { name: 'Calls' })
    .getByRole('link', { name: own('Letter') })
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}\\?task=letter`));
});
