import { z } from 'zod';
import { MAX_CONDITION_LENGTH } from '../growing-task.ts';
import { commonShape, frame, namedStepSchema, refuseDoubled, taskOf, type WorkflowTemplate } from './template.ts';

const parameters = z
  .strictObject({
    ...commonShape,
    /** In this order; a step whose condition does not hold is skipped, and the next one is asked. */
    steps: z
      .array(namedStepSchema.extend({ condition: z.string().min(1).max(MAX_CONDITION_LENGTH).optional() }))
      .min(1)
      .max(1_000),
  })
  .superRefine(({ steps }, context) => refuseDoubled(steps, context, 'steps'));

/** Steps in order, each only when its condition holds. */
export const conditionalWorkflow: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'conditional_workflow',
  title: 'Conditional workflow',
  summary: 'Steps in order, each only when its condition over the input and the steps before it holds.',
  parameters,
  example: {
    name: 'Conditional steps',
    steps: [
      { task_id: 'check', task_type: 'check', name: 'Check' },
      { task_id: 'mend', task_type: 'mend', name: 'Mend', condition: 'tasks.check.output.broken == true' },
      { task_id: 'report', task_type: 'report', name: 'Report' },
    ],
  },
  generate(given) {
    const tasks = given.steps.map(({ condition, ...step }, at) => {
      const before = given.steps[at - 1];
      return taskOf(step.task_id, step, {
        dependencies: before === undefined ? [] : [{ task_id: before.task_id, soft: true }],
        ...(condition === undefined ? {} : { condition }),
      });
    });
    return frame('conditional_workflow', given, tasks);
  },
};
