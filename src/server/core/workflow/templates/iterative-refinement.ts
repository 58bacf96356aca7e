import { z } from 'zod';
import { loopSchema } from '../growing-task.ts';
import { commonShape, frame, outputOf, reference, stepSchema, taskOf, type WorkflowTemplate, withField } from './template.ts';

const parameters = z.strictObject({
  ...commonShape,
  /** Makes the first version, which `refine` reads as `draft`. */
  draft: stepSchema.optional(),
  /** Called until the condition holds; gets what it gave before as `previous`, null the first time, and the number of the call as `iteration`. */
  refine: stepSchema,
  until: loopSchema.shape.until,
  max_iterations: loopSchema.shape.max_iterations,
  /** Gets the last version as `result`. */
  finish: stepSchema.optional(),
});

/** The same step again and again until its result is good enough. */
export const iterativeRefinement: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'iterative_refinement',
  title: 'Iterative refinement',
  summary:
    'One step again and again, each time with what it gave before, until a condition holds; a bound keeps it from going on for ever.',
  parameters,
  example: {
    name: 'Refinement',
    draft: { task_type: 'draft', name: 'Draft' },
    refine: { task_type: 'improve', name: 'Improve' },
    until: 'output.score > 0.8',
    max_iterations: 5,
    finish: { task_type: 'publish', name: 'Publish' },
  },
  generate(given) {
    const { draft, refine, until, max_iterations, finish } = given;
    const drafted = draft === undefined ? refine.input : withField(refine.input, 'draft', outputOf('draft'));
    const input = withField(withField(drafted, 'previous', reference('previous')), 'iteration', reference('iteration'));
    return frame('iterative_refinement', given, [
      ...(draft === undefined ? [] : [taskOf('draft', draft)]),
      taskOf('refine', { ...refine, input }, { loop: { until, max_iterations }, dependencies: draft === undefined ? [] : ['draft'] }),
      ...(finish === undefined
        ? []
        : [taskOf('finish', { ...finish, input: withField(finish.input, 'result', outputOf('refine')) }, { dependencies: ['refine'] })]),
    ]);
  },
};
