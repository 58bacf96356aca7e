import { expect, NOBODY, test } from './fixtures/story.ts';

test.use({ storageState: NOBODY });

test('[Y1] a wrong password is refused with one message, the right one lands on the overview, signing out ends it', async ({
  page,
  access,
  expectedComplaints,
}) => {
  expectedComplaints.push(/status of 401/);
  await page.goto('/agents');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel('Email').fill(access.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const refusal = page.getByRole('main').getByRole('alert');
  await expect(refusal).toHaveText('Email and password do not match.');
  await expect(refusal).toHaveCount(1);

  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(access.email);
  await page.getByLabel('Password').fill(access.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/runs');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('[Y1] an address opened before signing in is where one lands', async ({ page, access }) => {
  await page.goto('/agents');
  await page.getByLabel('Email').fill(access.email);
  await page.getByLabel('Password').fill(access.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/agents$/);
  await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
});
