import { startA2aAgentServer } from '../tests/agents/a2a-agent-server.ts';
import { startHttpAgentServer } from '../tests/agents/http-agent-server.ts';
import { startMcpAgentServer } from '../tests/agents/mcp-agent-server.ts';
import { startOpenaiServer } from '../tests/agents/openai-server.ts';
import { makeGate } from './fixtures/gate.ts';
import type { RestApi } from './fixtures/rest-api.ts';
import { expect, expectLive, graphTask, runStatus, test } from './fixtures/story.ts';

const reference = (path: string) => `\${${path}}`;

interface Claim {
  data: { task_id: string; fence: number; input: unknown }[];
}

/** A worker in a few lines: asks once, answers with what it got. */
async function pullOnce(api: RestApi, agentId: string): Promise<unknown> {
  const { data } = await api.post<Claim>(`/agents/${agentId}/claim`, { max: 1, wait_seconds: 30 });
  const [task] = data;
  if (!task) throw new Error('nothing came within 30 s');
  await api.post(`/tasks/${task.task_id}/complete`, { fence: task.fence, status: 'completed', output: { pulled: task.input } });
  return task.input;
}

test('[Y7] a workflow over every kind of agent is written, published and run with an input from the page', async ({
  page,
  api,
  own,
}, testInfo) => {
  const http = await startHttpAgentServer();
  const openai = await startOpenaiServer();
  const mcp = await startMcpAgentServer();
  const a2a = await startA2aAgentServer();
  const gate = makeGate(testInfo.outputPath('gate'));
  const kinds = ['command', 'http', 'openai', 'mcp', 'a2a', 'worker', 'simulated'] as const;
  const configs = {
    command: {
      argv: [process.execPath, '-e', gate.script({ says: ['weighing the eggs', 'waiting for the scale'], output: { grams: 61 } })],
    },
    http: { url: http.url('ok') },
    openai: { base_url: openai.baseUrl, model: 'json' },
    mcp: { url: mcp.url, tool: 'echo' },
    a2a: { card_url: a2a.cardUrl('ok') },
    worker: {},
    simulated: { latency_ms: 5 },
  };
  const ids: Record<string, string> = {};
  for (const kind of kinds) {
    const capabilities = [{ name: own(kind), proficiency: 1 }];
    const agent = { name: own(`${kind}-agent`), kind, capabilities, max_concurrent_tasks: 1, config: configs[kind] };
    ids[kind] = (await api.post<{ id: string }>('/agents', agent)).id;
  }
  const task = (kind: (typeof kinds)[number], name: string, rest: object) => ({
    task_id: kind,
    task_type: kind,
    name,
    required_capabilities: [own(kind)],
    ...rest,
  });
  const definition = {
    workflow_id: own('all-kinds'),
    name: own('All kinds'),
    tasks: [
      task('command', 'Weigh', { input: { nest: reference('input.nest') } }),
      task('http', 'Announce', {
        dependencies: ['command'],
        input: { nest: reference('input.nest'), grams: reference('tasks.command.output.grams') },
      }),
      task('openai', 'Judge', { dependencies: ['http'], input: { about: reference('tasks.http.output') } }),
      task('mcp', 'Look up', { dependencies: ['openai'], input: { verdict: reference('tasks.openai.output.verdict') } }),
      task('a2a', 'Ask a peer', { dependencies: ['mcp'], input: { verdict: reference('tasks.mcp.output.input.verdict') } }),
      task('worker', 'Carry', { dependencies: ['a2a'], input: { verdict: reference('tasks.a2a.output.input.verdict') } }),
      task('simulated', 'Pretend', { dependencies: ['worker'] }),
    ],
  };

  await page.goto('/workflows/new');
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('textbox', { name: 'Definition as YAML' }).fill(JSON.stringify(definition));
  await expect(page.getByText('Ready to run')).toBeVisible();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${definition.workflow_id}`));
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Version 1 is what runs now.')).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Run ${definition.name}` });
  await expect(dialog.getByLabel('Input, JSON')).toHaveValue(/"nest": ""/);
  await dialog.getByLabel('Input, JSON').fill('{"nest": "north"}');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await expectLive(page);

  await graphTask(page, 'Weigh').click();
  const inspector = page.getByRole('complementary', { name: 'Selected task' });
  await inspector.getByRole('tab', { name: 'Logs' }).click();
  const log = inspector.getByRole('log', { name: 'Log of the task' });
  await expect(log).toContainText('weighing the eggs');
  await expect(log).toContainText('waiting for the scale');
  await expect(graphTask(page, 'Weigh', 'Running')).toBeVisible();
  gate.open();
  expect(await pullOnce(api, ids.worker ?? '')).toEqual({ verdict: 'good' });

  await expect(runStatus(page, 'Completed')).toBeVisible();
  for (const { name } of definition.tasks) await expect(graphTask(page, name, 'Completed')).toBeVisible();
  await graphTask(page, 'Announce').click();
  await inspector.getByRole('tab', { name: 'Data' }).click();
  await expect(inspector.getByRole('list', { name: 'Output' })).toHaveText(/nest: "north".*grams: 61/);
  await Promise.all([http, openai, mcp, a2a].map((server) => server.close()));
});
