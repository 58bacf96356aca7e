// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import { writeMermaid } from './export-mermaid.ts';
import { importWorkflow } from './import-workflow.ts';

function read(value: JsonValue) {
  const imported = importWorkflow(value);
  if (!imported) throw new Error('nothing was read');
  const tasks = imported.definition.tasks as JsonObject[];
  return { ...imported, task: (id: string) => tasks.find(({ task_id }) => task_id === id), lost: imported.losses.map(({ path }) => path) };
}

const node = (name: string, type: string, rest: JsonObject = {}): JsonObject => ({ name, type: `n8n-nodes-base.${type}`, ...rest });
const to = (...names: string[]) => names.map((each) => ({ node: each, type: 'main', index: 0 }));

const N8N: JsonObject = {
  name: 'Orders',
  nodes: [
    node('Every hour', 'scheduleTrigger'),
    node('Fetch orders', 'httpRequest', {
      parameters: { url: 'https://shop.test/${a}', n: 5 },
      position: [250.4, 300],
      credentials: { x: 1 },
      notes: 'all of them',
    }),
    node('Large?', 'if'),
    node('Tell', 'slack', { parameters: { text: '={{ $("Fetch orders").item.json.total }} of {{ $json.x + 1 }}' } }),
    node('File', 'googleSheets', { parameters: { row: '={{$json.id}}' }, disabled: true }),
    node('Pause', 'wait', { parameters: { amount: 2, unit: 'minutes' } }),
    node('Again', 'executeWorkflow', { parameters: { workflowId: 'Sub Flow' } }),
    node('Note', 'stickyNote', { parameters: { content: 'Why', width: 100, height: 80 }, position: [1, 2] }),
    node('Repair', 'code'),
  ],
  connections: {
    'Every hour': { main: [to('Fetch orders')] },
    'Fetch orders': { main: [to('Large?'), to('Repair')] },
    'Large?': { main: [to('Tell'), to('File')] },
    Tell: { main: [to('Pause')] },
    Pause: { main: [to('Again', 'Fetch orders')] },
  },
  pinData: { a: 1 },
};

