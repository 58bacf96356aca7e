import { expect, test } from './fixtures/story.ts';

test('[Y39] a capability that nobody has rings the bell, and the alert is acknowledged', async ({ page, api, own }) => {
  const capability = own('levitation');
  const runId = await api.execute({
    workflow_id: own('float'),
    name: own('Float'),
    tasks: [{ task_id: 'float', task_type: 'float', required_capabilities: [capability] }],
  });
  await page.goto('/approvals');
  await page.getByRole('button', { name: /^Alerts, \d+ new$/ }).click();
  const alert = page.getByRole('dialog', { name: 'Open alerts' }).getByRole('listitem').filter({ hasText: capability });
  await expect(alert).toContainText('No capable agent');
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(alert).toContainText('Seen by');
  // What rings no more disturbs nobody else.
  await api.post(`/runs/${runId}/cancel`, {});
});
