import { describe, expect, it } from 'vitest';
import { planRun } from '../workflow/plan-run.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import { planRetry } from './plan-retry.ts';

const task = (task_id: string, dependencies: unknown[] = []) => ({ task_id, task_type: 'work', dependencies });

function plan(tasks: unknown[]) {
  let id = 0;
  const newId = () => {
    id += 1;
    return `id-${id}`;
  };
  return planRun({ definition: validateDefinition({ name: 'w', tasks }), runId: 'run', newId, input: {}, context: {}, now: 0 });
}

const done = (...keys: string[]) => new Map(keys.map((key) => [key, `old-${key}`]));

describe('planRetry', () => {
  const diamond = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];

  it('[W20] takes over what completed and does the rest again', () => {
    const tasks = planRetry({ plan: plan(diamond), completed: done('a', 'b'), fromTask: null });
    expect(tasks.map(({ key, carriedFrom, pending }) => [key, carriedFrom, pending])).toEqual([
      ['a', 'old-a', 0],
      ['b', 'old-b', 0],
      ['c', undefined, 0],
      ['d', undefined, 1],
    ]);
  });

  it('[W20] does everything after the named task again', () => {
    const tasks = planRetry({ plan: plan(diamond), completed: done('a', 'b', 'c', 'd'), fromTask: 'b' });
    expect(tasks.filter((t) => t.carriedFrom === undefined).map((t) => t.key)).toEqual(['b', 'd']);
  });

  it('[W20] does everything again when nothing is left to do', () => {
    const tasks = planRetry({ plan: plan(diamond), completed: done('a', 'b', 'c', 'd'), fromTask: null });
    expect(tasks.every((t) => t.carriedFrom === undefined)).toBe(true);
  });

  it('[W20] keeps a failure handler blocked when what it handles completed', () => {
    const tasks = planRetry({
      plan: plan([task('a'), task('onFail', [{ task_id: 'a', when: 'failed' }])]),
      completed: done('a'),
      fromTask: null,
    });
    expect(tasks[1]).toMatchObject({ pending: 0, blocked: 1 });
  });
});
