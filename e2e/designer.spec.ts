import type { Page } from '@playwright/test';
import { expect, openSecond, test } from './fixtures/story.ts';

const card = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Graph of the workflow' }).getByRole('button', { name: new RegExp(`^${name}`) });
const saved = (page: Page) => expect(page.getByRole('main').getByText('Saved', { exact: true })).toBeVisible();

const agent = (name: string, capability: string) => ({
  name,
  kind: 'simulated',
  capabilities: [{ name: capability, proficiency: 1 }],
  max_concurrent_tasks: 4,
  config: { latency_ms: 10 },
});

/** Adds a task behind the one with the focus, by keys alone. */
async function addByKey(page: Page, name: string): Promise<void> {
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog', { name: /Add a task/ })).toBeVisible();
  await page.keyboard.type(name);
  await expect(page.getByRole('option', { name: `Agent call “${name}”` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(card(page, name)).toBeFocused();
}

test('[Y31] three steps are drawn, undone, saved and run without a pointer', async ({ page, api, own }) => {
  const name = own('keys');
  await api.post('/agents', agent(own('Handy'), name));
  await page.goto('/workflows/new');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.keyboard.press('Control+/');
  const text = page.getByRole('textbox', { name: 'Definition as YAML' });
  await text.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    `# drawn by hand\nname: ${name}\ntasks:\n  - task_id: first\n    task_type: work\n    name: First\n    required_capabilities: [${name}]\n`,
  );
  await expect(card(page, 'First')).toBeVisible();
  await card(page, 'First').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await addByKey(page, 'Second');
  await addByKey(page, 'Third');
  await expect(text).toContainText('dependencies: [second]');
  await expect(text).toContainText('# drawn by hand');

  await page.keyboard.press('Control+z');
  await expect(card(page, 'Third')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(card(page, 'Third')).toBeVisible();

  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page).toHaveURL(new RegExp(`/workflows/${name}/edit`));
  await saved(page);
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: `Run ${name}` })).toBeVisible();
  await page.getByLabel('Input, JSON').press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
});

test('[Y32] three steps are drawn by hand: dragged onto the canvas, connected, tried dry', async ({ page, api, own }) => {
  const capability = own('hand');
  await api.post('/agents', agent(own('Fingers'), capability));
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('by-hand'),
    name: 'By hand',
    tasks: [
      { task_id: 'one', name: 'One', task_type: 'work', required_capabilities: [capability] },
      { task_id: 'two', name: 'Two', task_type: 'work', required_capabilities: [own('nobody-has-this')] },
    ],
  });
  await page.goto(`/workflows/${id}/edit`);
  await expect(card(page, 'Two')).toBeVisible();
  const one = await card(page, 'One').boundingBox();
  const two = await card(page, 'Two').boundingBox();
  if (!one || !two) throw new Error('a card has no place');
  await page.mouse.move(one.x + one.width, one.y + one.height / 2);
  await page.mouse.down();
  await page.mouse.move(two.x + 20, two.y + two.height / 2, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('tab', { name: 'YAML' }).click();
  const text = page.getByRole('textbox', { name: 'Definition as YAML' });
  await expect(text).toContainText('dependencies: [one]');

  await card(page, 'Two').click();
  await page.getByRole('navigation', { name: 'Kinds of task' }).getByRole('button', { name: 'Timer' }).click();
  await expect(text).toContainText('seconds: 60');
  await expect(text).toContainText('dependencies: [two]');
  await saved(page);

  await page.getByRole('button', { name: 'Dry run' }).click();
  const bar = page.getByRole('status').filter({ hasText: 'Dry run' });
  await expect(bar).toContainText('1 task nobody can take now');
  await expect(card(page, 'One')).toContainText('Fingers');
  await page.getByRole('tab', { name: 'Form' }).click();
  await card(page, 'Two').click();
  await expect(page.getByRole('region', { name: 'Dry run of the task' })).toContainText('nobody now');
});

