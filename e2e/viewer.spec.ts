import { expect, openSecond, signInState, test } from './fixtures/story.ts';

test('[Y15] a viewer that an admin added sees no acts and is refused by the API', async ({ page, browser, baseURL, own, api }) => {
  const person = { email: `${own('viewer')}@hive.test`, password: own('a-password') };
  await api.post('/users', { name: 'Vera', role: 'viewer', ...person });
  await page.goto('/settings');
  await expect(page.getByRole('row').filter({ hasText: person.email })).toContainText('viewer');

  const viewer = await openSecond(browser, baseURL, await signInState(baseURL ?? '', person));
  const acts = viewer.getByRole('button', {
    name: /^(Register agent|Run|Run again|Run again from here|Retry runs|Abort|Save draft|Publish|Cancel|Pause|Resume|Drain|Activate|Retire|Test call|Create key|Revoke|Add person|Save as model version|Retrain|Shadow|Canary|Promote|Roll back|Discard|Change (?!password).*|Rebalance|Create|Create pool|Assign|Unassign|Scale|Edit|Delete|Sleep|Wake|Add window|Checkpoint now|Verify|Restore)$/,
  });
  await viewer.goto('/runs');
  await viewer
    .getByRole('main')
    .getByRole('link', { name: /Repository review/ })
    .last()
    .click();
  await expect(viewer.getByRole('tab', { name: 'Graph' })).toBeVisible();
  await expect(acts).toHaveCount(0);
  const runId = /runs\/([0-9a-f-]{36})/.exec(viewer.url())?.[1];
  await viewer.goto('/agents');
  await expect(viewer.getByRole('link', { name: /Scout/ })).toBeVisible();
  await expect(acts).toHaveCount(0);
  await viewer.getByRole('link', { name: /Scout/ }).click();
  await expect(viewer.getByRole('heading', { name: 'Scout', level: 1 })).toBeVisible();
  await expect(acts).toHaveCount(0);
  const agentId = /agents\/([0-9a-f-]{36})/.exec(viewer.url())?.[1];
  await viewer.goto('/workflows/repository-review');
  await expect(viewer.getByRole('textbox', { name: /^Definition as/ })).not.toBeEditable();
  await expect(acts).toHaveCount(0);
  for (const [tab, shown] of [
    ['what-if', 'Weights'],
    ['models', 'Version 1'],
  ] as const) {
    await viewer.goto(`/routing?tab=${tab}`);
    await expect(viewer.getByRole('heading', { name: shown, level: 2 })).toBeVisible();
    await expect(acts).toHaveCount(0);
  }
  for (const [tab, heading] of [
    ['utilisation', 'Load now'],
    ['personas', 'Coverage'],
    ['pools', null],
    ['sleep', 'Checkpoints'],
  ] as const) {
    await viewer.goto(`/fleet?tab=${tab}`);
    await expect(
      heading === null ? viewer.getByText(/No pools yet|Scaling/) : viewer.getByRole('heading', { name: heading }),
    ).toBeVisible();
    await expect(acts).toHaveCount(0);
  }
  await viewer.goto('/settings');
  await expect(viewer.getByText('You are signed in as viewer.')).toBeVisible();
  await expect(acts).toHaveCount(0);

  const headers = { origin: baseURL ?? '' };
  for (const path of [`/runs/${runId}/cancel`, `/agents/${agentId}/drain`, '/workflow/execute', '/api-keys']) {
    const answer = await viewer.request.post(`/api/v1/orchestration${path}`, { headers, data: {} });
    expect([path, answer.status(), ((await answer.json()) as { code: string }).code]).toEqual([path, 403, 'forbidden']);
  }
  expect((await viewer.request.get('/api/v1/orchestration/runs')).status()).toBe(200);
  await viewer.context().close();
});
