import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { RestApi } from './fixtures/rest-api.ts';
import { expect, expectLive, test } from './fixtures/story.ts';

interface Place {
  name: string;
  /** Goes there and waits for its content. */
  open(page: Page, api: RestApi): Promise<void>;
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
const row = (page: Page) => expect(page.getByRole('main').locator('[data-row]').first()).toBeVisible();

async function reviewId(api: RestApi): Promise<string> {
  const { data } = await api.get<{ data: { id: string; created_by: string }[] }>('/runs?limit=200');
  const review = data.find(({ created_by }) => created_by === 'system:demo');
  if (!review) throw new Error('the run of the first start is not there');
  return review.id;
}

const runView = (tab: string, shown = /survey|report/i): Place => ({
  name: `run, ${tab}`,
  open: async (page, api) => {
    await page.goto(`/runs/${await reviewId(api)}?tab=${tab}`);
    await heading(page, 'Repository review');
    await expect(page.getByRole('tabpanel').getByText(shown).first()).toBeVisible();
  },
});

const inspector = (pane: string): Place => ({
  name: `task, ${pane}`,
  open: async (page, api) => {
    await page.goto(`/runs/${await reviewId(api)}?tab=tasks&task=survey&pane=${pane}`);
    await expect(page.getByRole('complementary', { name: 'Selected task' }).getByRole('tabpanel')).not.toBeEmpty();
    await expect(page.getByRole('complementary', { name: 'Selected task' }).locator('.skeleton-delay')).toHaveCount(0);
  },
});

const list = (path: string, title: string): Place => ({
  name: path,
  open: async (page) => {
    await page.goto(path);
    await heading(page, title);
    await row(page);
  },
});

/** What fades in is looked at as it is in the end: not waited for, as what is out of sight does not move on. What turns for ever is left turning. */
const settle = (page: Page) =>
  page.evaluate(() => {
    const ends = ({ effect }: Animation) => Number.isFinite(effect?.getComputedTiming().endTime);
    for (const animation of document.getAnimations()) if (ends(animation)) animation.finish();
  });

const resilience = (tab: string, shown: RegExp): Place => ({
  name: `resilience, ${tab}`,
  open: async (page) => {
    await page.goto(`/resilience?tab=${tab}`);
    await expect(page.getByRole('tabpanel').getByText(shown).first()).toBeVisible();
  },
});

const fleet = (tab: string, landmark: string | RegExp): Place => ({
  name: `fleet, ${tab}`,
  open: async (page) => {
    await page.goto(`/fleet?tab=${tab}`);
    await heading(page, 'Fleet');
    await expect(page.getByRole('tabpanel').getByRole('heading', { name: landmark }).first()).toBeVisible();
    await expect(page.getByRole('tabpanel').locator('.skeleton-delay')).toHaveCount(0);
  },
});

const queues = (tab: string, shown: RegExp): Place => ({
  name: `queues, ${tab}`,
  open: async (page) => {
    await page.goto(`/queues?tab=${tab}`);
    await heading(page, 'Queues');
    await expect(page.getByRole('tabpanel').getByText(shown).first()).toBeVisible();
  },
});

const dashboard = (tab: string): Place => ({
  name: `metrics, ${tab}`,
  open: async (page) => {
    await page.goto(`/metrics?tab=${tab}`);
    await heading(page, 'Metrics');
    await expect(page.getByRole('tabpanel').getByRole('heading').first()).toBeVisible();
    await expect(page.getByRole('tabpanel').locator('.skeleton-delay')).toHaveCount(0);
  },
});

const QUESTION = { properties: { name: { type: 'string', title: 'Name' }, sure: { type: 'boolean', title: 'Sure' } }, required: ['name'] };

/** Places by what they belong to: each group is one story in one browser, which then holds the program already. */
const GROUPS: Record<string, Place[]> = {
  'what goes on': [
    {
      name: 'overview',
      open: async (page) => {
        await page.goto('/overview');
        await heading(page, 'Overview');
        await expect(page.getByRole('region', { name: 'Verdict' })).toBeVisible();
        await expect(page.getByRole('main').locator('.skeleton-delay')).toHaveCount(0);
      },
    },
    ...['performance', 'routing'].map(dashboard),
    {
      name: 'performance',
      open: async (page) => {
        await page.goto('/performance');
        await heading(page, 'Performance');
        await expect(page.getByRole('heading', { name: 'By night' })).toBeVisible();
        await expect(page.getByRole('main').locator('.skeleton-delay')).toHaveCount(0);
      },
    },
    {
      name: 'budgets',
      open: async (page, api) => {
        const { data } = await api.get<{ data: unknown[] }>('/budgets?scope=installation');
        if (data.length === 0) await api.post('/budgets', { scope: 'installation', limit_usd: 1_000, on_exceeded: 'warn' });
        await page.goto('/budgets');
        await heading(page, 'Budgets');
        await page
          .getByRole('button', { name: /^Calls behind/ })
          .first()
          .click();
        await expect(page.getByRole('heading', { name: 'What was spent of the budget' })).toBeVisible();
        await expect(page.getByRole('main').locator('.skeleton-delay')).toHaveCount(0);
      },
    },
    {
      name: 'activity, events',
      open: async (page) => {
        await page.goto('/activity?tab=events');
        await expect(page.getByRole('row').filter({ hasText: 'task.' }).first()).toBeVisible();
      },
    },
    {
      name: 'activity',
      open: async (page) => {
        await page.goto('/activity');
        await expect(page.getByRole('cell', { name: 'session.sign_in' }).first()).toBeVisible();
      },
    },
    {
      name: 'settings',
      open: async (page) => {
        await page.goto('/settings');
        await expect(page.getByRole('cell', { name: 'environment' })).toBeVisible();
      },
    },
    {
      name: 'schedules',
      open: async (page) => {
        await page.goto('/schedules');
        await page.getByRole('button', { name: 'New schedule' }).click();
        await expect(page.getByRole('region', { name: 'Next ten times' }).getByRole('listitem')).toHaveCount(10);
      },
    },
    {
      name: 'approvals',
      open: async (page, api) => {
        const tasks = [{ task_id: 'ask', approval: { title: 'May it be seen?', form: QUESTION } }];
        await api.execute({ workflow_id: 'asks-a-person', name: 'Asks a person', tasks });
        await page.goto('/approvals');
        await expect(page.getByText('May it be seen?').first()).toBeVisible();
      },
    },
  ],
  runs: [
    list('/runs', 'Runs'),
    ...['graph', 'timeline', 'tasks', 'events', 'output'].map((tab) => runView(tab)),
    runView('logs', /lines/),
    runView('changes', /The plan is as it began/),
    {
      name: 'compared runs',
      open: async (page, api) => {
        const id = await reviewId(api);
        await page.goto(`/runs/compare?left=${id}&right=${id}`);
        await expect(page.getByText('Every task ended the same way and gave the same.')).toBeVisible();
        await expect(page.getByRole('region', { name: /^Outputs of/ }).locator('.skeleton-delay')).toHaveCount(0);
      },
    },
  ],
  'a task and its result': [
    ...['overview', 'logs', 'data', 'decision'].map(inspector),
    {
      name: 'report',
      open: async (page, api) => {
        await page.goto(`/runs/${await reviewId(api)}?tab=output`);
        await page.getByRole('main').getByRole('link', { name: /\.md$/ }).first().click();
        await expect(page.getByRole('article').getByRole('heading', { name: 'Scores', exact: true })).toBeVisible();
      },
    },
  ],
  agents: [
    list('/agents', 'Agents'),
    {
      name: 'agent',
      open: async (page) => {
        await page.goto('/agents?q=Scout');
        await page.getByRole('link', { name: /Scout/ }).click();
        await heading(page, 'Scout');
        await expect(page.getByRole('heading', { name: 'Recent attempts' })).toBeVisible();
      },
    },
    {
      name: 'register form',
      open: async (page) => {
        await page.goto('/agents?register=1');
        await expect(page.getByRole('dialog', { name: 'Register an agent' }).getByLabel('Program and arguments')).toBeVisible();
      },
    },
    {
      name: 'palette',
      open: async (page) => {
        await page.goto('/runs');
        await row(page);
        await expectLive(page);
        await page.keyboard.press('Control+k');
        await expect(page.getByRole('option', { name: /Scout/ })).toBeVisible();
      },
    },
  ],
  workflows: [
    list('/workflows', 'Workflows'),
    {
      name: 'workflow',
      open: async (page) => {
        await page.goto('/workflows/repository-review');
        await heading(page, 'Repository review');
        await expect(page.getByText('Ready to run')).toBeVisible();
      },
    },
    ...['Form', 'YAML', 'Try', 'Runs'].map((tab) => ({
      name: `designer, ${tab}`,
      open: async (page: Page) => {
        await page.goto('/workflows/repository-review/edit');
        await page.getByRole('tab', { name: tab }).click();
        await expect(page.getByText('Ready to run')).toBeVisible();
      },
    })),
    {
      name: 'new workflow',
      open: async (page) => {
        await page.goto('/workflows/new');
        await expect(page.getByText('Ready to run')).toBeVisible();
      },
    },
    {
      name: 'gallery',
      open: async (page) => {
        await page.goto('/workflows/new/gallery');
        await expect(page.getByRole('region', { name: 'Templates' }).getByRole('img').first()).toBeVisible();
      },
    },
    {
      name: 'gallery, parameters',
      open: async (page) => {
        await page.goto('/workflows/new/gallery?from=branching_decision');
        await expect(page.getByRole('region', { name: 'Graph of Branching decision' }).getByRole('button').first()).toBeVisible();
      },
    },
  ],
  fleet: [
    fleet('utilisation', 'Load now'),
    fleet('personas', 'Coverage'),
    queues('waiting', /Execution processes/),
    queues('schedulers', /Duties of the fleet/),
    queues('dead-letters', /No dead letters|Held last by/),
    fleet('pools', /No pools yet|Scaling/),
    fleet('sleep', 'Checkpoints'),
    fleet('memory', 'Who remembers'),
  ],
  resilience: [
    {
      name: 'resilience',
      open: async (page) => {
        await page.goto('/resilience');
        await heading(page, 'Resilience');
        await expect(page.getByRole('list', { name: 'Circuit breakers' }).getByRole('button').first()).toBeVisible();
      },
    },
    resilience('failures', /No failures|From fault to recovery/),
    {
      name: 'resilience, rules of breakers',
      open: async (page) => {
        await page.goto('/resilience');
        await page.getByRole('button', { name: 'Rules', exact: true }).click();
        await expect(page.getByRole('dialog', { name: 'Rules of breakers' }).getByLabel('Stays open, s')).toBeVisible();
      },
    },
    {
      name: 'resilience, report a failure',
      open: async (page) => {
        await page.goto('/resilience?tab=failures');
        await page.getByRole('button', { name: 'Report a failure' }).click();
        await expect(page.getByRole('dialog', { name: 'Report a failure' }).getByLabel('What was seen')).toBeVisible();
      },
    },
    resilience('dead-letters', /No dead letters|Held last by/),
    resilience('predictions', /Agents at work/),
    resilience('chaos', /Nothing was broken on purpose yet|Broken on purpose/),
  ],
  routing: [
    list('/routing', 'Routing'),
    {
      name: 'decision',
      open: async (page) => {
        await page.goto('/routing');
        await page.getByRole('main').locator('[data-row]').first().click();
        await expect(page.getByRole('heading', { name: 'Factor by factor' })).toBeVisible();
      },
    },
    ...(
      [
        ['strategies', 'Looks at most'],
        ['accuracy', 'Expected now'],
        ['what-if', 'Self-normalised'],
        ['models', 'Version 1'],
      ] as const
    ).map(([tab, shown]) => ({
      name: `routing, ${tab}`,
      open: async (page: Page) => {
        await page.goto(`/routing?tab=${tab}`);
        await expect(page.getByRole('main').getByText(shown, { exact: true }).first()).toBeVisible();
      },
    })),
  ],
  'the door': [
    {
      name: 'sign-in',
      open: async (page) => {
        await page.context().clearCookies();
        await page.goto('/sign-in');
        await heading(page, 'Sign in to Agent Hive');
      },
    },
  ],
};

/** All that axe complains about, one line a fault. Only violations are worked out in full, and no second page is opened: there are no frames. */
async function findFaults(page: Page, rules: string[] | null): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} (${any[0]?.message ?? ''})`).join('; ')}`);
}

/** In the dark only colours are others. */
const RULES = { light: null, dark: ['color-contrast', 'link-in-text-block'] };

// A fault tells where it is; a film of every step would take longer than the steps.
test.use({ trace: 'off' });

for (const [group, places] of Object.entries(GROUPS)) {
  test(`[Y14] ${group}: no fault of accessibility in light and in dark`, async ({ page, api }) => {
    // Ends what hangs: a minute for a page, on a machine many times slower than a quiet one.
    test.setTimeout(places.length * 60_000);
    for (const place of places) {
      await page.emulateMedia({ colorScheme: 'light' });
      await place.open(page, api);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
        await settle(page);
        expect.soft(await findFaults(page, RULES[colorScheme]), `${place.name}, ${colorScheme}`).toEqual([]);
      }
    }
  });
}
