import { expect, expectLive, graphTask, pageHead, runStatus, test } from './fixtures/story.ts';

/** Refuses a negative amount. */
const BOOK = `let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const { amount = 0 } = JSON.parse(text).input ?? {};
  if (amount < 0) process.exit(3);
  console.log(JSON.stringify({ booked: amount }));
});`;

test('[Y38] a run that failed is run again from the failed task with its input mended; both are compared, the past is looked back at', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('accountant'), capability: own('book'), script: BOOK });
  const task = { task_type: 'book', required_capabilities: [own('book')] };
  const runId = await api.execute({
    workflow_id: own('accounts'),
    name: own('Accounts'),
    tasks: [
      { ...task, task_id: 'open', name: 'Open' },
      { ...task, task_id: 'book', name: 'Book', dependencies: ['open'], input: { amount: -5 }, retry: { max_attempts: 1 } },
      { ...task, task_id: 'close', name: 'Close', dependencies: ['book'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(runStatus(page, 'Failed')).toBeVisible();

  await page.getByRole('button', { name: 'Look back' }).click();
  const event = page.getByRole('slider', { name: 'Event of the run' });
  await event.press('Home');
  await expect(event).toHaveAttribute('aria-valuetext', /^event 1 of \d+, run\./);
  await expect(graphTask(page, 'Book', 'Pending')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(graphTask(page, 'Book', 'Failed')).toBeVisible();

  await pageHead(page).getByRole('button', { name: 'Run again from here' }).click();
  const dialog = page.getByRole('dialog', { name: /again$/ });
  await expect(dialog.getByRole('combobox', { name: 'From' })).toHaveValue('book');
  await dialog.getByLabel('Input of the task, JSON').fill('{"amount": 5}');
  await expect(dialog.getByText('2 tasks run again, 1 keeps its result and is not executed.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Start the run' }).click();
  await expect(page.getByRole('link', { name: 'compare' })).toBeVisible();
  await expect(runStatus(page, 'Completed')).toBeVisible();

  await page.getByRole('link', { name: 'compare' }).click();
  await expect(page.getByText('The first task that differs is Book: ended otherwise.')).toBeVisible();
  const outputs = page.getByRole('region', { name: 'Outputs of Book' });
  await expect(outputs).toContainText('exit_code');
  await expect(outputs.getByRole('list', { name: 'Right output' })).toContainText('booked: 5');
});
