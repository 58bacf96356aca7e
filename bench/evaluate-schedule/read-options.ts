import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InvalidError } from '../../src/server/core/errors.ts';

const schema = z
  .strictObject({
    dag: z.string({ error: '--dag DIR is required' }).min(1),
    agents: z.coerce.number({ error: '--agents P is a whole number from 1 to 10000' }).int().min(1).max(10_000),
    speeds: z
      .string()
      .transform((text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))))
      .pipe(z.array(z.number().positive(), { error: '--speeds is a comma list of numbers above 0' }))
      .default([1]),
    estimates: z.enum(['true', 'type-mean'], { error: '--estimates is true or type-mean' }).default('true'),
    history: z.string().min(1).optional(),
    'leave-one-out': z.boolean().default(false),
    hedge: z.boolean().default(false),
    json: z.string().min(1).optional(),
  })
  .refine(({ history, estimates }) => history === undefined || estimates === 'type-mean', '--history needs --estimates type-mean')
  .refine(
    ({ history, estimates, 'leave-one-out': left }) => !left || (history === undefined && estimates === 'type-mean'),
    '--leave-one-out needs --estimates type-mean and no --history',
  );

export interface EvaluationOptions {
  dag: string;
  /** Work per second, by agent: the list of --speeds, from its start again where there are more agents than speeds. */
  speeds: number[];
  estimates: 'true' | 'type-mean';
  history: string | undefined;
  /** The history of each workflow is all others of `dag`. */
  leaveOneOut: boolean;
  hedge: boolean;
  json: string | undefined;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** @throws InvalidError when the command line is not understood */
export function readOptions(args: string[]): EvaluationOptions {
  const parsed = schema.safeParse(readValues(args));
  if (!parsed.success) throw new InvalidError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const { dag, agents, speeds, estimates, history, 'leave-one-out': leaveOneOut, hedge, json } = parsed.data;
  const cycled = Array.from({ length: agents }, (_, agent) => speeds[agent % speeds.length] as number);
  return { dag, speeds: cycled, estimates, history, leaveOneOut, hedge, json };
}

function readValues(args: string[]): Record<string, unknown> {
  try {
    const options = { dag: text, agents: text, speeds: text, estimates: text, history: text, json: text };
    return { ...parseArgs({ args, options: { ...options, hedge: flag, 'leave-one-out': flag } }).values };
  } catch (error) {
    throw new InvalidError(error instanceof Error ? error.message : 'unknown option');
  }
}
