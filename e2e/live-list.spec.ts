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
