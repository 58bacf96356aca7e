import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseCompensations, judgeRollback, ROLLBACK_KEY, rollbackInputSchema } from './plan-rollback.ts';
import { planRun } from './plan-run.ts';
import { validateDefinition } from './validate-definition.ts';

function plan(over: object) {
  let id = 0;
  const tasks = [
    { task_id: 'a', task_type: 'work', compensation: { task_type: 'undo', required_capabilities: ['x'] } },
    { task_id: 'b', task_type: 'work', dependencies: ['a'] },
  ];
  const definition = validateDefinition({ name: 'w', tasks, ...over });
  return planRun({ definition, runId: 'run', newId: () => `id-${id++}`, input: {}, context: {}, now: 0 });
}

it('[CP2] only a workflow that asks for it has a rollback, behind all its tasks and beside its total', () => {
  expect(plan({}).tasks.map(({ key }) => key)).toEqual(['a', 'b']);
  const { run, tasks, dependencies } = plan({ on_failure: 'rollback' });
  expect(run).toMatchObject({ total: 3, items: 1 });
  expect(tasks.at(-1)).toMatchObject({ key: ROLLBACK_KEY, idx: 2, status: 'pending', pending: 2 });
  expect(dependencies.filter(({ taskId }) => taskId === tasks.at(-1)?.id)).toEqual(
    tasks.slice(0, 2).map(({ id }) => ({ taskId: tasks.at(-1)?.id, depId: id, when: 'turn', soft: true })),
  );
});

it('[CP1] what completed is undone in the opposite order, each once, and nothing else is', () => {
  const { tasks } = plan({ on_failure: 'rollback' });
  const { compensations } = rollbackInputSchema.parse(tasks.at(-1)?.input);
  const [own] = compensations;
  if (own === undefined) throw new Error('nothing to undo');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 20 })), fc.uniqueArray(fc.integer({ min: 0, max: 20 })), (having, completed) => {
      const all = having.map((at) => ({ ...own, taskId: `t${at}` }));
      const chosen = chooseCompensations(
        all,
        completed.map((at) => `t${at}`),
      ).map(({ taskId }) => taskId);
      expect(chosen).toEqual(
        completed
          .filter((at) => having.includes(at))
          .map((at) => `t${at}`)
          .toReversed(),
      );
    }),
  );
});

it('[CP3] a rollback says what it could not undo', () => {
  const error = { code: 'timeout', message: 'late', retryable: false } as const;
  const ended = judgeRollback([
    { key: 'b[undo]', status: 'failed', error },
    { key: 'a[undo]', status: 'completed', error: null },
  ]);
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'compensation_failed', message: expect.stringContaining('b[undo]') } });
  expect(ended.output).toEqual([
    { compensation: 'b[undo]', status: 'failed', error: 'timeout' },
    { compensation: 'a[undo]', status: 'completed', error: null },
  ]);
});
