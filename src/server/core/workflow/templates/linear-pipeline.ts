import { z } from 'zod';
import { commonShape, frame, namedStepSchema, outputOf, refuseDoubled, taskOf, type WorkflowTemplate, withField } from './template.ts';

const parameters = z
  .strictObject({
    ...commonShape,
    steps: z.array(namedStepSchema).min(1).max(1_000),
    /** Each step gets the output of the one before as `previous`. */
    hand_over: z.boolean().default(true),
  })
  .superRefine(({ steps }, context) => refuseDoubled(steps, context, 'steps'));

/** One step after another. */
export const linearPipeline: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'linear_pipeline',
  title: 'Linear pipeline',
  summary: 'One step after another, each with what the one before gave.',
  parameters,
  example: {
    name: 'Pipeline',
    steps: [
      { task_id: 'collect', task_type: 'collect', name: 'Collect' },
      { task_id: 'analyse', task_type: 'analyse', name: 'Analyse' },
      { task_id: 'report', task_type: 'report', name: 'Report' },
    ],
  },
  generate(given) {
    const tasks = given.steps.map((step, at) => {
      const before = given.steps[at - 1];
      if (before === undefined) return taskOf(step.task_id, step);
      const input = given.hand_over ? withField(step.input, 'previous', outputOf(before.task_id)) : step.input;
      return taskOf(step.task_id, { ...step, input }, { dependencies: [before.task_id] });
    });
    return frame('linear_pipeline', given, tasks);
  },
};
