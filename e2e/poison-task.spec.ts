import fs from 'node:fs';
import { makeGate } from './fixtures/gate.ts';
import { expect, runStatus, test } from './fixtures/story.ts';

/** Kills the process that started it, until the file exists. */
const viper = (file: string) =>
  `if (require("node:fs").existsSync(${JSON.stringify(file)})) console.log('"tame"'); else setTimeout(() => process.kill(process.ppid, "SIGKILL"), 500);`;

test('[RC41] a task that kills three workers is parked, and replayed when it is harmless', async ({ page, api, own }, testInfo) => {
  test.setTimeout(300_000);
  const tame = testInfo.outputPath('tame');
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('viper'), capability: own('bite'), script: viper(tame) });
  await api.addCommandAgent({ name: own('lamb'), capability: own('graze'), script: gate.script() });
  const runId = await api.execute({
    workflow_id: own('meadow'),
    name: own('Meadow'),
    tasks: [
      { task_id: 'bite', name: own('Bite'), task_type: 'bite', required_capabilities: [own('bite')] },
      { task_id: 'graze', name: 'Graze', task_type: 'graze', required_capabilities: [own('graze')] },
    ],
  });
  await expect.poll(async () => (await api.task(runId, 'graze')).attempts.length, { timeout: 60_000 }).toBeGreaterThan(1);
  gate.open();
  await page.goto(`/runs/${runId}`);
  await expect(runStatus(page, 'Failed')).toBeVisible({ timeout: 200_000 });
  expect((await api.task(runId, 'bite')).attempts.map(({ status }) => status)).toEqual(['lost', 'lost', 'lost']);
  await page.goto('/resilience?tab=failures');
  await expect(page.getByRole('row', { name: /Agent unresponsive.*recovered/ }).first()).toBeVisible();
  await page.goto('/resilience?tab=dead-letters');
  const letter = page.getByRole('row').filter({ hasText: own('Bite') });
  await expect(letter.getByText('poison', { exact: true })).toBeVisible();
  fs.writeFileSync(tame, '');
  await letter.getByRole('button', { name: 'Replay' }).click();
  const dialog = page.getByRole('dialog', { name: /^Replay/ });
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(dialog.getByRole('alert')).toHaveText(/Say why/);
  await dialog.getByLabel('Reason').fill('it bites no more');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await letter.getByRole('link', { name: 'new run' }).click();
  await expect(runStatus(page, 'Completed')).toBeVisible({ timeout: 60_000 });
});
