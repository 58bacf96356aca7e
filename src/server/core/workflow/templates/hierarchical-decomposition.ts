import { z } from 'zod';
import { DEFINITION_LIMITS } from '../definition.ts';
import {
  commonShape,
  frame,
  outputOf,
  reference,
  type Step,
  stepSchema,
  type TaskInput,
  taskOf,
  type WorkflowTemplate,
  withField,
} from './template.ts';

const LEVELS = 5;
const WIDTH = 100;

const parameters = z
  .strictObject({
    ...commonShape,
    /** Divides; must give a list `parts` of as many parts as `width`. Below the root it gets its own part. */
    divide: stepSchema,
    /** Does the work of one part. */
    work: stepSchema,
    /** Joins what the level below gave, which it gets as `results`. */
    combine: stepSchema,
    /** How often it is divided. */
    levels: z.number().int().min(1).max(LEVELS).default(1),
    width: z.number().int().min(1).max(WIDTH).default(3),
    /** The field in which `divide` below the root, and `work`, get their part. */
    part_field: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
      .default('part'),
    /** Where the parts are in the output of `divide`. */
    parts: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
      .default('parts'),
  })
  .superRefine(({ levels, width }, context) => {
    const count = countTasks(levels, width);
    if (count > DEFINITION_LIMITS.tasks) {
      context.addIssue({
        code: 'custom',
        path: ['width'],
        message: `${width} parts on ${levels} levels are ${count} tasks, at most ${DEFINITION_LIMITS.tasks} are allowed`,
      });
    }
  });

/** Every node above the leaves divides and combines, every leaf works. */
function countTasks(levels: number, width: number): number {
  let above = 0;
  for (let level = 0; level < levels; level += 1) above += width ** level;
  return 2 * above + width ** levels;
}

interface Plan {
  divide: Step;
  work: Step;
  combine: Step;
  width: number;
  parts: string;
  part_field: string;
}

/** The tasks of one node; its last one gives its result. `place` is "" for the root, "-2-1" for the first part of the second part. */
function nodeTasks(plan: Plan, node: { place: string; levels: number; from: { task: string; index: number } | null }): TaskInput[] {
  const { place, levels, from } = node;
  const dependencies = from === null ? [] : [from.task];
  const part = from === null ? null : reference(`tasks[${JSON.stringify(from.task)}].output.${plan.parts}[${from.index}]`);
  const withPart = (step: Step): Step => (part === null ? step : { ...step, input: withField(step.input, plan.part_field, part) });
  if (levels === 0) return [taskOf(`work${place}`, withPart(plan.work), { dependencies })];
  const divide = `divide${place}`;
  const below = Array.from({ length: plan.width }, (_, index) =>
    nodeTasks(plan, { place: `${place}-${index + 1}`, levels: levels - 1, from: { task: divide, index } }),
  );
  const ends = below.map((tasks) => tasks.at(-1)?.task_id ?? divide);
  const combine = { ...plan.combine, input: withField(plan.combine.input, 'results', ends.map(outputOf)) };
  return [
    taskOf(divide, withPart(plan.divide), { dependencies }),
    ...below.flat(),
    taskOf(`combine${place}`, combine, { dependencies: ends }),
  ];
}

/** Work that is divided into parts, and these into parts, done, and put together again level by level. */
export const hierarchicalDecomposition: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'hierarchical_decomposition',
  title: 'Hierarchical decomposition',
  summary: 'Work is divided into parts, and these into parts; the smallest are done, and put together again level by level.',
  parameters,
  example: {
    name: 'Decomposition',
    divide: { task_type: 'divide', name: 'Divide' },
    work: { task_type: 'work', name: 'Work' },
    combine: { task_type: 'combine', name: 'Combine' },
    levels: 1,
    width: 3,
  },
  generate: (given) => frame('hierarchical_decomposition', given, nodeTasks(given, { place: '', levels: given.levels, from: null })),
};
