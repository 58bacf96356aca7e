import type { Locator, Page } from '@playwright/test';
import { confirmAct, expect, test } from './fixtures/story.ts';

const panel = (page: Page, title: string | RegExp): Locator =>
  page
    .getByRole('main')
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, level: 2 }) });

test('[FP15] a busy cell of the heatmap opens to the attempts behind it, by mouse and by keyboard', async ({ page }) => {
  await page.goto('/runs');
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  const grid = page.getByRole('grid', { name: 'Busy share of every agent over time' });
  await expect(grid.getByRole('row', { name: /Scout/ })).toBeVisible();
  const busy = grid.locator('[data-cell][aria-label*="busy, "]:not([aria-label$=" 0 attempts"])').first();
  await busy.click();
  const attempts = panel(page, /\d\d:\d\d to \d\d:\d\d$/);
  await expect(attempts.getByRole('link').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(attempts).toHaveCount(0);
  await grid.focus();
  await page.keyboard.press('Enter');
  await expect(attempts).toBeVisible();
  await page.reload();
  await expect(attempts).toBeVisible();
});

test('[FP15] rebalancing shows its plan before anything moves', async ({ page }) => {
  await page.goto('/fleet');
  await page.getByRole('button', { name: 'Rebalance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rebalance the fleet' });
  await expect(dialog.getByText(/^Nothing to move|Standard deviation/)).toBeVisible();
});

test('[FP16] a persona is made, given to an agent, and taken away', async ({ page, own, api }) => {
  const id = own('tester');
  const agent = own('pupil');
  await api.post('/agents', { name: agent, kind: 'worker', capabilities: [], max_concurrent_tasks: 1, config: {} });
  await page.goto('/fleet?tab=personas');
  await panel(page, 'Personas').getByRole('button', { name: 'Create' }).click();
  const form = page.getByRole('dialog', { name: 'Create a persona' });
  await form.getByLabel('Name').fill(`Persona ${id}`);
  await form.getByLabel('Id').fill(id);
  await form.getByLabel('Capabilities').fill('review:0.9');
  await form.getByRole('button', { name: 'Create' }).click();
  await panel(page, 'Personas')
    .getByRole('button', { name: `Persona ${id}` })
    .click();
  const detail = panel(page, `Persona ${id}`);
  await expect(detail.getByText('review 0.90')).toBeVisible();
  await detail.getByRole('button', { name: 'Assign' }).click();
  const assign = page.getByRole('dialog', { name: 'Assign a persona' });
  await assign.getByRole('combobox', { name: 'Agent' }).selectOption({ label: agent });
  await assign.getByRole('button', { name: 'Assign' }).click();
  await expect(detail.getByRole('link', { name: agent })).toBeVisible();
  await detail.getByRole('button', { name: `Unassign ${agent}` }).click();
  await confirmAct(page, 'Unassign');
  await expect(detail.getByText('Nobody has it.')).toBeVisible();
  await detail.getByRole('button', { name: 'Delete' }).click();
  await confirmAct(page, 'Delete');
  await expect(panel(page, 'Personas').getByRole('button', { name: `Persona ${id}` })).toHaveCount(0);
});

test('[FP17] what nobody can do stands among what waits, by its capability', async ({ page, own, api }) => {
  const capability = own('missing');
  const tasks = [{ task_id: 'a', task_type: 'work', name: 'a', required_capabilities: [capability] }];
  const { run_id } = await api.post<{ run_id: string }>('/workflow/execute', { name: own('waits'), tasks });
  await page.goto('/queues');
  const row = page.getByRole('row').filter({ hasText: capability });
  await expect(row).toContainText('no capable agent');
  await api.post(`/runs/${run_id}/cancel`, {});
  await expect(row).toHaveCount(0);
});

test('[FP18] a pool is made, scaled by hand with a reason, and retired', async ({ page, own }) => {
  const name = own('pool');
  await page.goto('/fleet?tab=pools');
  await page.getByRole('button', { name: 'Create pool' }).click();
  const form = page.getByRole('dialog', { name: 'Create a pool' });
  await form.getByRole('combobox', { name: 'Kind' }).selectOption('simulated');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('At least').fill('9');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(form.getByText('Not above the most.')).toBeVisible();
  await form.getByLabel('At least').fill('0');
  await form.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: new RegExp(name) }).click();
  const detail = panel(page, name);
  await expect(page.getByText(/Not enough data for a forecast: \d+ of 10/)).toBeVisible();
  await detail.getByRole('button', { name: 'Scale' }).click();
  const scale = page.getByRole('dialog', { name: `Scale ${name}` });
  await scale.getByLabel('Members').fill('1');
  await scale.getByLabel('Reason').fill('a story');
  await scale.getByRole('button', { name: 'Scale' }).click();
  await expect(panel(page, 'Scaling').getByRole('row', { name: /0 to 1 manual a story/ })).toBeVisible();
  await expect(detail.getByRole('link', { name: `${name} #1` })).toBeVisible();
  await detail.getByRole('button', { name: 'Retire' }).click();
  await confirmAct(page, 'Retire');
  await expect(page.getByRole('button', { name: new RegExp(name) })).toHaveCount(0);
});

