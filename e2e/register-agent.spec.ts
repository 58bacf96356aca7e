import type { Page } from '@playwright/test';
import { startHttpAgentServer } from '../tests/agents/http-agent-server.ts';
import { startOpenaiServer } from '../tests/agents/openai-server.ts';
import { expect, test } from './fixtures/story.ts';

const form = (page: Page) => page.getByRole('dialog', { name: 'Register an agent' });

async function openForm(page: Page, kind: string, name: string): Promise<void> {
  await page.goto('/agents');
  await page.getByRole('button', { name: 'Register agent' }).click();
  await form(page).getByText(kind, { exact: true }).click();
  await expect(form(page).getByRole('radio', { name: kind })).toBeChecked();
  await form(page).getByLabel('Name', { exact: true }).fill(name);
  await form(page).getByLabel('Capabilities').fill(name);
}

/** Calls the agent from the form, registers it, and finds it in the fleet. */
async function testAndRegister(page: Page, { name, kind, answer }: { name: string; kind: string; answer: RegExp }): Promise<void> {
  await form(page).getByRole('button', { name: 'Test call' }).click();
  await expect(form(page).getByText(/^Answered after/)).toBeVisible();
  await expect(form(page).getByRole('list', { name: 'Answer' })).toHaveText(answer);
  await form(page).getByRole('button', { name: 'Register' }).click();
  const done = page.getByRole('dialog', { name: `${name} is registered` });
  await expect(done).toBeVisible();
  await done.getByRole('link', { name: 'Open the agent' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByText(kind, { exact: true })).toBeVisible();
  await page.goto('/agents');
  await expect(page.getByRole('link', { name: new RegExp(`Active ${name} , ${kind}`) })).toBeVisible();
}

test('[Y5] a program is registered after it has answered', async ({ page, own }) => {
  const name = own('counter');
  await openForm(page, 'Command', name);
  const script =
    'let t="";process.stdin.on("data",(d)=>t+=d).on("end",()=>{console.error("read the task");console.log(JSON.stringify({type:typeof JSON.parse(t).input}))})';
  await form(page).getByLabel('Program and arguments').fill(`node\n-e\n${script}`);
  await testAndRegister(page, { name, kind: 'Command', answer: /type: "object"/ });
});

test('[Y5] a program that cannot be started says so before it is registered', async ({ page, own }) => {
  await openForm(page, 'Command', own('absent'));
  await form(page).getByLabel('Program and arguments').fill('no-such-program-anywhere');
  await form(page).getByRole('button', { name: 'Test call' }).click();
  await expect(form(page).getByText('spawn_failed')).toBeVisible();
  await expect(form(page).getByText('the command no-such-program-anywhere cannot be started: ENOENT')).toBeVisible();
});

test('[Y5] a service is registered after it has answered', async ({ page, own }) => {
  const server = await startHttpAgentServer();
  const name = own('service');
  await openForm(page, 'HTTP', name);
  await form(page).getByLabel('Address', { exact: true }).fill(server.url('ok'));
  await form(page).getByLabel('Headers').fill('X-Team: reviews');
  await testAndRegister(page, { name, kind: 'HTTP', answer: /done: true/ });
  expect(server.received[0]?.headers['x-team']).toBe('reviews');
  await server.close();
});

test('[Y5] a model is registered after it has answered', async ({ page, own }) => {
  const server = await startOpenaiServer();
  const name = own('model');
  await openForm(page, 'Model', name);
  await form(page).getByLabel('Base address').fill(server.baseUrl);
  await form(page).getByLabel('Model', { exact: true }).last().fill('json');
  await form(page).getByLabel('System prompt').fill('You judge texts.');
  await testAndRegister(page, { name, kind: 'Model', answer: /verdict: "good"/ });
  expect(server.received[0]?.body.messages[0]).toMatchObject({ role: 'system' });
  await server.close();
});

test('[Y5] a simulated agent is shown as one', async ({ page, own }) => {
  const name = own('pretender');
  await openForm(page, 'Simulated', name);
  await form(page).getByLabel('Time per task, ms').fill('5');
  await testAndRegister(page, { name, kind: 'Simulated', answer: /simulated: true/ });
});

test('[Y6] a pull worker gets a loop to copy, and takes tasks over HTTP', async ({ page, context, api, own }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const name = own('puller');
  await openForm(page, 'Pull worker', name);
  await form(page).getByRole('button', { name: 'Register' }).click();
  const done = page.getByRole('dialog', { name: `${name} is registered` });
  await done.getByRole('button', { name: 'Copy the worker loop' }).click();
  const loop = await page.evaluate(() => navigator.clipboard.readText());
  const agentId = /agents\/([0-9a-f-]{36})\/claim/.exec(loop)?.[1];
  expect(loop).toContain(`export HIVE_URL=${new URL(page.url()).origin}/api/v1/orchestration`);
  expect(agentId).toBeDefined();

  const runId = await api.execute({
    workflow_id: own('pulled'),
    name: 'Pulled',
    tasks: [{ task_id: 'only', task_type: 'pull', name: 'Only', required_capabilities: [name], input: { egg: 7 } }],
  });
  const claim = await api.post<{ data: { task_id: string; fence: number; input: unknown }[] }>(`/agents/${agentId}/claim`, {
    max: 1,
    wait_seconds: 20,
  });
  expect(claim.data).toMatchObject([{ input: { egg: 7 } }]);
  const [claimed] = claim.data;
  await api.post(`/tasks/${claimed?.task_id}/complete`, { fence: claimed?.fence, status: 'completed', output: { hatched: true } });
  await page.goto(`/runs/${runId}?task=only&pane=data`);
  await expect(page.getByRole('complementary', { name: 'Selected task' }).getByRole('list', { name: 'Output' })).toHaveText(
    /hatched: true/,
  );
});

test('[Y5] a form with faults names each beside its field and registers nothing', async ({ page, api, own, expectedComplaints }) => {
  const name = own('broken');
  await openForm(page, 'HTTP', name);
  const address = form(page).getByLabel('Address', { exact: true });
  await form(page).getByLabel('Tasks at once').fill('0');
  await form(page).getByRole('button', { name: 'Register' }).click();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  await expect(form(page).getByText('Fill this in.')).toHaveCount(1);
  await expect(form(page).getByLabel('Tasks at once')).toHaveAttribute('aria-invalid', 'true');
  await expect(form(page).getByLabel('Name', { exact: true })).not.toHaveAttribute('aria-invalid', 'true');

  expectedComplaints.push(/status of 400/);
  await form(page).getByLabel('Tasks at once').fill('1');
  await address.fill('ftp://nowhere');
  await form(page).getByRole('button', { name: 'Register' }).click();
  await expect(form(page).getByLabel('Tasks at once')).not.toHaveAttribute('aria-invalid', 'true');
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  const { data } = await api.get<{ data: { name: string }[] }>('/agents?limit=200');
  expect(data.map((agent) => agent.name)).not.toContain(name);
});

test('[Y59] an agent is changed on its page: what was touched changes, a fault stands beside its field', async ({ page, api, own }) => {
  const name = own('changing');
  const { id } = await api.post<{ id: string }>('/agents', {
    ...{ name, kind: 'simulated', capabilities: [{ name: 'review', proficiency: 0.7, areas: ['code'] }] },
    ...{ max_concurrent_tasks: 1, config: { latency_ms: 5, latency_jitter: 0.1, seed: 7 } },
  });
  await page.goto(`/agents/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: `Edit ${name}` });
  await expect(edit.getByLabel('Capabilities')).toHaveValue('review:0.7');
  await edit.getByLabel('Tasks at once').fill('many');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit.getByText('A whole number from 1 to 10,000.')).toBeVisible();
  await edit.getByLabel('Tasks at once').fill('3');
  await edit.getByLabel('Price per task, $').fill('0.25');
  await edit.getByLabel('Time per task, ms').fill('9');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByText('0 of 3')).toBeVisible();
  expect(await api.get(`/agents/${id}`)).toMatchObject({
    ...{ name, max_concurrent_tasks: 3, cost_per_task_usd: 0.25 },
    capabilities: [{ name: 'review', proficiency: 0.7, areas: ['code'] }],
    config: { latency_ms: 9, latency_jitter: 0.1, seed: 7 },
  });
});
