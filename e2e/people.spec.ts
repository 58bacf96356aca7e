import { confirmAct, expect, NOBODY, openSecond, test } from './fixtures/story.ts';

test('[Y17] a person is added, chooses a password, gets another role, is locked out and let in again', async ({
  page,
  browser,
  baseURL,
  own,
  expectedComplaints,
}) => {
  expectedComplaints.push(/status of 40[013]/);
  const name = own('Paula');
  const email = `${own('paula')}@hive.test`;
  const chosen = own('a password she chose');
  const row = page.getByRole('row').filter({ hasText: email });
  const acts = async (act: string) => {
    await row.getByRole('button', { name: `Change ${name}` }).click();
    await page.getByRole('menuitem', { name: act }).click();
  };

  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add person' }).click();
  const form = page.getByRole('dialog', { name: 'Add a person' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Email').fill('not an address');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(form.getByText('This is not an email address.')).toBeVisible();
  await form.getByLabel('Email').fill(email);
  await form.getByRole('button', { name: 'Add' }).click();
  const shown = page.getByRole('dialog', { name: `${name} is added` });
  const oneTime = await shown.locator('code').innerText();
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await expect(row).toContainText('has to choose a password');
  // The page that the server renders has her row and its menu, too: an error of it is a complaint.
  await page.reload();
  await expect(row).toContainText('has to choose a password');

  const hers = await openSecond(browser, baseURL, NOBODY);
  const signIn = async (password: string) => {
    await hers.goto('/sign-in');
    await hers.getByLabel('Email').fill(email);
    await hers.getByLabel('Password').fill(password);
    await hers.getByRole('button', { name: 'Sign in' }).click();
  };
  await signIn(oneTime);
  await hers.getByLabel('New password').fill('short');
  await hers.getByRole('button', { name: 'Save and go on' }).click();
  await expect(hers.getByText('At least 8 characters.')).toBeVisible();
  await hers.getByLabel('New password').fill(chosen);
  await hers.getByRole('button', { name: 'Save and go on' }).click();
  await expect(hers.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await hers.goto('/runs');
  await expect(hers.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
  await expect(hers.getByRole('link', { name: 'Run a workflow' })).toHaveCount(0);

  await acts('Change role');
  const role = page.getByRole('dialog', { name: `Change the role of ${name}` });
  await role.getByLabel('Role').selectOption('operator');
  await role.getByRole('button', { name: 'Change role' }).click();
  await expect(row).toContainText('operator');
  await expect(hers).toHaveURL(/\/sign-in/);
  await signIn(chosen);
  await expect(hers.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await hers.goto('/runs');
  await expect(hers.getByRole('link', { name: 'Run a workflow' })).toBeVisible();

  await acts('Lock out');
  await confirmAct(page, 'Lock out');
  await expect(row).toContainText('locked out');
  await expect(hers).toHaveURL(/\/sign-in/);
  await signIn(chosen);
  await expect(hers.getByRole('main').getByRole('alert')).toContainText('You are locked out.');
  await acts('Let in again');
  await confirmAct(page, 'Let in again');
  await expect(row).toContainText('may sign in');
  await signIn(chosen);
  await expect(hers.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();

  await acts('Reset password');
  await confirmAct(page, 'Reset password');
  await page
    .getByRole('dialog', { name: `New password for ${name}` })
    .getByRole('button', { name: 'I have copied it' })
    .click();
  await expect(row).toContainText('has to choose a password');
  await acts('Remove');
  await confirmAct(page, 'Remove');
  await expect(row).toHaveCount(0);
  await page.goto('/activity');
  await expect(page.getByRole('row').filter({ hasText: 'user.remove' }).filter({ hasText: name }).first()).toContainText('Admin');
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText(/^All [\d,]+ entries follow from one another\./)).toBeVisible();
  await hers.context().close();
});
