import { expect, expectLive, test } from './fixtures/story.ts';

test('[Y66] the palette finds a run that is older than all it offers', async ({ page, api, own }) => {
  const start = (name: string) =>
    api.execute({ workflow_id: own('many'), name, tasks: [{ task_id: 'a', task_type: 'timer', timer: { seconds: 0 } }] });
  await start(own('needle'));
  for (let at = 0; at < 51; at += 1) await start(own(`hay ${at}`));
  await page.goto('/overview');
  await expectLive(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.getByRole('option', { name: /hay 50/ })).toBeVisible();
  await expect(palette.getByRole('option', { name: /needle/ })).toHaveCount(0);
  await page.keyboard.type(own('needle'));
  await expect(palette.getByRole('option', { name: new RegExp(own('needle')) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: own('needle'), level: 1 })).toBeVisible();
});
