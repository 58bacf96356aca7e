// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fs from 'node:fs';
import { expect, expectLive, graphTask, pageHead, runStatus, test } from './fixtures/story.ts';

/** Refuses a negative amount. */
const BOOK = `let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const { amount = 0 } = JSON.parse(text).input ?? {};
  if (amount < 0) process.exit(3);
  console.log(JSON.stringify({ booked: amount }));
});`;

test('[Y38] a run that failed is run again from the failed task with its input mended; both are compared, the past is looked back at', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('accountant'), capability: own('book'), script: BOOK });
  const task = { task_type: 'book', required_capabilities: [own('book')] };
  const runId = await api.execute({
    workflow_id: own('accounts'),
    name: own('Accounts'),
    tasks: [
      { ...task, task_id: 'open', name: 'Open' },
      { ...task, task_id: 'book', name: 'Book', dependencies: ['open'], input: { amount: -5 }, retry: { max_attempts: 1 } },
      { ...task, task_id: 'close', name: 'Close', dependencies: ['book'] },
    ],
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(runStatus(page, 'Failed')).toBeVisible();

  await page.getByRole('button', { name: 'Look back' }).click();
  const event = page.getByRole('slider', { name: 'Event of the run' });
  await event.press('Home');
  await expect(event).toHaveAttribute('aria-valuetext', /^event 1 of \d+, run\./);
  await expect(graphTask(page, 'Book', 'Pending')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(graphTask(page, 'Book', 'Failed')).toBeVisible();

  await pageHead(page).getByRole('button', { name: 'Run again from here' }).click();
  const dialog = page.getByRole('dialog', { name: /again$/ });
  await expect(dialog.getByRole('combobox', { name: 'From' })).toHaveValue('book');
  await dialog.getByLabel('Input of the task, JSON').fill('{"amount": 5}');
  await expect(dialog.getByText('2 tasks run again, 1 keeps its result and is not executed.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Start the run' }).click();
  await expect(page.getByRole('link', { name: 'compare' })).toBeVisible();
  await expect(runStatus(page, 'Completed')).toBeVisible();

  await page.getByRole('link', { name: 'compare' }).click();
  await expect(page.getByText('The first task that differs is Book: ended otherwise.')).toBeVisible();
  const outputs = page.getByRole('region', { name: 'Outputs of Book' });
  await expect(outputs).toContainText('exit_code');
  await expect(outputs.getByRole('list', { name: 'Right output' })).toContainText('booked: 5');
});

/** Refuses the word "bad" until a file is there. */
const pickyScript = (file: string) => `let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const word = JSON.parse(text).input;
  if (word === 'bad' && !require('node:fs').existsSync(${JSON.stringify(file)})) process.exit(3);
  console.log(JSON.stringify({ read: word }));
});`;

test('[Y54] of a failed map only the failed items run again; the graph of the run has the notes and groups of its author', async ({
  page,
  api,
  own,
}, testInfo) => {
  const mended = testInfo.outputPath('mended');
  await api.addCommandAgent({ name: own('reader'), capability: own('read'), script: pickyScript(mended) });
  const task = { task_type: 'read', required_capabilities: [own('read')], retry: { max_attempts: 1 } };
  const runId = await api.execute({
    name: own('Words'),
    tasks: [
      {
        ...task,
        task_id: 'each',
        name: 'Each word',
        map: { over: ['one', 'bad', 'three'] },
        input: '${item}',
        metadata: { group: 'Reading' },
      },
      { ...task, task_id: 'sum', name: 'Sum', dependencies: ['each'], input: 'all', metadata: { group: 'Reading' } },
    ],
    metadata: { notes: [{ text: 'Words of the day', x: 0, y: -160 }] },
  });
  await page.goto(`/runs/${runId}`);
  await expectLive(page);
  await expect(runStatus(page, 'Failed')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Group Reading' })).toBeVisible();
  await expect(page.getByText('Words of the day')).toBeVisible();

  fs.writeFileSync(mended, '');
  await pageHead(page).getByRole('button', { name: 'Run again from here' }).click();
  const dialog = page.getByRole('dialog', { name: /again$/ });
  await expect(dialog.getByText('2 of 3 items keep their result')).toBeVisible();
  await dialog.getByRole('button', { name: 'Start the run' }).click();
  await expect(page).not.toHaveURL(new RegExp(runId));
  await expect(runStatus(page, 'Completed')).toBeVisible();
  const [, again = ''] = /runs\/([0-9a-f-]{36})/.exec(page.url()) ?? [];
  expect((await api.task(again, 'each[0]')).attempts).toEqual([]);
  expect((await api.task(again, 'each[1]')).attempts).toHaveLength(1);
  const { id } = await api.task(again, 'each');
  expect((await api.get<{ output: unknown }>(`/tasks/${id}`)).output).toEqual([{ read: 'one' }, { read: 'bad' }, { read: 'three' }]);
});

test('[Y56] runs that failed are counted by the filter of the list and retried together', async ({ page, api, own }, testInfo) => {
  const mended = testInfo.outputPath('mended');
  await api.addCommandAgent({ name: own('reader'), capability: own('read'), script: pickyScript(mended) });
  const name = own('bulk');
  for (const count of [1, 2]) {
    const task = { task_id: 'read', task_type: 'read', required_capabilities: [own('read')], input: 'bad', retry: { max_attempts: 1 } };
    const runId = await api.execute({ workflow_id: name, name: `${name} ${count}`, tasks: [task] });
    await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('failed');
  }
  fs.writeFileSync(mended, '');
  await page.goto(`/runs?q=${name}`);
  await expectLive(page);
  await page.getByRole('button', { name: 'Retry runs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry runs' });
  await expect(dialog.getByText('2 runs match.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Retry 2 runs' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('listitem').getByText('Completed', { exact: true })).toHaveCount(2);
});

test('[Y80] any two runs are chosen in the list and compared, by keys and by hand; a failed one leads to the last that completed', async ({
  page,
  api,
  own,
}) => {
  await api.addCommandAgent({ name: own('clerk'), capability: own('book'), script: BOOK });
  const ledger = own('ledger');
  const runs: string[] = [];
  for (const amount of [5, 7, -5]) {
    const task = { task_id: 'book', task_type: 'book', name: 'Book', required_capabilities: [own('book')], retry: { max_attempts: 1 } };
    const runId = await api.execute({ workflow_id: ledger, name: `${ledger} of ${amount}`, tasks: [{ ...task, input: { amount } }] });
    await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toMatch(/completed|failed/);
    runs.push(runId);
  }
  const [five = '', seven = '', minus = ''] = runs;
  await page.goto(`/runs?q=${ledger}`);
  await expectLive(page);
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
  const chosen = page.getByRole('toolbar', { name: 'Chosen runs' });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(chosen).toContainText('1 run chosen, two can be compared');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(chosen).toContainText('2 runs chosen');
  await page.keyboard.press('=');
  await expect(page).toHaveURL(new RegExp(`left=${seven}&right=${minus}`));
  await expect(page.getByText('The first task that differs is Book: ended otherwise.')).toBeVisible();
  await page.getByRole('button', { name: 'Swap sides' }).click();
  await expect(page).toHaveURL(new RegExp(`left=${minus}&right=${seven}`));

  await page.goto(`/runs?q=${ledger}`);
  for (const amount of [5, 7]) await page.getByRole('checkbox', { name: `Choose ${ledger} of ${amount} ` }).check();
  await chosen.getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(new RegExp(`left=${five}&right=${seven}`));
  await expect(page.getByText('The first task that differs is Book: gave something else.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What differs, as a graph' })).toContainText('Changed: input');

  await page.goto(`/runs/${minus}`);
  await pageHead(page).getByRole('link', { name: 'compare with it' }).click();
  await expect(page).toHaveURL(new RegExp(`left=${seven}&right=${minus}`));
});

test('[Y61] runs that go on are counted by the filter of the list and cancelled together, with a reason', async ({ page, api, own }) => {
  const name = own('nightly');
  for (const count of [1, 2])
    await api.execute({ workflow_id: name, name: `${name} ${count}`, tasks: [{ task_id: 'wait', timer: { seconds: 86_400 } }] });
  await page.goto(`/runs?q=${name}`);
  await expectLive(page);
  await page.getByRole('button', { name: 'Cancel runs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel runs' });
  await expect(dialog.getByText('2 runs match.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('the price was wrong');
  await dialog.getByRole('button', { name: 'Cancel 2 runs' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('listitem').getByText('Cancelled', { exact: true })).toHaveCount(2);
  await page.getByRole('link', { name: `Cancelled ${name} 1` }).click();
  await expect(page.getByText('the price was wrong').first()).toBeVisible();
});
