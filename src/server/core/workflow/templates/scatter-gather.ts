import { z } from 'zod';
import {
  commonShape,
  frame,
  namedStepSchema,
  outputOf,
  refuseDoubled,
  stepSchema,
  taskOf,
  type WorkflowTemplate,
  withField,
} from './template.ts';

const parameters = z
  .strictObject({
    ...commonShape,
    /** Asked at the same time, each in its own way. */
    recipients: z.array(namedStepSchema).min(2).max(1_000),
    /** Gets the answers by recipient as `answers`. */
    gather: stepSchema,
  })
  .superRefine(({ recipients }, context) => {
    refuseDoubled(recipients, context, 'recipients');
    const taken = recipients.findIndex(({ task_id }) => task_id === 'gather');
    if (taken >= 0)
      context.addIssue({ code: 'custom', path: ['recipients', taken, 'task_id'], message: '"gather" is the step that joins the answers' });
  });

/** One question to several, and one step that joins the answers. */
export const scatterGather: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'scatter_gather',
  title: 'Scatter and gather',
  summary: 'One question to several at the same time, then one step that joins their answers.',
  parameters,
  example: {
    name: 'Scatter and gather',
    recipients: [
      { task_id: 'first', task_type: 'answer', name: 'First' },
      { task_id: 'second', task_type: 'answer', name: 'Second' },
      { task_id: 'third', task_type: 'answer', name: 'Third' },
    ],
    gather: { task_type: 'join', name: 'Join' },
  },
  generate(given) {
    const { recipients, gather } = given;
    const answers = Object.fromEntries(recipients.map(({ task_id }) => [task_id, outputOf(task_id)]));
    return frame('scatter_gather', given, [
      ...recipients.map((step) => taskOf(step.task_id, step)),
      taskOf(
        'gather',
        { ...gather, input: withField(gather.input, 'answers', answers) },
        { dependencies: recipients.map(({ task_id }) => task_id) },
      ),
    ]);
  },
};