test('[Y33] two edit one draft at once: nothing is overwritten, what both changed is decided', async ({
  page,
  browser,
  baseURL,
  adminState,
  api,
  own,
}) => {
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('both'),
    name: 'Both',
    tasks: ['one', 'two', 'three'].map((task) => ({ task_id: task, task_type: 'work' })),
  });
  const other = await openSecond(browser, baseURL, adminState);
  for (const each of [page, other]) {
    await each.goto(`/workflows/${id}/edit`);
    await expect(card(each, 'one')).toBeVisible();
  }
  const describe = async (who: Page, task: string, words: string) => {
    await card(who, task).click();
    await who.getByLabel('Description').fill(words);
    await who.getByLabel('Description').press('Tab');
  };
  await describe(page, 'one', 'mine of one');
  await describe(page, 'two', 'mine of two');
  await saved(page);

  await other.getByRole('tab', { name: 'YAML' }).click();
  const theirs = ['one', 'two', 'three'].map(
    (task) => `  - task_id: ${task}\n    task_type: work\n${task === 'one' ? '' : `    description: theirs of ${task}\n`}`,
  );
  await other.getByRole('textbox', { name: 'Definition as YAML' }).fill(`name: Both\ntasks:\n${theirs.join('')}`);
  const dialog = other.getByRole('dialog', { name: /Somebody else saved/ });
  await expect(dialog).toContainText('task one');
  await expect(dialog.getByRole('group', { name: 'task two' })).toContainText('mine of two');
  await expect(dialog.getByRole('group', { name: 'task two' })).toContainText('theirs of two');
  await dialog.getByRole('button', { name: 'Merge as chosen' }).click();
  await saved(other);
  const { draft } = await api.get<{ draft: { tasks: { description?: string }[] } }>(`/workflows/${id}`);
  expect(draft.tasks.map(({ description }) => description)).toEqual(['mine of one', 'theirs of two', 'theirs of three']);
  await other.context().close();
});

test('[DE34] who publishes twice while the draft is being saved publishes once, and merges with nobody', async ({ page, api, own }) => {
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('twice'),
    name: 'Twice',
    tasks: [{ task_id: 'one', task_type: 'work' }],
  });
  await page.goto(`/workflows/${id}/edit`);
  await expect(page.getByText('Ready to run')).toBeVisible();
  // The first save is answered when the story lets it.
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let saves = 0;
  await page.route(/workflows\.save/, async (route) => {
    saves += 1;
    if (saves === 1) await held;
    await route.continue();
  });
  await card(page, 'one').click();
  await page.getByLabel('Description').fill('said once');
  await page.getByLabel('Description').press('Control+s');
  await expect(page.getByLabel('Description')).toBeFocused();
  await expect.poll(() => saves).toBe(1);
  await page.keyboard.press('Control+s');
  await page.keyboard.press('Control+s');
  answer();
  await expect(page.getByText('Version 1 is what runs now.')).toBeVisible();
  await expect(page.getByText('published v1')).toBeVisible();
  await expect(page.getByRole('dialog', { name: /Somebody else saved/ })).toHaveCount(0);
  expect(saves).toBe(1);
  const { published_version: version, draft } = await api.get<{ published_version: number; draft: { tasks: { description?: string }[] } }>(
    `/workflows/${id}`,
  );
  // What stood in the field when it was asked for is part of it.
  expect([version, draft.tasks[0]?.description]).toEqual([1, 'said once']);
});

test('[DE34] what is wrong is said where it cannot be published, and where a part of it cannot be tried', async ({ page, api, own }) => {
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('wrong'),
    name: 'Wrong',
    tasks: [{ task_id: 'one', task_type: 'work' }],
  });
  await page.goto(`/workflows/${id}/edit`);
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('textbox', { name: 'Definition as YAML' }).fill('name: Wrong\ntasks:\n  - task_id: one\n');
  await expect(page.getByRole('list', { name: 'Faults' })).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Mend what is wrong first: F8 shows it.')).toBeVisible();
});

