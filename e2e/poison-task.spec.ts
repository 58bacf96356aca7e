import fs from 'node:fs';
import { makeGate } from './fixtures/gate.ts';
import { expect, runStatus, test } from './fixtures/story.ts';

/** Kills the process that started it, when the file `once` is there; the next times when `again` is there. Harmless once `tame` is. */
const viper = (files: Record<'once' | 'bitten' | 'again' | 'tame', string>) => `
const fs = require('node:fs');
const files = ${JSON.stringify(files)};
const victim = process.ppid;
const sign = fs.existsSync(files.bitten) ? files.again : files.once;
const look = () => {
  if (!fs.existsSync(sign)) return;
  fs.writeFileSync(files.bitten, '');
  process.kill(victim, 'SIGKILL');
  process.exit(1);
};
if (fs.existsSync(files.tame)) console.log('"tame"');
else setInterval(look, 50);`;

test('[RC41] a task that kills three workers is parked, and replayed when it is harmless', async ({ page, api, own }, testInfo) => {
  test.setTimeout(300_000);
  const file = (name: string) => testInfo.outputPath(name);
  const files = { once: file('once'), bitten: file('bitten'), again: file('again'), tame: file('tame') };
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('viper'), capability: own('bite'), script: viper(files) });
  await api.addCommandAgent({ name: own('lamb'), capability: own('graze'), script: gate.script() });
  const runId = await api.execute({
    workflow_id: own('meadow'),
    name: own('Meadow'),
    tasks: [
      { task_id: 'bite', name: own('Bite'), task_type: 'bite', required_capabilities: [own('bite')] },
      { task_id: 'graze', name: 'Graze', task_type: 'graze', required_capabilities: [own('graze')] },
    ],
  });
  const graze = () => api.task(runId, 'graze');
  // The first death takes its neighbour along, which then completes without it: that is the evidence.
  for (const key of ['bite', 'graze']) await expect.poll(async () => (await api.task(runId, key)).status).toBe('running');
  fs.writeFileSync(files.once, '');
  await expect.poll(async () => (await graze()).attempts.length).toBeGreaterThan(1);
  gate.open();
  await expect.poll(async () => (await graze()).status).toBe('completed');
  fs.writeFileSync(files.again, '');
  await page.goto(`/runs/${runId}`);
  await expect(runStatus(page, 'Failed')).toBeVisible({ timeout: 200_000 });
  expect((await api.task(runId, 'bite')).attempts.map(({ status }) => status)).toEqual(['lost', 'lost', 'lost']);
  await page.goto('/resilience?tab=failures');
  await expect(page.getByRole('row', { name: /Agent unresponsive.*recovered/ }).first()).toBeVisible();
  await page.goto('/resilience?tab=dead-letters');
  const letter = page.getByRole('row').filter({ hasText: own('Bite') });
  await expect(letter.getByText('poison', { exact: true })).toBeVisible();
  fs.writeFileSync(files.tame, '');
  await letter.getByRole('button', { name: 'Replay' }).click();
  const dialog = page.getByRole('dialog', { name: /^Replay/ });
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(dialog.getByRole('alert')).toHaveText(/Say why/);
  await dialog.getByLabel('Reason').fill('it bites no more');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await letter.getByRole('link', { name: 'new run' }).click();
  await expect(runStatus(page, 'Completed')).toBeVisible({ timeout: 60_000 });
});