describe('import', () => {
  it('[IM1] n8n: nodes become tasks of their kinds, places and notes stay, simple expressions become references', () => {
    const { format, task, definition } = read(N8N);
    expect(format).toBe('n8n');
    expect(task('every-hour')).toBeUndefined();
    expect(task('fetch-orders')).toMatchObject({
      name: 'Fetch orders',
      task_type: 'http-request',
      description: 'all of them',
      input: { url: 'https://shop.test/$${a}', n: 5 },
      metadata: { place: [250, 300] },
    });
    expect(JSON.stringify(task('large')?.branch)).toBe(
      '{"cases":[{"when":"has(input.large) && input.large == 0","then":["tell"]}],"otherwise":["file"]}',
    );
    expect(task('tell')).toMatchObject({
      dependencies: ['large'],
      input: { text: '${tasks.fetch-orders.output.total} of {{ $json.x + 1 }}' },
    });
    expect(task('file')).toMatchObject({ input: { row: '${tasks.large.output.id}' }, condition: 'false' });
    expect(task('pause')).toMatchObject({ timer: { seconds: 120 } });
    expect(task('again')).toMatchObject({ sub_workflow: { workflow_id: 'sub-flow' } });
    expect(task('repair')).toMatchObject({ dependencies: [{ task_id: 'fetch-orders', when: 'failed' }] });
    expect(definition.metadata).toEqual({ notes: [{ text: 'Why', x: 1, y: 2, width: 100, height: 80 }] });
  });

  it('[IM2] n8n: everything that the definition does not say is listed', () => {
    expect(read(N8N).lost).toEqual(
      expect.arrayContaining([
        'nodes.Every hour',
        'nodes.Fetch orders.credentials',
        'nodes.Large?.parameters',
        'nodes.Tell.parameters.text',
        'nodes.File.disabled',
        'nodes.Again.parameters.workflowId',
        'connections.Pause',
        'pinData',
      ]),
    );
  });

  const ACTIONS: JsonObject = {
    name: 'CI',
    on: { push: {} },
    env: { A: 1 },
    jobs: {
      build: { 'runs-on': 'ubuntu-latest', 'timeout-minutes': 10, steps: [{ run: 'echo ${{ github.sha }} ${HOME}' }], outputs: { v: 'x' } },
      test: {
        needs: 'build',
        'runs-on': ['self-hosted', 'linux'],
        strategy: {
          matrix: { node: [20, 22], os: ['a'], exclude: [{ node: 20 }], include: [{ node: 24 }] },
          'max-parallel': 1,
          'fail-fast': false,
        },
        steps: [{ run: 'v=${{ needs.build.outputs.v }} n=${{ matrix.node }}' }],
      },
      notify: { needs: ['build', 'test'], if: '${{ always() }}', 'runs-on': '${{ matrix.os }}', steps: [] },
      undo: { needs: 'test', if: 'failure()', steps: [{ with: { who: '${{ inputs.who }}' } }] },
      odd: { if: "github.ref == 'main'", steps: [] },
      call: { needs: 'build', uses: './.github/workflows/deploy it.yml', with: { to: '${{ needs.build.outputs.v }}' } },
    },
  };

  it('[IM1] GitHub Actions: jobs become tasks, a matrix a map, needs dependencies, another workflow a sub-workflow', () => {
    const { format, task } = read(ACTIONS);
    expect(format).toBe('GitHub Actions');
    expect(task('build')).toMatchObject({
      required_capabilities: ['ubuntu-latest'],
      timeout_seconds: 600,
      input: { steps: [{ run: 'echo $${{ github.sha }} $${HOME}' }] },
    });
    expect(task('test')).toMatchObject({
      dependencies: ['build'],
      map: { over: [{ node: 22, os: 'a' }, { node: 24 }], max_concurrency: 1, failure_tolerance: 1 },
      input: { steps: [{ run: 'v=${tasks.build.output.v} n=${item.node}' }] },
    });
    expect(task('notify')).toMatchObject({
      dependencies: [
        { task_id: 'build', when: 'always' },
        { task_id: 'test', when: 'always' },
      ],
    });
    expect(task('undo')).toMatchObject({
      dependencies: [{ task_id: 'test', when: 'failed' }],
      input: { steps: [{ with: { who: '${input.who}' } }] },
    });
    expect(task('call')).toMatchObject({ sub_workflow: { workflow_id: 'deploy-it', input: { to: '${tasks.build.output.v}' } } });
  });

  it('[IM2] GitHub Actions: everything that the definition does not say is listed', () => {
    expect(new Set(read(ACTIONS).lost)).toEqual(
      new Set(['on', 'env', 'jobs.build.outputs', 'jobs.build.steps.0.run', 'jobs.notify.runs-on', 'jobs.odd.if', 'jobs.call.uses']),
    );
  });

  const TASK = { id: 'split_ID01', name: 'split', parents: [], children: ['count_ID02'], inputFiles: ['a'], cores: 2 };
  it.each<[string, JsonObject]>([
    [
      'as it is now',
      {
        specification: {
          tasks: [TASK, { id: 'count_ID02', name: 'count', parents: ['split_ID01'] }],
          files: [{ id: 'a', sizeInBytes: 3 }],
        },
        execution: {
          tasks: [{ id: 'split_ID01', runtimeInSeconds: 90, command: { program: '/bin/split', arguments: ['x'] } }],
          machines: [{}],
        },
      },
    ],
    [
      'as it was',
      {
        tasks: [
          { ...TASK, runtime: 90, command: { program: 'split', arguments: ['x'] } },
          { id: 'count_ID02', name: 'count', parents: ['split'] },
        ],
        machines: [{}],
      },
    ],
  ])('[IM1] WfFormat %s: tasks, dependencies, durations', (_, workflow) => {
    const { format, task, lost } = read({ name: 'Bio', workflow });
    expect(format).toBe('WfFormat');
    expect(task('split_id01')).toMatchObject({
      task_type: 'split',
      estimated_duration_minutes: 1.5,
      input: { input_files: ['a'], command: { arguments: ['x'] } },
    });
    expect(task('count_id02')).toMatchObject({ dependencies: ['split_id01'] });
    expect(lost).toContain('workflow.machines');
    expect(lost.some((path) => path.endsWith('.cores'))).toBe(true);
  });

  it('[IM1] what was imported is a definition that can run', () => {
    for (const source of [N8N, ACTIONS, { workflow: { tasks: [TASK] } }])
      expect(() => validateDefinition(read(source).definition)).not.toThrow();
  });

  it.each<[string, JsonValue]>([
    ['a definition of our own', { name: 'x', tasks: [{ task_id: 'a', task_type: 'b' }] }],
    ['no object', [1, 2]],
    ['an empty n8n workflow', { nodes: [], connections: {} }],
    ['jobs that are none', { jobs: { a: { x: 1 } } }],
    ['a workflow of nothing', { workflow: { tasks: 'x' } }],
    ['nodes of another kind', { nodes: [1, null, { name: 5 }], connections: { a: [null], b: { main: 'x' } } }],
  ])('[IM3] %s is not taken for a workflow of another tool', (_, value) => {
    expect(importWorkflow(value)).toBeNull();
  });

  it('[IM3] parts of unknown kinds are no exception', () => {
    const odd: JsonValue = {
      nodes: [node('A', 'x', { parameters: 'p', position: 'q' }), node('A', 'y'), node('', 'z')],
      connections: { A: { main: [null, 'x', [5, { node: 7 }]], ai_tool: [to('A')] }, B: 3 },
    };
    expect(read(odd).definition.tasks).toHaveLength(1);
    const jobs: JsonValue = {
      jobs: { a: { steps: ['x', 5], needs: [3, 'ghost'], strategy: { matrix: '${{ fromJSON(x) }}' }, 'runs-on': { group: 'g' } }, b: 5 },
    };
    expect(read(jobs).lost).toContain('jobs.a.strategy.matrix');
  });

  it('[IM4] a Mermaid drawing has every task and every edge, and no label ends it early', () => {
    const text = writeMermaid({
      nodes: [
        { id: 'a', name: 'say "hi" <b>', kind: 'agent' },
        { id: 'end', name: 'end', kind: 'branch' },
      ],
      edges: [{ from: 'a', to: 'end', when: 'failed', soft: true }],
    });
    expect(text).toBe('flowchart LR\n  t0["say &quot;hi&quot; &lt;b>"]\n  t1{"end"}\n  t0 -.->|failed| t1\n');
  });
});
