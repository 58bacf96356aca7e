import { z } from 'zod';
import { MAX_CONDITION_LENGTH } from '../growing-task.ts';
import {
  commonShape,
  frame,
  type NamedStep,
  namedStepSchema,
  stepSchema,
  type TaskInput,
  taskOf,
  type WorkflowTemplate,
} from './template.ts';

const way = z.array(namedStepSchema).min(1).max(100);

const RESERVED = ['decide', 'choose', 'join'];

const parameters = z
  .strictObject({
    ...commonShape,
    /** Finds what the decision stands on; conditions read it as `tasks.decide.output`. */
    decide: stepSchema,
    cases: z
      .array(z.strictObject({ when: z.string().min(1).max(MAX_CONDITION_LENGTH), steps: way }))
      .min(1)
      .max(50),
    otherwise: way.optional(),
    /** Runs when the way that was taken is over, whichever it was. */
    join: stepSchema.optional(),
  })
  .superRefine(({ cases, otherwise }, context) => {
    const seen = new Set(RESERVED);
    const check = (steps: readonly NamedStep[], path: (string | number)[]) => {
      for (const [at, { task_id }] of steps.entries()) {
        if (seen.has(task_id)) context.addIssue({ code: 'custom', path: [...path, at, 'task_id'], message: `"${task_id}" is taken` });
        seen.add(task_id);
      }
    };
    for (const [at, { steps }] of cases.entries()) check(steps, ['cases', at, 'steps']);
    check(otherwise ?? [], ['otherwise']);
  });

const chain = (steps: readonly NamedStep[]): TaskInput[] =>
  steps.map((step, at) => taskOf(step.task_id, step, { dependencies: ['decide', steps[at - 1]?.task_id ?? 'choose'] }));

/** A finding, and the first way whose condition holds. */
export const branchingDecision: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'branching_decision',
  title: 'Branching decision',
  summary: 'One step finds something out; the first way whose condition holds is taken, the others are skipped.',
  parameters,
  example: {
    name: 'Decision',
    decide: { task_type: 'assess', name: 'Assess' },
    cases: [{ when: 'tasks.decide.output.score > 0.5', steps: [{ task_id: 'deepen', task_type: 'deepen', name: 'Deepen' }] }],
    otherwise: [{ task_id: 'shorten', task_type: 'shorten', name: 'Shorten' }],
    join: { task_type: 'report', name: 'Report' },
  },
  generate(given) {
    const { decide, cases, otherwise, join } = given;
    const first = (steps: readonly NamedStep[]) => steps.slice(0, 1).map(({ task_id }) => task_id);
    const ways = [...cases.map(({ steps }) => steps), ...(otherwise === undefined ? [] : [otherwise])];
    const branch = {
      cases: cases.map(({ when, steps }) => ({ when, then: first(steps) })),
      ...(otherwise === undefined ? {} : { otherwise: first(otherwise) }),
    };
    const ends = ways.map((steps) => ({ task_id: steps.at(-1)?.task_id ?? 'choose', soft: true }));
    return frame('branching_decision', given, [
      taskOf('decide', decide),
      { task_id: 'choose', dependencies: ['decide'], branch },
      ...ways.flatMap(chain),
      ...(join === undefined ? [] : [taskOf('join', join, { dependencies: ['choose', ...ends] })]),
    ]);
  },
};