test('[FP19] an agent sleeps and wakes; its checkpoints are verified and restored', async ({ page, own, api }) => {
  const name = own('sleeper');
  const { id } = await api.post<{ id: string }>('/agents', { name, kind: 'worker', capabilities: [], max_concurrent_tasks: 1, config: {} });
  await page.goto(`/fleet?tab=sleep&agent=${id}`);
  const detail = panel(page, name);
  await detail.getByRole('button', { name: 'Sleep' }).click();
  const dialog = page.getByRole('dialog', { name: `Send ${name} to sleep?` });
  await dialog.getByLabel('Reason').fill('a story');
  await dialog.getByRole('button', { name: 'Sleep' }).click();
  await expect(panel(page, 'Cycles').getByRole('row', { name: /manual: a story/ })).toBeVisible();
  await detail.getByRole('button', { name: 'Wake' }).click();
  await expect(detail.getByRole('button', { name: 'Sleep' })).toBeVisible();
  const before = panel(page, 'Checkpoints').getByRole('row', { name: /pre sleep/ });
  await before.getByRole('button', { name: 'Verify' }).click();
  await expect(before.getByText('verified', { exact: true })).toBeVisible();
  await before.getByRole('button', { name: 'Restore' }).click();
  await confirmAct(page, 'Restore');
  await expect(panel(page, 'Checkpoints').getByRole('row', { name: /error recovery/ })).toBeVisible();
});

test('[FP19] a sleep window is added, changed and removed', async ({ page, own, api }) => {
  const name = own('nightly');
  await api.post('/agents', { name, kind: 'worker', capabilities: [], max_concurrent_tasks: 1, config: {} });
  await page.goto('/fleet?tab=sleep');
  await page.getByRole('button', { name: 'Add window' }).click();
  const form = page.getByRole('dialog', { name: 'Add a sleep window' });
  await form.getByRole('combobox', { name: 'Whose' }).selectOption({ label: name });
  await form.getByLabel('Time zone').fill('Nowhere/Land');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(form.getByText('This is not a time zone.')).toBeVisible();
  await form.getByLabel('Time zone').fill('Europe/Berlin');
  await form.getByLabel('In force').uncheck();
  await form.getByRole('button', { name: 'Add' }).click();
  const row = panel(page, 'Sleep windows').getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('22:00 to 06:00');
  await row.getByRole('button', { name: 'Edit' }).click();
  const change = page.getByRole('dialog', { name: 'Change the sleep window' });
  await change.getByLabel('To', { exact: true }).fill('07:30');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('22:00 to 07:30');
  await row.getByRole('button', { name: 'Remove' }).click();
  await confirmAct(page, 'Remove');
  await expect(row).toHaveCount(0);
});

test('[PE38] the page of an agent shows the persona that it works in, declared and as outcomes say', async ({ page, own, api }) => {
  const name = own('backender');
  const { id } = await api.post<{ id: string }>('/agents', {
    ...{ name, kind: 'worker', capabilities: [], max_concurrent_tasks: 1, config: {} },
    persona: { type: 'backend_engineer' },
  });
  const { persona_id } = await api.get<{ persona_id: string }>(`/agents/${id}/persona`);
  await page.goto(`/agents/${id}`);
  const works = panel(page, /^Works as /);
  await expect(works.getByRole('list', { name: 'Style' }).getByText('not measured').first()).toBeVisible();
  await expect(works.getByRole('row', { name: /api_development expert 0\.90 0\.90 0/ })).toBeVisible();
  await works.getByRole('link', { name: 'Open it' }).click();
  await expect(page).toHaveURL(new RegExp(`persona=${persona_id}`));
});

test('[ME14] what is remembered is added, found, made smaller and forgotten', async ({ page, own, api }) => {
  const name = own('rememberer');
  const { id } = await api.post<{ id: string }>('/agents', { name, kind: 'worker', capabilities: [], max_concurrent_tasks: 1, config: {} });
  await page.goto(`/agents/${id}`);
  await page.getByRole('link', { name: 'What it remembers' }).click();
  const entries = panel(page, `What ${name} remembers`);
  await expect(entries.getByText(/^Nothing yet/)).toBeVisible();
  await entries.getByRole('button', { name: 'Add' }).click();
  const form = page.getByRole('dialog', { name: 'Remember something' });
  await form.getByRole('button', { name: 'Remember' }).click();
  await expect(form.getByText('Say in a line what it is about.')).toBeVisible();
  await form.getByLabel('Title').fill('Ports');
  await form.getByLabel('Content').fill('The service listens on port 8700.');
  await form.getByRole('button', { name: 'Remember' }).click();
  await expect(entries.getByText('Ports', { exact: true })).toBeVisible();
  await expect(panel(page, 'Who remembers').getByRole('button', { name: new RegExp(`${name} 1 entry`) })).toBeVisible();
  await entries.getByRole('searchbox', { name: 'Words or meaning' }).fill('harbour');
  await expect(entries.getByText('Nothing of that is remembered.')).toBeVisible();
  await entries.getByRole('searchbox', { name: 'Words or meaning' }).fill('listening');
  await entries.getByText('Ports', { exact: true }).click();
  await expect(entries.getByText('The service listens on port 8700.')).toBeVisible();
  await entries.getByRole('button', { name: 'Consolidate' }).click();
  await expect(page.getByText(/^Nothing could be made smaller/)).toBeVisible();
  await entries.getByRole('button', { name: 'Forget Ports' }).click();
  await confirmAct(page, 'Forget');
  await expect(entries.getByText('Nothing of that is remembered.')).toBeVisible();
});
