import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@/server/core/json.ts';
import { diffDefinitions } from '@/server/core/workflow/diff-definitions.ts';
import { validateDefinition } from '@/server/core/workflow/validate-definition.ts';
import { layersOf } from '../graph/graph-layers.ts';
import { shapeOfDiff } from './diff-shape.ts';

const task = (task_id: string, dependencies: string[] = [], more: object = {}) => ({ task_id, task_type: 'work', dependencies, ...more });
const define = (...tasks: object[]) => validateDefinition({ name: 'w', tasks });
const plain = (definition: unknown) => definition as JsonValue;

describe('a difference drawn', () => {
  const before = define(task('a'), task('old', ['a']), task('b', ['old'], { input: 1 }));
  const after = define(task('a'), { task_id: 'ask', dependencies: ['a'], approval: { title: 'Go on?' } }, task('b', ['ask'], { input: 2 }));
  const diff = diffDefinitions(before, after);

  it.each([
    ['after', after],
    ['before', before],
  ] as const)('[VE4] holds the tasks and edges of both graphs, whichever is given: %s', (drawn, definition) => {
    const { shape, states } = shapeOfDiff(plain(definition), drawn, diff);
    expect(shape.nodes.map(({ id, kind }) => `${id} ${kind}`).toSorted()).toEqual(['a agent', 'ask approval', 'b agent', 'old agent']);
    expect(shape.edges.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(['a ask', 'a old', 'ask b', 'old b']);
    expect([...states].map(([id, { change, remark }]) => [id, change, remark]).toSorted()).toEqual([
      ['ask', 'added', 'Added'],
      ['b', 'changed', 'Changed: input'],
      ['old', 'removed', 'Removed'],
    ]);
  });

  it('[VE4] an edge that was turned round is drawn both ways, and no task is lost by that', () => {
    const [one, other] = [define(task('a'), task('b', ['a'])), define(task('b'), task('a', ['b']))];
    const { shape } = shapeOfDiff(plain(other), 'after', diffDefinitions(one, other));
    expect(shape.edges).toHaveLength(2);
    expect(layersOf(shape).flat().toSorted()).toEqual(['a', 'b']);
  });
});
