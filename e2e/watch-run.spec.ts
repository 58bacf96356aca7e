import { makeGate } from './fixtures/gate.ts';
import { expect, expectLive, expectSameDocument, graphTask, markDocument, runStatus, test } from './fixtures/story.ts';

/** A program that prints for a terminal, then answers. */
const PRINTS = [
  'console.error("opening the ledger");',
  'console.error("\\u001b[31mpage 12\\u001b[0m is torn");',
  'console.error("reading on");',
  'console.log(JSON.stringify({ pages: 40 }));',
].join(' ');

test('[Y34] a log is searched, and looking back moves graph, task, log and data together', async ({ page, api, own }) => {
  await api.addCommandAgent({ name: own('reader'), capability: own('read'), script: PRINTS });
  const task = { task_type: 'read', required_capabilities: [own('read')] };
  const runId = await api.execute({
    workflow_id: own('ledger'),
    name: own('Reading the ledger'),
    tasks: [
      { ...task, task_id: 'read', name: 'Read' },
      { ...task, task_id: 'sum', name: 'Sum', dependencies: ['read'] },
    ],
  });
  await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('completed');

  await page.goto(`/runs/${runId}`);
  await graphTask(page, 'Read', 'Completed').click();
  const inspector = page.getByRole('complementary', { name: 'Selected task' });
  await inspector.getByRole('tab', { name: 'Logs' }).click();
  const log = inspector.getByRole('log', { name: 'Log of the task' });
  await expect(log).toContainText('page 12 is torn');
  await inspector.getByRole('searchbox', { name: 'Search the log' }).fill('PAGE 12 is');
  await expect(inspector.getByText('1 of 3 lines')).toBeVisible();
  await expect(log.locator('mark')).toHaveText(['page 12', ' is']);

  await page.getByRole('button', { name: 'Look back' }).click();
  const slider = page.getByRole('slider', { name: 'Event of the run' });
  await slider.press('Home');
  await expect(graphTask(page, 'Read', '(Pending|Ready)')).toBeVisible();
  await expect(inspector.getByText('The agent had printed nothing by then.')).toBeVisible();
  await inspector.getByRole('tab', { name: 'Data' }).click();
  await expect(inspector.getByText('Not there yet.')).toBeVisible();
  // Where one looks stands in the address: whoever opens it sees the same.
  await expect(page).toHaveURL(/[?&]event=1(&|$)/);
  await page.reload();
  await expect(graphTask(page, 'Read', '(Pending|Ready)')).toBeVisible();
  await slider.press('End');
  await expect(graphTask(page, 'Read', 'Completed')).toBeVisible();
  await expect(inspector.getByRole('list', { name: 'Output' })).toContainText('pages: 40');
});

test('[Y81] the logs of all tasks are searched together, and a line leads to its task', async ({ page, api, own }) => {
  await api.addCommandAgent({ name: own('reader'), capability: own('read'), script: PRINTS });
  const task = { task_type: 'read', required_capabilities: [own('read')] };
  const runId = await api.execute({
    name: own('Two ledgers'),
    tasks: [
      { ...task, task_id: 'first', name: 'First ledger' },
      { ...task, task_id: 'second', name: 'Second ledger', dependencies: ['first'] },
    ],
  });
  await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('completed');
  await page.goto(`/runs/${runId}?tab=logs`);
  await expect(page.getByText('6 lines')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search all logs' }).fill('page 12 IS');
  await expect(page.getByText('2 lines')).toBeVisible();
  await expect(page).toHaveURL(/lq=page/);
  await page.getByRole('button', { name: /Second ledger page 12 is torn/ }).click();
  await expect(page.getByRole('complementary', { name: 'Selected task' }).getByRole('heading', { name: 'Second ledger' })).toBeVisible();
});

test('[Y35] a view that lost its connection says so, and goes on without a gap once it is back', async ({
  page,
  api,
  own,
  expectedComplaints,
}, testInfo) => {
  expectedComplaints.push(/ERR_CONNECTION_REFUSED/);
  const gate = makeGate(testInfo.outputPath('gate'));
  await api.addCommandAgent({ name: own('porter'), capability: own('carry'), script: gate.script() });
  const task = { task_type: 'carry', required_capabilities: [own('carry')] };
  const runId = await api.execute({
    workflow_id: own('cut'),
    name: own('Cut off'),
    tasks: [
      { ...task, task_id: 'one', name: 'One' },
      { ...task, task_id: 'two', name: 'Two', dependencies: ['one'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await markDocument(page);
  await expect(graphTask(page, 'One', 'Running')).toBeVisible();

  // The log of a task that runs is one more thing to watch, for which the page connects anew: from then on in vain.
  const STREAM = /\/api\/trpc\/live\.stream/;
  await page.route(STREAM, (route) => route.abort('connectionrefused'));
  await graphTask(page, 'One').click();
  await page.getByRole('complementary', { name: 'Selected task' }).getByRole('tab', { name: 'Logs' }).click();
  await expect(page.getByText(/^No live connection for/)).toBeVisible();
  gate.open();
  await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('completed');

  await page.unroute(STREAM);
  await expectLive(page);
  await expect(runStatus(page, 'Completed')).toBeVisible();
  await expect(graphTask(page, 'Two', 'Completed')).toBeVisible();
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(page.getByRole('button', { name: /run\.completed/ })).toBeVisible();
  const numbers = await page.getByRole('tabpanel', { name: 'Events' }).locator('[data-row] > :first-child').allTextContents();
  expect(numbers.map(Number)).toEqual(numbers.map((_, index) => index + 1));
  await expectSameDocument(page);
});

test('[Y57] a run that waits for a person is found in the list, and its events are filtered, also those that come', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('clerk'), capability: own('file'), script: PRINTS });
  const file = { task_type: 'file', required_capabilities: [own('file')] };
  const runId = await api.execute({
    workflow_id: own('refund'),
    name: own('Refund'),
    tasks: [
      { ...file, task_id: 'check', name: 'Check' },
      { task_id: 'ask', name: 'Ask', task_type: 'approval', dependencies: ['check'], approval: { title: 'Pay it back?' } },
      { ...file, task_id: 'pay', name: 'Pay', dependencies: ['ask'] },
    ],
  });
  await page.goto('/runs');
  await page.getByRole('button', { name: 'Waits for a person' }).click();
  await expect(page).toHaveURL(/person=true/);
  await page.getByRole('link', { name: new RegExp(`Running ${own('Refund')}.*1 to approve`) }).click();

  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('combobox', { name: 'Kind of event' }).selectOption('Results');
  const results = page.getByRole('tabpanel').getByRole('button', { name: /task\.completed/ });
  await expect(results).toHaveCount(1);
  await expect(page.getByRole('tabpanel').getByText(/^1 of \d+ events$/)).toBeVisible();
  const { data } = await api.get<{ data: { id: string }[] }>(`/approvals?run_id=${runId}`);
  await api.post(`/approvals/${data[0]?.id}/decide`, { decision: 'approve' });
  await expect(results).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Event, task or detail' }).fill('PAY');
  await expect(results).toHaveCount(1);
  await expect(page).toHaveURL(/ek=result&eq=PAY|eq=PAY&ek=result/);
  await page.reload();
  await expect(results).toHaveCount(1);
  await results.click();
  await expect(page.getByRole('complementary', { name: 'Selected task' })).toBeVisible();
  await page.getByRole('button', { name: 'Only pay' }).click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('tabpanel').getByRole('button', { name: /run\.completed/ })).toHaveCount(1);
});
