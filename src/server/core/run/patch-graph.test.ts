// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { canonicalJson } from '../canonical-json.ts';
import { HiveError } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import type { TaskStatus } from '../task/state.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { isSameDefinition } from '../workflow/diff-definitions.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import { type PatchOperation, patchSchema } from './patch.ts';
import { patchGraph, proposedPatchOf } from './patch-graph.ts';

const task = (task_id: string, dependencies: unknown[] = [], more: object = {}) => ({ task_id, task_type: 'work', dependencies, ...more });
const define = (tasks: unknown[]) => validateDefinition({ name: 'w', tasks });
const ops = (...list: unknown[]): PatchOperation[] => patchSchema.parse({ ops: list }).ops;
const chain = define([task('a'), task('b', ['a'], { input: { got: '${tasks.a.output}' } }), task('c', ['b'])]);
const begun = new Map<string, TaskStatus>([['a', 'running']]);
const edgesOf = (definition: WorkflowDefinition) =>
  Object.fromEntries(definition.tasks.map(({ task_id, dependencies }) => [task_id, dependencies]));

function refusalOf(list: unknown[]): { code: string; paths: string[] } | null {
  try {
    patchGraph(chain, ops(...list), begun);
    return null;
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { code: error.code, paths: error.faults.map(({ path }) => path) };
  }
}

