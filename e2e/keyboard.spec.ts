import { expect, expectLive, graphTask, test } from './fixtures/story.ts';

test('[Y12] pages, rows, the sheet of shortcuts and the palette are reached by keys alone', async ({ page }) => {
  await page.goto('/runs');
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
  await expect(heading('Runs')).toBeVisible();
  await expect(
    page
      .getByRole('main')
      .getByRole('link', { name: /Repository review/ })
      .first(),
  ).toBeVisible();
  // What is read first comes from the server: keys are heard once the page itself has woken.
  await expectLive(page);
  for (const [key, name] of [
    ['w', 'Workflows'],
    ['a', 'Agents'],
    ['y', 'Activity'],
    ['s', 'Settings'],
    ['r', 'Runs'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(heading(name)).toBeVisible();
  }

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Go to agents')).toBeVisible();
  await expect(sheet.getByText('Next row')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await expect(palette).toBeVisible();
  await page.keyboard.type('repository rev');
  await expect(palette.getByRole('option', { name: /Repository review/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(heading('Repository review')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/(runs|workflows)$/);
});

test('[Y12] j and k walk the rows, Enter opens one, the slash key filters', async ({ page }) => {
  await page.goto('/agents');
  const rows = page.getByRole('main').getByRole('listitem').getByRole('link');
  await expect(rows.first()).toBeVisible();
  await expectLive(page);
  await page.keyboard.press('j');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Name or capability' })).toBeFocused();
  await page.keyboard.type('Scout');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Scout', level: 1 })).toBeVisible();
});

test('[Y13] the theme follows the system, is switched by key and by choice, and stays', async ({ page }) => {
  const html = page.locator('html');
  const background = () => html.evaluate((root) => getComputedStyle(root).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/settings');
  await expect(html).toHaveClass(/\bdark\b/);
  const dark = await background();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveClass(/\blight\b/);
  const light = await background();
  expect(light).not.toBe(dark);
  await page.keyboard.press('T');
  await expect(html).toHaveClass(/\bdark\b/);
  await page.reload();
  await expect(html).toHaveClass(/\bdark\b/);
  expect(await background()).toBe(dark);
  await page.getByRole('radio', { name: 'Light' }).check({ force: true });
  await expect(html).toHaveClass(/\blight\b/);
});

test('[GV12] the graph of a run is walked by arrow keys, and its outline names every task', async ({ page, api }) => {
  const { data } = await api.get<{ data: { id: string; created_by: string }[] }>('/runs?limit=200');
  await page.goto(`/runs/${data.find(({ created_by }) => created_by === 'system:demo')?.id}`);
  const graph = page.getByRole('region', { name: 'Graph of the run' });
  await graphTask(page, 'Survey').focus();
  await page.keyboard.press('ArrowRight');
  const focused = graph.locator('button:focus');
  await expect(focused).not.toHaveAccessibleName(/^Survey/);
  await page.keyboard.press('ArrowLeft');
  await expect(focused).toHaveAccessibleName(/^Survey/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Selected task' })).toBeVisible();
  await expect(graphTask(page, 'Survey')).toHaveAttribute('aria-pressed', 'true');

  await page.keyboard.press('o');
  const outline = page.getByRole('listbox', { name: 'Task outline' });
  await expect(outline.getByRole('option', { name: /^Survey/ })).toHaveAttribute('aria-selected', 'true');
  await expect(outline.getByRole('option').first()).toHaveAttribute('aria-setsize', '57');
  await outline.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/task=report/);
});
