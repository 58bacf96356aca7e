import { makeGate } from './fixtures/gate.ts';
import { confirmAct, expect, expectLive, graphTask, test } from './fixtures/story.ts';

// What somebody sees who comes back to a view, or looks at something else for a while: all that happened meanwhile.

test('[Y62] a log and the files of a task are whole for who looked elsewhere while it ended', async ({ page, api, own }, testInfo) => {
  const gate = makeGate(testInfo.outputPath('gate'));
  const output = { artifacts: [{ name: 'notes.txt', media_type: 'text/plain', content: 'kept' }] };
  const first = gate.script({ says: ['the first line'], output });
  await api.addCommandAgent({
    name: own('clerk'),
    capability: own('write'),
    script: first.replace('console.log(', '(console.error("the last line"), console.log)('),
  });
  const task = { task_type: 'write', required_capabilities: [own('write')] };
  const runId = await api.execute({
    workflow_id: own('notes'),
    name: own('Taking notes'),
    tasks: [
      { ...task, task_id: 'write', name: 'Write' },
      { task_id: 'ask', name: 'Ask', task_type: 'approval', dependencies: ['write'], approval: { title: 'Read them?' } },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await graphTask(page, 'Write', 'Running').click();
  const inspector = page.getByRole('complementary', { name: 'Selected task' });
  await inspector.getByRole('tab', { name: 'Logs' }).click();
  const log = inspector.getByRole('log', { name: 'Log of the task' });
  await expect(log).toContainText('the first line');
  await inspector.getByRole('tab', { name: 'Data' }).click();
  await expect(inspector.getByText(/^No files\./)).toBeVisible();
  gate.open();
  await expect(graphTask(page, 'Write', 'Completed')).toBeVisible();
  // The run goes on: it still has somebody to ask.
  await expect(inspector.getByRole('link', { name: 'notes.txt', exact: true })).toBeVisible();
  await inspector.getByRole('tab', { name: 'Logs' }).click();
  await expect(log).toContainText('the last line');
  await api.post(`/runs/${runId}/cancel`, {});
});

test('[Y63] j and k walk the events of a run, over those that lead to no task', async ({ page, api, own }) => {
  const runId = await api.execute({
    workflow_id: own('walk'),
    name: own('Walk'),
    tasks: [{ task_id: 'wait', name: 'Wait', task_type: 'timer', timer: { seconds: 0 } }],
  });
  await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('completed');
  await page.goto(`/runs/${runId}?tab=events`);
  await expectLive(page);
  const rows = page.getByRole('tabpanel', { name: 'Events' }).locator('button[data-row]:enabled');
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.first()).toBeFocused();
});

test('[Y64] what is done stands in the activity at once, for who watches it and for who comes back', async ({ page, api, own }) => {
  const start = (name: string) =>
    api.execute({ workflow_id: own(name), name: own(name), tasks: [{ task_id: 'a', task_type: 'timer', timer: { seconds: 3_600 } }] });
  const [first, second] = [await start('watched'), await start('missed')];
  const cancelled = (name: string) =>
    page
      .getByRole('row')
      .filter({ hasText: 'run.cancel' })
      .filter({ hasText: own(name) });
  await page.goto('/activity');
  await expectLive(page);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await api.post(`/runs/${first}/cancel`, { reason: 'seen to be done' });
  await expect(cancelled('watched')).toBeVisible();
  await page.getByRole('link', { name: 'Budgets', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Budgets', level: 1 })).toBeVisible();
  await api.post(`/runs/${second}/cancel`, {});
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(cancelled('missed')).toBeVisible();
});

test('[Y65] a question below a run is seen at the run in the list, and goes with its answer', async ({ page, api, own }) => {
  await api.post('/workflows', {
    workflow_id: own('asks'),
    name: own('Asks'),
    tasks: [{ task_id: 'ask', task_type: 'approval', approval: { title: own('Go on?') } }],
  });
  await page.goto('/runs?person=true');
  await expectLive(page);
  const runId = await api.execute({
    workflow_id: own('above'),
    name: own('Above'),
    tasks: [{ task_id: 'below', name: 'Below', sub_workflow: { workflow_id: own('asks') } }],
  });
  const row = page.getByRole('link', { name: new RegExp(`Running ${own('Above')}.*1 to approve`) });
  await expect(row).toBeVisible();
  await row.click();
  await page.getByRole('button', { name: 'Open the task' }).click();
  await page
    .getByRole('complementary', { name: 'Selected task' })
    .getByRole('link', { name: /Open its run/ })
    .click();
  await expect(page).not.toHaveURL(new RegExp(runId));
  await expect(page.getByRole('heading', { name: own('Asks'), level: 1 })).toBeVisible();
  await page.goto('/approvals');
  const card = page.getByRole('listitem').filter({ hasText: own('Go on?') });
  await card.getByRole('button', { name: 'Approve' }).click();
  await expect(card).toHaveCount(0);
  await page.goto(`/runs?q=${own('Above')}`);
  await expect(page.getByRole('link', { name: new RegExp(`Completed ${own('Above')}`) })).not.toContainText('to approve');
});

test('[Y67] another dashboard says that nothing was measured only once it was read; another horizon takes no focus', async ({ page }) => {
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.goto('/metrics');
  await expect(page.getByRole('figure').first()).toBeVisible();
  await page.route(/metrics\.recent/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('tab', { name: 'Recovery' }).click();
  await expect(page.getByRole('status', { name: 'The measures on the way' })).toBeVisible();
  await expect(page.getByText('Not measured in this time.')).toHaveCount(0);
  answer();
  await expect(page.getByRole('figure').first()).toBeVisible();

  await page.goto('/resilience?tab=predictions');
  const horizon = page.getByRole('combobox', { name: 'Horizon' });
  await expect(horizon).toBeVisible();
  await horizon.focus();
  await horizon.selectOption('Next 2 hours');
  await expect(horizon).toBeFocused();
  await expect(horizon).toHaveValue('120');
});

test('[Y68] a rule for alerts is removed only after it was asked', async ({ page, api, own }) => {
  await api.post('/alert-rules', { name: own('Kept'), measure: 'dead_letters', threshold: 1_000_000, for_seconds: 0 });
  await page.goto('/settings');
  const rule = page.getByRole('row', { name: new RegExp(own('Kept')) });
  await rule.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep it' }).click();
  await expect(rule).toBeVisible();
  await rule.getByRole('button', { name: 'Remove' }).click();
  await confirmAct(page, 'Remove');
  await expect(rule).toHaveCount(0);
});
