import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './fixtures/story.ts';

test('[Y20] a breaker opens under real failures, its tasks wait, and a person resets it with a reason', async ({ page, api, own }) => {
  // A program that fails until a file says that it was mended.
  const mended = path.join(tmpdir(), own('mended').replaceAll(/\W+/g, '-'));
  const script = `process.exit(require('node:fs').existsSync(process.argv[1]) ? 0 : 3)`;
  // It stays open until somebody resets it, however long the pages take.
  const breaker = { open_wait_seconds: 3_600, max_open_wait_seconds: 3_600 };
  const agentId = await api.addCommandAgent({ name: own('fragile'), capability: own('fragile'), script, args: [mended], breaker });
  const runId = await api.execute({
    workflow_id: own('fragile'),
    name: own('Fragile work'),
    tasks: Array.from({ length: 8 }, (_, at) => ({
      task_id: `t${at}`,
      task_type: own('fragile'),
      name: `Part ${at}`,
      required_capabilities: [own('fragile')],
      retry: { max_attempts: 20, backoff_ms: 1 },
    })),
  });
  const stateOf = async () => (await api.get<{ state: string }>(`/circuit-breakers/${encodeURIComponent(`agent:${agentId}`)}`)).state;
  await page.goto('/resilience');
  const lanes = page.getByRole('list', { name: 'Circuit breakers' });
  const lane = lanes.getByRole('button', { name: new RegExp(`${own('fragile')}.*Agent`) }).first();
  await expect(lane).toContainText('Open');
  await expect.poll(async () => (await api.task(runId, 't7')).wait_reason).toBe('breaker');

  writeFileSync(mended, '');
  try {
    await lane.click();
    await page.getByRole('main').getByRole('button', { name: 'Reset', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /Reset the breaker of/ });
    await expect(dialog.getByText('Wait for it now')).toBeVisible();
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await expect(dialog.getByText('Say why.')).toBeVisible();
    expect(await stateOf()).not.toBe('closed');
    await dialog.getByLabel('Reset to').selectOption('closed');
    await dialog.getByLabel('Reason').fill('the program was mended');
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await expect(dialog).toBeHidden();
    await expect(lane).toContainText('Closed');
    await expect(page.getByText(/the program was mended/).first()).toBeVisible();
    await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status, { timeout: 60_000 }).toBe('completed');
  } finally {
    rmSync(mended, { force: true });
  }
});

test('[BP2] the rules of one agent are changed beside its breaker, and given back', async ({ page, api, own }) => {
  const capability = own('ruled');
  const agentId = await api.addCommandAgent({ name: capability, capability, script: 'console.log(1)', args: [], breaker: {} });
  await api.execute({
    workflow_id: own('ruled'),
    name: own('Ruled work'),
    tasks: [{ task_id: 'a', task_type: own('ruled'), name: 'A', required_capabilities: [capability] }],
  });
  const ruleOf = async () => (await api.get<{ breaker_override: unknown }>(`/agents/${agentId}`)).breaker_override;
  await page.goto(`/resilience?breaker=${encodeURIComponent(`agent:${agentId}`)}`);
  const rules = page
    .getByRole('main')
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Rules', level: 2 }) });
  await rules.getByRole('button', { name: 'Edit rules' }).click();
  const dialog = page.getByRole('dialog', { name: `Rules of ${capability}` });
  await dialog.getByLabel('Stays open, s').fill('soon');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('A number of seconds.')).toBeVisible();
  await dialog.getByLabel('Stays open, s').fill('90');
  await dialog.getByLabel('Calls before it judges').fill('7');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(rules.getByText('50 % failed, from 7 calls on')).toBeVisible();
  expect(await ruleOf()).toEqual({ failure_threshold: 7, open_wait_seconds: 90 });
});
