import type { Page } from '@playwright/test';
import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, expectSameDocument, markDocument, openSecond, test } from './fixtures/story.ts';

test('[Y11] a run started in one browser appears, moves and ends in another without a reload', async ({
  page,
  browser,
  api,
  own,
  adminState,
  baseURL,
}, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('porter'), capability: own('carry'), script: gate.script() });
  const name = own('Seen elsewhere');
  const workflow_id = own('seen');
  const task = { task_type: 'carry', required_capabilities: [own('carry')] };
  await api.post('/workflows', {
    workflow_id,
    name,
    tasks: [
      { ...task, task_id: 'one', name: 'One' },
      { ...task, task_id: 'two', name: 'Two', dependencies: ['one'] },
    ],
  });
  const other = await openSecond(browser, baseURL, adminState);
  await other.goto('/runs');
  await expectLive(other);
  await markDocument(other);

  await page.goto(`/workflows/${workflow_id}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
  await expect(other.getByRole('link', { name: new RegExp(`Running ${name}`) })).toBeVisible();
  gate.open();
  const row = other.getByRole('link', { name: new RegExp(`Completed ${name}`) });
  await expect(row).toBeVisible();
  await expect(row.getByRole('progressbar', { name: 'Finished tasks' })).toHaveAttribute('aria-valuetext', '2 completed, of 2');
  await expectSameDocument(other);
  await other.context().close();
});

/** What moved so far without a hand, as the browser scores it. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const scope = window as Window & { shifted?: number };
    scope.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) scope.shifted = (scope.shifted ?? 0) + entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as Window & { shifted?: number }).shifted ?? Number.NaN);
}

test('[Y58] runs that keep coming shift nothing, and wait while somebody points at the list', async ({ page, api, own }) => {
  const shifts = await watchShifts(page);
  const start = (name: string) =>
    api.execute({ workflow_id: own('stream'), name: own(name), tasks: [{ task_id: 'a', task_type: 'timer', timer: { seconds: 0 } }] });
  await start('first');
  await page.goto('/runs');
  await expectLive(page);
  const row = (name: string) => page.getByRole('link', { name: new RegExp(`Completed ${own(name)} `) });
  await expect(row('first')).toBeVisible();
  const before = await shifts();
  for (const name of ['second', 'third', 'fourth', 'fifth', 'sixth']) {
    await start(name);
    await expect(row(name)).toBeVisible();
  }
  expect((await shifts()) - before).toBeLessThan(0.02);

  await row('sixth').hover();
  await start('seventh');
  await expect(page.getByRole('button', { name: /^\d+ new$/ })).toBeVisible();
  await expect(row('seventh')).toHaveCount(0);
  await page.mouse.move(5, 5);
  await expect(row('seventh')).toBeVisible();
});
