import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const EVALUATE_USAGE = `usage: npm run eval:routing -- --agents FILE --tasks FILE --outcomes FILE [options]
  --warm FILE --warm-tasks FILE  outcomes seen before, and their tasks
  --seeds N                      orders to replay (default 20)
  --policy NAME                  learned (default), learned-greedy, or a reference: random, best-single, per-type-thompson,
                                 hierarchical-thompson, epsilon-greedy, ucb1
  --capabilities prior|filter    what agents say they can do informs (default), or rules out those who lack something
  --json FILE                    write the result
`;

const schema = z
  .strictObject({
    agents: z.string({ error: '--agents is needed' }).min(1),
    tasks: z.string({ error: '--tasks is needed' }).min(1),
    outcomes: z.string({ error: '--outcomes is needed' }).min(1),
    warm: z.string().min(1).optional(),
    'warm-tasks': z.string().min(1).optional(),
    seeds: z.coerce.number('--seeds must be a number').int('--seeds must be whole').min(1, '--seeds: at least 1').max(1000).default(20),
    policy: z.string().default('learned'),
    capabilities: z.enum(['prior', 'filter'], { error: '--capabilities is prior or filter' }).default('prior'),
    json: z
      .string()
      .min(1)
      .transform((file) => path.resolve(file))
      .optional(),
  })
  .refine((options) => (options.warm === undefined) === (options['warm-tasks'] === undefined), {
    error: '--warm and --warm-tasks go together',
  });
export type EvaluateOptions = z.infer<typeof schema>;

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): EvaluateOptions {
  const { values } = parseArgs({
    args,
    options: {
      agents: text,
      tasks: text,
      outcomes: text,
      warm: text,
      'warm-tasks': text,
      seeds: text,
      policy: text,
      capabilities: text,
      json: text,
    },
  });
  return schema.parse({ ...values });
}
