import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { changedResults, diffDefinitions, isSameDefinition } from './diff-definitions.ts';
import { validateDefinition } from './validate-definition.ts';

const task = (task_id: string, dependencies: unknown[] = [], more: object = {}) => ({ task_id, task_type: 'work', dependencies, ...more });
const define = (tasks: unknown[], more: object = {}) => validateDefinition({ name: 'w', tasks, ...more });

describe('diffDefinitions', () => {
  const before = define([task('a'), task('b', ['a']), task('c', ['b'], { input: { x: 1 } })]);

  it('[VE1] names tasks added, removed and changed, and edges by their ends', () => {
    const after = define([
      task('a', [], { name: 'First' }),
      task('c', [{ task_id: 'a', when: 'always' }], { input: { x: 2 } }),
      task('d', ['c']),
    ]);
    expect(diffDefinitions(before, after)).toEqual({
      settings: [],
      added: [{ taskId: 'd', name: 'd', taskType: 'work' }],
      removed: [{ taskId: 'b', name: 'b', taskType: 'work' }],
      changed: [
        { taskId: 'a', name: 'First', taskType: 'work', fields: [{ field: 'name', after: 'First' }] },
        { taskId: 'c', name: 'c', taskType: 'work', fields: [{ field: 'input', before: { x: 1 }, after: { x: 2 } }] },
      ],
      addedEdges: [
        { from: 'a', to: 'c', when: 'always', soft: false },
        { from: 'c', to: 'd', when: 'completed', soft: false },
      ],
      removedEdges: [
        { from: 'a', to: 'b', when: 'completed', soft: false },
        { from: 'b', to: 'c', when: 'completed', soft: false },
      ],
      changedEdges: [],
    });
  });

  it('[VE1] tells a changed edge from a new one, and settings from tasks', () => {
    const after = define([task('a'), task('b', [{ task_id: 'a', soft: true }]), task('c', ['b'], { input: { x: 1 } })], {
      failure_tolerance: 0.5,
    });
    const diff = diffDefinitions(before, after);
    expect(diff.changedEdges).toEqual([
      { from: 'a', to: 'b', before: { when: 'completed', soft: false }, after: { when: 'completed', soft: true } },
    ]);
    expect(diff.settings).toEqual([{ field: 'failure_tolerance', before: 0, after: 0.5 }]);
    expect([diff.added, diff.removed, diff.changed, diff.addedEdges, diff.removedEdges].flat()).toEqual([]);
  });

  it('[VE1] a definition differs from itself in nothing, and a diff turned round is the diff of the other direction', () => {
    const definitions = randomWorkflow(12).map(({ graph }) =>
      define(
        graph.dependencies.map((needed, at) =>
          task(
            `t${at}`,
            needed.map((each) => `t${each}`),
            { input: { at: needed.length } },
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(definitions, definitions, (one, other) => {
        expect(isSameDefinition(diffDefinitions(one, structuredClone(one)))).toBe(true);
        const [there, back] = [diffDefinitions(one, other), diffDefinitions(other, one)];
        expect(back.removed.map(({ taskId }) => taskId).sort()).toEqual(there.added.map(({ taskId }) => taskId).sort());
        expect(back.addedEdges.length).toBe(there.removedEdges.length);
        expect(back.changed.map(({ taskId }) => taskId).sort()).toEqual(there.changed.map(({ taskId }) => taskId).sort());
      }),
    );
  });

  it('[VE2] a result stands when only the looks or the schedule of its task changed', () => {
    const after = define([
      task('a', [], { name: 'First', priority: 'high', timeout_seconds: 5 }),
      task('b', ['a'], { required_capabilities: ['x'] }),
      task('c', [{ task_id: 'b', soft: true }], { input: { x: 1 } }),
    ]);
    expect([...changedResults(before, after)].sort()).toEqual(['b', 'c']);
  });
});