test('[Y40] a template is filled in, refused at its field, and goes on in the designer', async ({ page, own }) => {
  await page.goto('/workflows/new/gallery');
  await expect(page.getByRole('region', { name: 'Blueprints' }).getByRole('img')).not.toHaveCount(0);
  await page.getByRole('link', { name: 'Parameters of Hierarchical decomposition' }).click();
  const form = page.getByRole('region', { name: 'Parameters of Hierarchical decomposition' });
  await expect(
    page.getByRole('region', { name: 'Graph of Hierarchical decomposition' }).getByRole('button', { name: /^Work/ }),
  ).toHaveCount(3);
  await form.getByLabel('Name', { exact: true }).first().fill(own('Divided'));
  await form.getByLabel('Width').fill('101');
  await form.getByLabel('Width').press('Tab');
  await expect(form.getByLabel('Width')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByRole('button', { name: 'Use' })).toBeDisabled();
  await form.getByLabel('Width').fill('2');
  await form.getByLabel('Width').press('Tab');
  await expect(
    page.getByRole('region', { name: 'Graph of Hierarchical decomposition' }).getByRole('button', { name: /^Work/ }),
  ).toHaveCount(2);
  await form.getByRole('button', { name: 'Use' }).click();
  await expect(page).toHaveURL(/\/workflows\/new$/);
  await expect(card(page, 'Combine')).toBeVisible();
  await expect(page.getByText('Ready to run')).toBeVisible();
});

test('[Y41] one task is run with a pinned output in the place of what comes before, and shown on the canvas', async ({
  page,
  api,
  own,
  expectedComplaints,
}) => {
  // What comes before has no output yet: the first try is refused, and says where to go.
  expectedComplaints.push(/status of 422/);
  const capability = own('try');
  await api.post('/agents', agent(own('Tester'), capability));
  const work = { task_type: 'work', required_capabilities: [capability] };
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('tried'),
    name: 'Tried',
    tasks: [
      { task_id: 'one', name: 'One', ...work, required_capabilities: [own('nobody')] },
      { task_id: 'two', name: 'Two', ...work, dependencies: ['one'], input: { text: `\${tasks.one.output.text}` } },
      { task_id: 'three', name: 'Three', ...work, dependencies: ['two'] },
    ],
  });
  await page.goto(`/workflows/${id}/edit`);
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.getByRole('tab', { name: 'Try' }).click();
  await card(page, 'Two').click();
  await page.getByRole('button', { name: 'Run this task' }).click();
  await page.getByRole('button', { name: 'Go to one' }).click();
  await page.getByLabel('Pinned output, JSON').fill('{"text": "made up"}');
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Unpin' })).toBeVisible();
  await card(page, 'Two').click();
  await page.getByRole('button', { name: 'Run this task' }).click();
  await expect(page.getByRole('link', { name: 'Open this run' })).toBeVisible();
  await expect(card(page, 'One')).toContainText('Pinned');
  await expect(card(page, 'Three')).toContainText('Left out');
  await expect(page.getByRole('region', { name: 'What it gave' }).getByRole('button', { name: 'Pin this output' })).toBeVisible();
});

test('[Y42] notes and groups are made, moved, folded and undone by keys alone, and what was drawn survives a killed page', async ({
  page,
  context,
  api,
  own,
}) => {
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('noted'),
    name: 'Noted',
    tasks: ['one', 'two', 'three'].map((task, at, all) => ({
      task_id: task,
      task_type: 'work',
      ...(at > 0 && { dependencies: [all[at - 1]] }),
    })),
  });
  await page.goto(`/workflows/${id}/edit`);
  await expect(page.getByText('Ready to run')).toBeVisible();
  await card(page, 'one').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+g');
  await expect(page.getByRole('region', { name: 'Group Group 1' })).toBeVisible();
  await page.keyboard.press('z');
  await expect(card(page, 'Group 1')).toContainText('2 tasks');
  await expect(card(page, 'one')).toHaveCount(0);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Text of note 1' }).fill('Why it is so');
  await page.keyboard.press('Control+Enter');
  const note = page.getByRole('button', { name: 'Note 1: Why it is so' });
  await expect(note).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await saved(page);
  const { draft } = await api.get<{ draft: { metadata: { notes: { text: string }[]; groups: object } } }>(`/workflows/${id}`);
  expect(draft.metadata).toMatchObject({ notes: [{ text: 'Why it is so' }], groups: { 'Group 1': { folded: true } } });

  // Nothing is stored from here on: what is kept is kept by the browser alone.
  await page.route('**/api/trpc/workflows.save**', (route) => route.abort());
  await note.press('Delete');
  await expect(note).toHaveCount(0);
  await page.waitForFunction((key) => localStorage.getItem(key)?.includes('Why it is so') === true, `hive.draft.${id}`);
  const again = await context.newPage();
  await page.close({ runBeforeUnload: false });
  await again.goto(`/workflows/${id}/edit`);
  await expect(again.getByText('What you had not saved when this page was closed is here again.')).toBeVisible();
  await expect(again.getByRole('button', { name: /^Note 1/ })).toHaveCount(0);
  await again.getByRole('button', { name: 'Take it back' }).click();
  await expect(again.getByRole('button', { name: 'Note 1: Why it is so' })).toBeVisible();
});

