// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import { type Fault, InvalidDefinitionError } from '../errors.ts';
import { validateDefinition } from './validate-definition.ts';

type TaskInput = Record<string, unknown>;
const task = (id: string, over: TaskInput = {}): TaskInput => ({ task_id: id, task_type: 'work', ...over });
const definition = (tasks: unknown, over: object = {}) => ({ name: 'A workflow', tasks, ...over });

function faultsOf(value: unknown): Fault[] {
  try {
    validateDefinition(value);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidDefinitionError);
    return (error as InvalidDefinitionError).faults;
  }
  return [];
}

const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as unknown;

describe('validate definition', () => {
  it('[W4] fills defaults and keeps what was written', () => {
    const valid = validateDefinition(
      definition([task('a'), task('b', { dependencies: ['a', { task_id: 'c', when: 'always' }] }), task('c')]),
    );
    expect(valid.tasks[1]?.dependencies).toEqual(['a', { task_id: 'c', when: 'always', soft: false }]);
    expect(valid).toMatchObject({ execution_mode: 'adaptive', max_concurrent_tasks: 10, failure_tolerance: 0 });
  });

  it('[W4] keeps maps, loops and branches; what calls no agent needs no type', () => {
    const valid = validateDefinition(
      definition([
        task('list'),
        task('each', { dependencies: ['list'], map: { over: '${tasks.list.output.files}' }, input: { file: '${item}', no: '${index}' } }),
        task('again', {
          loop: { until: 'output.score > 0.9 || iteration == 3', max_iterations: 5 },
          input: { last: '${previous}', no: '${iteration}' },
        }),
        {
          task_id: 'choose',
          dependencies: ['each'],
          branch: { cases: [{ when: 'size(tasks.each.output) > 3', then: ['many'] }], otherwise: [] },
        },
        task('many', { dependencies: ['choose'], compensation: { task_type: 'undo', input: '${tasks.many.output.id}' } }),
      ]),
    );
    expect(valid.tasks.map(({ task_type }) => task_type)).toEqual(['work', 'work', 'work', 'branch', 'work']);
    expect(valid.tasks[1]?.map).toEqual({ over: '${tasks.list.output.files}', max_items: 10_000, failure_tolerance: 0 });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['duplicate id', [task('a'), task('a')], 'tasks.1.task_id', /already the id of tasks\.0/],
    ['unknown dependency', [task('a', { dependencies: ['zz'] })], 'tasks.0.dependencies.0', /no task "zz"/],
    ['self edge', [task('a', { dependencies: ['a'] })], 'tasks.0.dependencies.0', /depends on itself/],
    ['duplicate edge', [task('a'), task('b', { dependencies: ['a', { task_id: 'a' }] })], 'tasks.1.dependencies.1', /named twice/],
    ['unknown reference', [task('a', { input: { x: '${tasks.b.output}' } })], 'tasks.0.input.x', /no task "b"/],
    ['reference to a stranger', [task('a'), task('b', { input: ['${tasks.a.output.x}'] })], 'tasks.1.input.0', /not a dependency of "b"/],
    ['reference to oneself', [task('a', { input: '${tasks.a.output}' })], 'tasks.0.input', /not a dependency/],
    ['unknown name', [task('a', { input: '${env.SECRET}' })], 'tasks.0.input', /unknown name "env"/],
    ['open reference', [task('a', { input: 'x ${input.a' })], 'tasks.0.input', /is missing/],
    ['condition that does not parse', [task('a', { condition: 'input.a ==' })], 'tasks.0.condition', /./],
    ['condition with matches', [task('a', { condition: 'input.a.matches("(a+)+$")' })], 'tasks.0.condition', /matches\(\) is not allowed/],
    ['condition on a stranger', [task('a'), task('b', { condition: 'tasks.a.output.x > 1' })], 'tasks.1.condition', /not a dependency/],
    [
      'contract on a stranger',
      [task('a'), task('b', { contract: { condition: 'tasks.a.output == output' } })],
      'tasks.1.contract.condition',
      /not a/,
    ],
    ['unknown field', [task('a', { colour: 'red' })], 'tasks.0', /colour/],
    ['no tasks', [], 'tasks', /./],
    ['tasks of another kind', 'many', 'tasks', /./],
    ['too deep an input', [task('a', { input: nested(65) })], `tasks.0.input${'.0'.repeat(64)}`, /deeper/],
    ['NUL', [task('a', { input: { x: 'a\u0000' } })], 'tasks.0.input.x', /NUL/],
    ['half a pair', [task('a', { metadata: { x: '\ud800' } })], 'tasks.0.metadata.x', /surrogate/],
    ['key __proto__', [task('a', { input: JSON.parse('{"__proto__": {"role": "admin"}}') })], 'tasks.0.input.__proto__', /not allowed/],
    ['key constructor', [task('a', { input: { constructor: { prototype: 1 } } })], 'tasks.0.input.constructor', /not allowed/],
    [
      'two kinds',
      [task('a', { map: { over: [1] }, loop: { until: 'true', max_iterations: 2 } })],
      'tasks.0.loop',
      /one thing: this one is map and loop/,
    ],
    ['no type', [{ task_id: 'a' }], 'tasks.0.task_type', /needs a type/],
    ['a list that is text', [task('a', { map: { over: 'all of ${input.files}' } })], 'tasks.0.map.over', /one reference/],
    ['a list of a stranger', [task('a'), task('b', { map: { over: '${tasks.a.output}' } })], 'tasks.1.map.over', /not a dependency/],
    ['an item outside of a map', [task('a', { input: ['${item.x}'] })], 'tasks.0.input.0', /only the input of a map/],
    ['an item in the list', [task('a', { map: { over: '${item}' } })], 'tasks.0.map.over', /only the input of a map/],
    ['a previous result in a map', [task('a', { map: { over: [1] }, input: '${previous}' })], 'tasks.0.input', /only the input of a loop/],
    ['more items than allowed', [task('a', { map: { over: [], max_items: 10_001 } })], 'tasks.0.map.max_items', /10000/],
    ['endless loop', [task('a', { loop: { until: 'false', max_iterations: 101 } })], 'tasks.0.loop.max_iterations', /100/],
    ['until that does not parse', [task('a', { loop: { until: 'output.', max_iterations: 2 } })], 'tasks.0.loop.until', /./],
    ['output outside of a loop', [task('a', { condition: 'output.done' })], 'tasks.0.condition', /only known in a contract/],
    [
      'task in a loop',
      [task('a', { loop: { until: 'task.id == "x"', max_iterations: 2 } })],
      'tasks.0.loop.until',
      /only known in a contract/,
    ],
    [
      'branch to nowhere',
      [{ task_id: 'a', branch: { cases: [{ when: 'true', then: ['zz'] }] } }],
      'tasks.0.branch.cases.0.then.0',
      /no task "zz"/,
    ],
    [
      'branch to a stranger',
      [{ task_id: 'a', branch: { cases: [{ when: 'true', then: [] }], otherwise: ['b'] } }, task('b')],
      'tasks.0.branch.otherwise.0',
      /does not depend/,
    ],
    [
      'branch to one who does not care',
      [
        { task_id: 'a', branch: { cases: [{ when: 'true', then: ['b'] }] } },
        task('b', { dependencies: [{ task_id: 'a', when: 'always' }] }),
      ],
      'tasks.0.branch.cases.0.then.0',
      /being completed/,
    ],
    [
      'contract of a branch',
      [{ task_id: 'a', branch: { cases: [{ when: 'true', then: [] }] }, contract: { condition: 'true' } }],
      'tasks.0.contract',
      /nothing to check/,
    ],
    ['compensation of a map', [task('a', { map: { over: [1] }, compensation: { task_type: 'undo' } })], 'tasks.0.compensation', /undone/],
  ])('[W5] refuses: %s', (_, tasks, path, message) => {
    const faults = faultsOf(definition(tasks));
    expect(faults).toContainEqual({ path, message: expect.stringMatching(message) });
  });

  it('[W6] tells all faults at once, graph faults beside malformed tasks', () => {
    const faults = faultsOf(
      definition([
        task('a', { dependencies: ['b'] }),
        task('b', { dependencies: ['a'] }),
        { task_id: 'c' },
        task('a', { condition: 'nope' }),
      ]),
    );
    expect(faults.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'tasks.2.task_type',
        'tasks.3.task_id',
        'tasks.3.condition',
        expect.stringMatching(/^tasks\.[01]\.dependencies$/),
      ]),
    );
  });

  it('[W3] names the cycle', () => {
    const [fault] = faultsOf(
      definition([task('a', { dependencies: ['c'] }), task('b', { dependencies: ['a'] }), task('c', { dependencies: ['b'] })]),
    );
    expect(fault?.message).toMatch(/: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)$/);
  });

  it('[W7] a reference may reach through others', () => {
    const tasks = [task('a'), task('b', { dependencies: ['a'] }), task('c', { dependencies: ['b'], input: 'of ${tasks.a.output.x[0]}' })];
    expect(faultsOf(definition(tasks))).toEqual([]);
  });

  it('[W7] an input may be 64 levels deep', () => {
    expect(faultsOf(definition([task('a', { input: nested(64) })]))).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['100,001 tasks', () => Array.from({ length: 100_001 }, (_, at) => task(`t${at}`))],
    [
      'a million edges',
      () => Array.from({ length: 101 }, (_, at) => task(`t${at}`, { dependencies: Array.from({ length: 9_901 }, () => 'x') })),
    ],
    [
      'a chain of 10,000',
      () => Array.from({ length: 10_000 }, (_, at) => task(`t${at}`, { dependencies: at === 0 ? [] : [`t${at - 1}`] })),
    ],
    ['a cycle of 10,000', () => Array.from({ length: 10_000 }, (_, at) => task(`t${at}`, { dependencies: [`t${(at + 1) % 10_000}`] }))],
    ['nesting of 100,000', () => [task('a', { input: nested(100_000) })]],
    ['a field with a name of a megabyte', () => [task('a', { ['k'.repeat(1_000_000)]: 1, input: `\${${'x'.repeat(1_000_000)}}` })]],
    ['10,000 faults', () => Array.from({ length: 10_000 }, (_, at) => task(`t${at}`, { dependencies: ['nobody'] }))],
  ])('[W8] refuses %s soon and with a bounded answer', (_, tasks) => {
    const value = definition(tasks());
    const started = performance.now();
    const faults = faultsOf(value);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults).length).toBeLessThan(100_000);
  });

  it('[W9] accepts 10,000 tasks with far references without searching for each', () => {
    const tasks = Array.from({ length: 10_000 }, (_, at) =>
      at < 100
        ? task(`t${at}`)
        : task(`t${at}`, {
            dependencies: [`t${at - 100}`],
            input: { near: `\${tasks.t${at - 100}.output}`, far: `\${tasks.t${at % 100}.output.a}` },
          }),
    );
    const started = performance.now();
    expect(validateDefinition(definition(tasks)).tasks).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('[W14] equal definitions are one object; what their sender changes afterwards is another', () => {
    const sent = definition([task('a', { input: { deep: [1, 2] } })]);
    const first = validateDefinition(sent);
    expect(validateDefinition(structuredClone(sent))).toBe(first);
    expect(() => Object.assign(first.tasks[0]?.retry ?? {}, { max_attempts: 9 })).toThrow(TypeError);
    sent.name = 'Another workflow';
    expect(validateDefinition(sent)).toMatchObject({ name: 'Another workflow' });
    expect(first.name).toBe('A workflow');
  });

  it('[W14] what an equal text is not is refused as ever', () => {
    validateDefinition(definition([task('a', { input: { share: null } })]));
    for (const share of [Number.NaN, Number.POSITIVE_INFINITY, 1n])
      expect(faultsOf(definition([task('a', { input: { share } })]))).toEqual([
        { path: 'tasks.0.input.share', message: 'not a number that JSON has' },
      ]);
  });
});
