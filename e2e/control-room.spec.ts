import { confirmAct, expect, test } from './fixtures/story.ts';

test('[Y45] from the red verdict to what broke are two clicks', async ({ page, api, own }) => {
  const agentId = await api.addCommandAgent({
    name: own('leaky'),
    capability: own('leak'),
    script: `process.stderr.write('the bucket has a hole\\n'); process.exit(3)`,
    // It stays open until it is reset below, however long the pages take.
    breaker: { open_wait_seconds: 3_600, max_open_wait_seconds: 3_600 },
  });
  const runId = await api.execute({
    workflow_id: own('leak'),
    name: own('Leak'),
    tasks: Array.from({ length: 8 }, (_, at) => ({
      task_id: `t${at}`,
      task_type: own('leak'),
      name: `Bucket ${at}`,
      required_capabilities: [own('leak')],
      retry: { max_attempts: 20, backoff_ms: 1 },
    })),
  });
  const breaker = `/circuit-breakers/${encodeURIComponent(`agent:${agentId}`)}`;
  const stateOf = async () => (await api.get<{ state: string }>(breaker)).state;
  await expect.poll(async () => (await api.task(runId, 't7')).wait_reason).toBe('breaker');
  expect(await stateOf()).toBe('open');

  await page.goto('/overview');
  await expect(page.getByRole('region', { name: 'Verdict' }).getByLabel('Critical')).toBeVisible();
  const problem = page.getByRole('link', { name: new RegExp(`Breaker of ${own('leaky')} is open`) });
  const more = page.getByRole('button', { name: /^\d+ more$/ });
  await expect(problem.or(more).first()).toBeVisible();
  if (!(await problem.isVisible())) await more.click();
  await problem.click();
  await expect(page.getByText('the command ended with exit code 3').first()).toBeVisible();
  await page.getByRole('link', { name: /^Bucket \d$/ }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}\\?task=t\\d`));
  await expect(page.getByText('the bucket has a hole').first()).toBeVisible();

  await api.post(`/runs/${runId}/cancel`, {});
  await api.post(`${breaker}/reset`, { to: 'closed', reason: 'the story is told' });
});

test('[Y46] a benchmark is run from its page, tells how far it is, and is stopped', async ({ page, api }) => {
  // One at a time: what a first try left open ends here.
  const { data } = await api.get<{ data: { id: string; finished_at: string | null }[] }>('/performance/validation-runs?limit=1');
  for (const { id, finished_at } of data) if (finished_at === null) await api.post(`/performance/validation-runs/${id}/cancel`, {});
  await expect
    .poll(async () => {
      const { data: newest } = await api.get<{ data: { finished_at: string | null }[] }>('/performance/validation-runs?limit=1');
      return newest.every(({ finished_at }) => finished_at !== null);
    })
    .toBe(true);

  await page.goto('/performance');
  await page.getByRole('button', { name: 'Run a benchmark' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Run a benchmark' });
  await dialog.getByLabel('Benchmark', { exact: true }).selectOption('Endurance');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Making load')).toBeVisible();
  await expect(page.getByText(/\d+ of \d+ runs ended/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('It was stopped before it measured anything.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Endurance, light/ }).first()).toContainText('Stopped');
});

test('[Y47] a rule is silenced for an hour, says so, and speaks again', async ({ page, api, own }) => {
  // Never met: what is told here is not to ring in other stories.
  await api.post('/alert-rules', { name: own('Far'), measure: 'dead_letters', threshold: 1_000_000, for_seconds: 0 });
  await page.goto('/settings');
  const rule = page.getByRole('row', { name: new RegExp(own('Far')) });
  await expect(rule).toContainText('watching');
  await rule.getByRole('button', { name: 'Silence for an hour' }).click();
  await expect(rule).toContainText('silenced');
  const { data } = await api.get<{ data: { name: string; silenced_until: string | null }[] }>('/alert-rules');
  expect(data.find(({ name }) => name === own('Far'))?.silenced_until).not.toBeNull();
  await rule.getByRole('button', { name: 'End silence' }).click();
  await expect(rule).toContainText('watching');
  await rule.getByRole('button', { name: 'Remove' }).click();
  await confirmAct(page, 'Remove');
  await expect(rule).toHaveCount(0);
});

test('[Y48] the measures of a day are held against those of the week before', async ({ page }) => {
  await page.goto('/metrics');
  await page.getByLabel('Time range').selectOption('Last 24 hours');
  const compare = page.getByRole('button', { name: 'Compare with the week before' });
  await expect(compare).toHaveAttribute('aria-pressed', 'false');
  await compare.click();
  await expect(compare).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/range=24h/);
  await expect(page).toHaveURL(/compare=true/);
  await expect(page.getByText(/on average of \d+ .*; a week before/).first()).toBeVisible();
  await page.reload();
  await expect(compare).toHaveAttribute('aria-pressed', 'true');
  await compare.click();
  await expect(page.getByText(/; a week before/)).toHaveCount(0);
});