/** What another tool would hand over; `services` is what we have nothing for. */
const ACTIONS = `name: Build
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: npm run lint
  build:
    needs: lint
    runs-on: ubuntu-latest
    services:
      redis: { image: redis }
    steps:
      - run: npm run build
`;

test('[Y55] a workflow of another tool is imported with what it loses; its dry run says what is not known', async ({ page }) => {
  await page.goto('/workflows/new');
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a workflow' });
  await dialog.getByLabel('Or paste it').fill('a: [1');
  await expect(dialog.getByRole('button', { name: 'Take it' })).toBeDisabled();
  await dialog.getByLabel('Or paste it').fill(ACTIONS);
  await expect(dialog.getByRole('region', { name: 'What is imported' })).toContainText('GitHub Actions');
  await expect(dialog.getByRole('list', { name: 'Losses' })).toContainText('services');
  await dialog.getByRole('button', { name: 'Take it' }).click();
  await expect(dialog).toHaveCount(0);
  const graph = page.getByRole('region', { name: 'Graph of the workflow' });
  await expect(graph.getByRole('button', { name: /build/i }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Dry run' }).click();
  const bar = page.getByRole('status').filter({ hasText: 'Dry run' });
  await expect(bar).toContainText('of unknown cost');
  await expect(bar).toContainText('nobody can take now');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(graph.getByRole('button', { name: /build/i })).toHaveCount(0);
});

test('[Y60] a run is opened in the designer, what it ran can be loaded and undone; a run of no stored workflow begins a new one', async ({
  page,
  api,
  own,
}) => {
  const capability = own('open');
  await api.post('/agents', agent(own('Opener'), capability));
  const work = { task_type: 'work', required_capabilities: [capability] };
  const { id } = await api.post<{ id: string }>('/workflows', {
    workflow_id: own('opened'),
    name: 'Opened',
    tasks: [{ task_id: 'one', name: 'One', ...work }],
  });
  const ended = async (definition: object) => {
    const runId = await api.execute(definition);
    await expect.poll(async () => (await api.get<{ status: string }>(`/runs/${runId}`)).status).toBe('completed');
    return runId;
  };
  const tasks = [
    { task_id: 'one', name: 'One', ...work },
    { task_id: 'two', name: 'Two', ...work, dependencies: ['one'] },
  ];
  await page.goto(`/runs/${await ended({ workflow_id: id, name: 'Opened', tasks })}`);
  await page.getByRole('button', { name: 'Open in the designer' }).click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${id}/edit\\?run=`));
  await expect(card(page, 'One')).toContainText(own('Opener'));
  await expect(card(page, 'Two')).toHaveCount(0);
  await page.getByRole('button', { name: 'Load what it ran' }).click();
  await expect(card(page, 'Two')).toContainText(own('Opener'));
  await expect(page.getByText('This run did not run what stands here.')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card(page, 'Two')).toHaveCount(0);

  await page.goto(`/runs/${await ended({ workflow_id: own('inline'), name: 'Inline', tasks })}`);
  await page.getByRole('button', { name: 'Open in the designer' }).click();
  await expect(page).toHaveURL(/\/workflows\/new$/);
  await expect(card(page, 'Two')).toBeVisible();
});
