import { expect, test } from './fixtures/story.ts';

test('[Y18] faults of a definition are listed and marked as one types, and each leads to its place', async ({ page }) => {
  await page.goto('/workflows/new');
  const text = page.getByRole('textbox', { name: 'Definition as YAML' });
  await expect(text).toContainText('workflow_id: my-workflow');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await expect(text.locator('span[class]').first()).toBeVisible();

  await text.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('name: Torn\ntasks:\n  - task_id: a\n    task_type: read\n    name: A\n    dependencies: [ghost]\n');
  const fault = page.getByRole('list', { name: 'Faults' }).getByRole('button', { name: /there is no task "ghost"/ });
  await expect(fault).toContainText('line 6');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('ghost');
  await expect(page.getByRole('button', { name: 'Save draft' })).toBeDisabled();

  await fault.click();
  await expect(text).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('dependencies: [ghost]');
  await page.keyboard.press('Tab');
  await expect(text).not.toBeFocused();
  await fault.focus();
  await page.keyboard.press('Enter');
  await expect(text).toBeFocused();

  for (let letter = 0; letter < 'ghost'.length; letter += 1) await page.keyboard.press('Delete');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
  await page.getByRole('button', { name: 'json' }).click();
  await expect(page.getByRole('textbox', { name: 'Definition as JSON' })).toContainText('"task_id": "a"');
  await expect(page.getByText('Ready to run')).toBeVisible();
});
