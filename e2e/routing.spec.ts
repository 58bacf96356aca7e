import { expect, test } from './fixtures/story.ts';

test('[Y19] a decision is explored, other weights are tried, saved as a version, shadowed and discarded', async ({ page, own }) => {
  await page.goto('/runs');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { name: 'Routing', level: 1 })).toBeVisible();
  await page.getByRole('list', { name: 'Decisions' }).getByRole('link').first().click();
  await expect(page.getByText(/agents could take this task/)).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Scores by component' }).getByRole('listitem').first()).toBeVisible();
  await expect(page.getByRole('table').getByLabel('Chosen')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('list', { name: 'Decisions' })).toBeVisible();

  await page.getByRole('tab', { name: 'Strategies' }).click();
  await expect(page.getByRole('row')).toHaveCount(13);

  await page.getByRole('tab', { name: 'Accuracy' }).click();
  await expect(page.getByText('Expected now')).toBeVisible();

  await page.getByRole('tab', { name: 'What if' }).click();
  await expect(page.getByText(/decisions would have gone to another agent/)).toBeVisible();
  await page.getByRole('slider', { name: 'Free slots, slider' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('spinbutton', { name: 'Free slots, per cent' })).toHaveValue('100');
  await expect(page.getByRole('spinbutton', { name: 'Capability, per cent' })).toHaveValue('0');
  const note = own('only-free-slots');
  await page.getByRole('button', { name: 'Save as model version' }).click();
  await page.getByRole('dialog').getByLabel('Why').fill(note);
  await page.getByRole('dialog').getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('tab', { name: 'Models' }).click();
  const card = page.locator('section').filter({ hasText: note });
  for (const act of ['Shadow', 'Discard']) {
    await card.getByRole('button', { name: act }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill(`${act} for the story`);
    await page.getByRole('dialog').getByRole('button', { name: act }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await expect(card.getByText('discarded')).toBeVisible();
  await expect(card.getByRole('button')).toHaveCount(0);
});
