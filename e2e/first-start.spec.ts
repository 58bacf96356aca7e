import type { Task } from './fixtures/rest-api.ts';
import { expect, expectLive, expectSameDocument, graphTask, markDocument, runStatus, test } from './fixtures/story.ts';

// Runs before all other stories: what a person sees who has just started the product.

const REVIEW_TIMEOUT_MS = 300_000;
/** From `ready` to the first completed task. */
const FIRST_TASK_MS = 20_000;

interface Run {
  id: string;
  created_by: string;
  status: string;
}

test.describe.configure({ mode: 'serial', timeout: REVIEW_TIMEOUT_MS + 60_000 });

test('[Y2] the first start reviews its own checkout, and the review goes green on screen', async ({ page, api }) => {
  const { data } = await api.get<{ data: Run[] }>('/runs?limit=200');
  const demo = data.find(({ created_by }) => created_by === 'system:demo');
  expect(demo, 'the run of the first start').toBeDefined();
  await page.goto('/runs');
  await page
    .getByRole('main')
    .getByRole('link', { name: /Repository review/ })
    .last()
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${demo?.id}`));
  await expectLive(page);
  await markDocument(page);
  await expect(runStatus(page, 'Completed')).toBeVisible({ timeout: REVIEW_TIMEOUT_MS });
  await expect(graphTask(page, 'Survey', 'Completed')).toBeVisible();
  await expect(graphTask(page, 'Report', 'Completed')).toBeVisible();
  await expectSameDocument(page);

  const { data: tasks } = await api.get<{ data: Task[] }>(`/runs/${demo?.id}/tasks?limit=200`);
  const ends = tasks.flatMap(({ attempts }) =>
    attempts.flatMap(({ status, ended_at }) => (status === 'completed' && ended_at ? [Date.parse(ended_at)] : [])),
  );
  const { uptime_seconds } = await api.get<{ uptime_seconds: number }>('/health');
  const readyAt = Number(process.env.HIVE_E2E_READY_AT ?? Date.now() - uptime_seconds * 1_000);
  const firstTaskMs = Math.min(...ends) - readyAt;
  console.log(`from ready to the first completed task: ${firstTaskMs} ms`);
  expect(firstTaskMs).toBeLessThanOrEqual(FIRST_TASK_MS);
});

test('[Y3] a run started from the page goes from waiting to green without a reload', async ({ page }) => {
  await page.goto('/workflows');
  await page.getByRole('link', { name: /Repository review/ }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Run Repository review' });
  await dialog.getByLabel('Input, JSON').fill('{"path": "."}');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await expectLive(page);
  await markDocument(page);
  await expect(runStatus(page, 'Running')).toBeVisible();
  await expect(graphTask(page, 'Report', 'Pending')).toBeVisible();

  await expect(runStatus(page, 'Completed')).toBeVisible({ timeout: REVIEW_TIMEOUT_MS });
  await expect(page.getByRole('progressbar', { name: 'Finished tasks' })).toHaveAttribute('aria-valuetext', /^57 completed, of 57$/);
  await expect(graphTask(page, 'Report', 'Completed')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Graph of the run' }).getByRole('button', { name: /, Completed\./ })).toHaveCount(57);
  await expectSameDocument(page);
});

test('[Y4] the report opens as a document with its score, and asks nothing of others', async ({ page }) => {
  await page.goto('/runs?status=completed&workflow=repository-review');
  await page
    .getByRole('main')
    .getByRole('link', { name: /Repository review/ })
    .last()
    .click();
  await page.getByRole('tab', { name: 'Output' }).click();
  await page.getByRole('main').getByRole('link', { name: /\.md$/ }).first().click();
  const report = page.getByRole('article');
  await expect(report.getByRole('heading', { name: 'Scores', exact: true })).toBeVisible();
  await expect(report.getByRole('heading', { name: 'Top findings' })).toBeVisible();
  const scores = report
    .getByRole('table')
    .filter({ has: page.getByRole('columnheader', { name: /^Score/ }) })
    .first();
  await expect(scores.getByRole('cell', { name: /^\d{1,3}$/ }).first()).toBeVisible();
  await expect(report).toContainText(/scores \d{1,3} of 100/);
  expect(await report.locator('img').count()).toBe(0);
  await page.getByRole('button', { name: 'Source' }).click();
  await expect(report).toContainText('## Scores');
});
