import { z } from 'zod';
import { commonShape, frame, namedStepSchema, refuseDoubled, taskOf, type WorkflowTemplate } from './template.ts';

const parameters = z
  .strictObject({
    ...commonShape,
    steps: z.array(namedStepSchema).min(1).max(10_000),
    failure_tolerance: z.number().min(0).max(1).default(0),
  })
  .superRefine(({ steps }, context) => refuseDoubled(steps, context, 'steps'));

/** Steps that have nothing to do with each other. */
export const parallelExecution: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'parallel_execution',
  title: 'Parallel execution',
  summary: 'Steps that have nothing to do with each other, side by side.',
  parameters,
  example: {
    name: 'Side by side',
    steps: [
      { task_id: 'one', task_type: 'work', name: 'One' },
      { task_id: 'two', task_type: 'work', name: 'Two' },
      { task_id: 'three', task_type: 'work', name: 'Three' },
    ],
  },
  generate(given) {
    const tasks = given.steps.map((step) => taskOf(step.task_id, step));
    return { ...frame('parallel_execution', given, tasks), execution_mode: 'parallel', failure_tolerance: given.failure_tolerance };
  },
};
