import { confirmAct, expect, test } from './fixtures/story.ts';

test('[Y82] a secret is stored, replaced and removed, and its value is shown to nobody', async ({ page, own, expectedComplaints }) => {
  expectedComplaints.push(/status of 400/);
  const name = own('provider')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const value = 'sk-of-this-very-story';
  await page.goto('/settings');
  const row = page.getByRole('row').filter({ hasText: name });
  await page.getByRole('button', { name: 'Store secret' }).click();
  const form = page.getByRole('dialog', { name: 'Store a secret' });
  await form.getByLabel('Name').fill('not a name');
  await form.getByRole('button', { name: 'Store' }).click();
  await expect(form.getByText('letters, digits')).toBeVisible();
  await expect(form.getByText('Fill this in.')).toBeVisible();
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Value').fill(value);
  await form.getByRole('button', { name: 'Store' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: `Replace the value of ${name}` }).click();
  const replace = page.getByRole('dialog', { name: `Replace the value of ${name}` });
  await expect(replace.getByLabel('Value')).toHaveValue('');
  await replace.getByLabel('Value').fill(`${value}-2`);
  await replace.getByRole('button', { name: 'Store' }).click();
  await expect(replace).toHaveCount(0);
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(value);
  await row.getByRole('button', { name: `Remove ${name}` }).click();
  await confirmAct(page, 'Remove');
  await expect(row).toHaveCount(0);
});