describe('patchGraph', () => {
  it('[PA1] adds a task, between others where asked', () => {
    const { definition, diff } = patchGraph(chain, ops({ op: 'add', task: task('x', ['a']), before: ['c'] }), begun);
    expect(edgesOf(definition)).toEqual({ a: [], b: ['a'], c: ['b', 'x'], x: ['a'] });
    expect([diff.added.map(({ taskId }) => taskId), diff.addedEdges.length]).toEqual([['x'], 2]);
  });

  it('[PA1] replaces a task under its id, keeping what it waits for unless it says otherwise', () => {
    const { definition } = patchGraph(chain, ops({ op: 'replace', task_id: 'b', task: { task_type: 'other', input: 1 } }), begun);
    expect(definition.tasks[1]).toMatchObject({ task_id: 'b', task_type: 'other', input: 1, dependencies: ['a'] });
  });

  it('[PA1] skips a task; what follows goes on without it, or not', () => {
    const goesOn = patchGraph(chain, ops({ op: 'skip', task_id: 'b' }), begun).definition;
    expect([goesOn.tasks[1]?.condition, goesOn.tasks[2]?.dependencies]).toEqual([
      'false',
      [{ task_id: 'b', when: 'completed', soft: true }],
    ]);
    const stops = patchGraph(chain, ops({ op: 'skip', task_id: 'b', dependents: 'skip' }), begun).definition;
    expect([stops.tasks[1]?.condition, stops.tasks[2]?.dependencies]).toEqual(['false', ['b']]);
  });

  it('[PA1] reroutes a task, changes its input, and puts an approval before it', () => {
    const { definition } = patchGraph(
      chain,
      ops(
        { op: 'reroute', task_id: 'c', dependencies: ['a'] },
        { op: 'change_input', task_id: 'b', input: 2 },
        { op: 'insert_approval', task_id: 'ask', before: 'c', approval: { title: 'Go on?' } },
      ),
      begun,
    );
    expect(edgesOf(definition)).toEqual({ a: [], b: ['a'], c: ['ask'], ask: ['a'] });
    expect([definition.tasks[1]?.input, definition.tasks[3]?.approval?.title]).toEqual([2, 'Go on?']);
  });

  it.each<[string, unknown[], string, string[]]>([
    ['a task that was begun', [{ op: 'change_input', task_id: 'a', input: 1 }], 'conflict', ['ops.0.task_id']],
    [
      'an approval before one that was begun',
      [{ op: 'insert_approval', task_id: 'x', before: 'a', approval: { title: 't' } }],
      'conflict',
      ['ops.0.before'],
    ],
    [
      'a task that does not exist',
      [
        { op: 'skip', task_id: 'c' },
        { op: 'skip', task_id: 'nobody' },
      ],
      'invalid',
      ['ops.1.task_id'],
    ],
    ['an id that is taken', [{ op: 'add', task: task('b') }], 'invalid', ['ops.0.task.task_id']],
    ['another id for a task', [{ op: 'replace', task_id: 'b', task: task('x') }], 'invalid', ['ops.0.task.task_id']],
    ['a cycle', [{ op: 'reroute', task_id: 'b', dependencies: ['c'] }], 'invalid_definition', ['ops.0']],
    [
      'an edge from nowhere',
      [{ op: 'reroute', task_id: 'c', dependencies: ['nobody'] }],
      'invalid_definition',
      ['ops.0.task.dependencies.0'],
    ],
    [
      'a reference that leads nowhere',
      [{ op: 'change_input', task_id: 'b', input: '${tasks.c.output}' }],
      'invalid_definition',
      ['ops.0.task.input'],
    ],
    ['a task without a type', [{ op: 'add', task: { task_id: 'x' } }], 'invalid_definition', ['ops.0.task.task_type']],
  ])('[PA2] refuses %s at its place, and changes nothing', (_, list, code, paths) => {
    const before = canonicalJson(chain as unknown as JsonValue);
    expect(refusalOf(list)).toEqual({ code, paths });
    expect(canonicalJson(chain as unknown as JsonValue)).toBe(before);
  });

  it('[PA2] refuses to skip a task whose output another one is given, unless that changes too', () => {
    const fed = define([task('b'), task('c', ['b'], { input: '${tasks.b.output}' })]);
    const skip = { op: 'skip', task_id: 'b' };
    expect(() => patchGraph(fed, ops(skip), new Map())).toThrow(expect.objectContaining({ code: 'invalid' }));
    expect(patchGraph(fed, ops(skip, { op: 'change_input', task_id: 'c', input: null }), new Map()).definition.tasks[1]?.input).toBeNull();
  });

  it('[PA3] no sequence of operations makes a graph that is cyclic, dangling or touches what was begun', () => {
    const name = fc.integer({ min: 0, max: 9 }).map((at) => `t${at}`);
    const dependencies = fc.uniqueArray(name, { maxLength: 3 });
    const operation = fc.oneof(
      fc.record({
        op: fc.constant('add'),
        task: fc.record({ task_id: fc.integer({ min: 0, max: 12 }).map((at) => `n${at}`), task_type: fc.constant('w'), dependencies }),
        before: fc.array(name, { maxLength: 2 }),
      }),
      fc.record({ op: fc.constant('replace'), task_id: name, task: fc.record({ task_type: fc.constant('other') }) }),
      fc.record({ op: fc.constant('skip'), task_id: name, dependents: fc.constantFrom('continue', 'skip') }),
      fc.record({ op: fc.constant('reroute'), task_id: name, dependencies }),
      fc.record({ op: fc.constant('change_input'), task_id: name, input: fc.nat() }),
      fc.record({
        op: fc.constant('insert_approval'),
        task_id: fc.integer({ min: 0, max: 12 }).map((at) => `p${at}`),
        before: name,
        approval: fc.constant({ title: 'ok?' }),
      }),
    );
    const cases = fc.record({
      workflow: randomWorkflow(10),
      started: fc.nat(4),
      list: fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    });
    let applied = 0;
    fc.assert(
      fc.property(cases, ({ workflow: { graph, order }, started, list }) => {
        let definition = define(
          graph.dependencies.map((needed, at) =>
            task(
              `t${at}`,
              needed.map((each) => `t${each}`),
            ),
          ),
        );
        const status = new Map<string, TaskStatus>(order.slice(0, started).map((at) => [`t${at}`, 'completed']));
        const kept = definition.tasks.filter(({ task_id }) => status.has(task_id));
        for (const each of list) {
          try {
            const patched = patchGraph(definition, ops(...each), status);
            expect(isSameDefinition(patched.diff)).toBe(
              canonicalJson(patched.definition as unknown as JsonValue) === canonicalJson(definition as unknown as JsonValue),
            );
            definition = patched.definition;
            applied += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(HiveError);
          }
          expect(() => validateDefinition(definition)).not.toThrow();
          expect(definition.tasks.filter(({ task_id }) => status.has(task_id))).toEqual(kept);
        }
      }),
      { numRuns: 40 },
    );
    expect(applied).toBeGreaterThan(20);
  });

  it('[PA6] finds what a result proposes, and nothing in any other', () => {
    expect(proposedPatchOf('{"proposed_patch":{"ops":[]},"x":1}')).toEqual({ ops: [] });
    for (const text of ['null', '"proposed_patch"', '["proposed_patch"]', '{"deep":{"proposed_patch":1}}'])
      expect(proposedPatchOf(text)).toBeUndefined();
  });
});
