import type { Locator } from '@playwright/test';
import { expect, graphTask, pageHead, runStatus, test } from './fixtures/story.ts';

const frameOf = (task: Locator) =>
  task.evaluate((node) => {
    const { backgroundColor, borderColor, borderStyle } = getComputedStyle(node);
    return `${backgroundColor} ${borderColor} ${borderStyle}`;
  });

test('[Y9] why a task failed is two clicks from the list of runs', async ({ page, api, own }) => {
  await api.addCommandAgent({ name: own('clerk'), capability: own('ok'), script: 'console.log("{}")' });
  await api.addCommandAgent({
    name: own('bookkeeper'),
    capability: own('ledger'),
    script: 'console.error("opening the ledger"); console.error("ledger is torn on page 12"); process.exit(7)',
  });
  const name = own('Closing the books');
  const task = (id: string, capability: string, rest: object = {}) => ({
    task_id: id.toLowerCase(),
    task_type: 'book',
    name: id,
    required_capabilities: [own(capability)],
    retry: { max_attempts: 2, backoff_ms: 1 },
    ...rest,
  });
  const runId = await api.execute({
    workflow_id: own('books'),
    name,
    tasks: [
      task('Collect', 'ok'),
      task('Reconcile', 'ledger', { dependencies: ['collect'] }),
      task('Publish', 'ok', { dependencies: ['reconcile'] }),
    ],
  });
  await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('failed');

  await page.goto('/runs');
  await page.getByRole('link', { name: new RegExp(`Failed ${name}`) }).click();
  await expect(runStatus(page, 'Failed')).toBeVisible();
  await pageHead(page)
    .getByRole('button', { name: /Reconcile/ })
    .click();
  const inspector = page.getByRole('complementary', { name: 'Selected task' });
  await expect(inspector.getByText('exit_code').first()).toBeVisible();
  await expect(inspector.getByText('ledger is torn on page 12').first()).toBeVisible();
  await expect(inspector.getByRole('heading', { name: '2 attempts' })).toBeVisible();

  const frames = await Promise.all(
    [graphTask(page, 'Collect', 'Completed'), graphTask(page, 'Reconcile', 'Failed'), graphTask(page, 'Publish', 'Skipped')].map(frameOf),
  );
  expect(new Set(frames).size, 'each state has a look of its own').toBe(3);
});
