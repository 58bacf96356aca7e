import { expect, test } from './fixtures/story.ts';

test('[Y18] faults of a definition are listed and marked as one types, each leads to its place, and a remedy is one key away', async ({
  page,
}) => {
  await page.goto('/workflows/new');
  await page.getByRole('tab', { name: 'YAML' }).click();
  const text = page.getByRole('textbox', { name: 'Definition as YAML' });
  await expect(text).toContainText('workflow_id: my-workflow');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await expect(text.locator('span[class]').first()).toBeVisible();

  await text.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    'name: Torn\ntasks:\n  - task_id: gist\n    task_type: read\n  - task_id: a\n    task_type: read\n    dependencies: [ghist]\n',
  );
  const fault = page.getByRole('list', { name: 'Faults' }).getByRole('button', { name: /there is no task "ghist"/ });
  await expect(fault).toContainText('line 7');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('ghist');
  await expect(page.getByRole('button', { name: 'Save draft' })).toBeDisabled();

  await fault.click();
  await expect(text).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('dependencies: [ghist]');
  await page.keyboard.press('Tab');
  await expect(text).not.toBeFocused();
  await page.keyboard.press('F8');
  await expect(text).toBeFocused();
  await page.keyboard.press('Control+.');
  await expect(text).toContainText('dependencies: [gist]');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
});
