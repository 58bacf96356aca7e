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
    expect(performance.now() - started).toBeLessThan(2_000);
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
});
