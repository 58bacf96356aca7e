import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildGraph, levelsOf, topologicalOrder } from './graph.ts';
import { planRun } from './plan-run.ts';
import { validateDefinition } from './validate-definition.ts';

const anyTasks = fc
  .array(fc.record({ alone: fc.boolean(), needs: fc.array(fc.nat(), { maxLength: 3 }) }), { minLength: 1, maxLength: 25 })
  .map((shapes) =>
    shapes.map(({ alone, needs }, at) => ({
      task_id: `t${at}`,
      task_type: 'work',
      parallelizable: !alone,
      dependencies: at === 0 ? [] : [...new Set(needs.map((need) => `t${need % at}`))],
    })),
  );

/** Everything that must be over before a task starts, by the edges of its plan. */
function planned(tasks: object[], execution_mode: string) {
  const definition = validateDefinition({ name: 'w', execution_mode, tasks });
  let id = 0;
  const plan = planRun({ definition, runId: 'run', newId: () => String(id++), input: {}, context: {}, now: 0 });
  const place = new Map(plan.tasks.map((task, at) => [task.id, at]));
  const needs: number[][] = plan.tasks.map(() => []);
  for (const { taskId, depId } of plan.dependencies) needs[place.get(taskId) as number]?.push(place.get(depId) as number);
  const order = topologicalOrder(buildGraph(needs));
  const before = plan.tasks.map(() => new Set<number>());
  for (const at of order) for (const need of needs[at] ?? []) for (const each of [need, ...(before[need] ?? [])]) before[at]?.add(each);
  return { plan, order, before, needs };
}

it('[XM1] in a mixed run whatever may not run beside others is ordered against every task, and the others run as they may', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const { plan, order, before, needs } = planned(tasks, 'mixed');
      expect(order).toHaveLength(tasks.length);
      for (const [at, task] of plan.tasks.entries()) {
        expect(task.pending).toBe(needs[at]?.length);
        if (task.spec.parallelizable) continue;
        for (const other of tasks.keys())
          expect(other === at || before[at]?.has(other) === true || before[other]?.has(at) === true).toBe(true);
      }
      const turns = plan.dependencies.filter(({ when }) => when === 'turn');
      expect(turns.length).toBeLessThanOrEqual(2 * tasks.length);
      if (tasks.every(({ parallelizable }) => parallelizable)) expect(turns).toEqual([]);
    }),
  );
});

it('[W13] in a sequential run every task waits for the one before it', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const { needs } = planned(tasks, 'sequential');
      const graph = buildGraph(needs);
      expect(levelsOf(graph, topologicalOrder(graph)).toSorted((a, b) => a - b)).toEqual(tasks.map((_, at) => at + 1));
    }),
  );
});
