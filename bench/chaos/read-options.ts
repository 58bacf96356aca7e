import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const count = (most: number) => z.coerce.number().int().min(1).max(most);

const schema = z.object({
  list: z.boolean().default(false),
  scenario: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
  n: count(10_000).optional(),
  seed: z.coerce.number().int().min(0).max(4_294_967_295).optional(),
  json: z
    .string()
    .transform((file) => path.resolve(file))
    .optional(),
  backend: z.enum(['postgres', 'redis']).default('postgres'),
  minutes: z.coerce.number().positive().max(10_000).default(10),
  runs: count(1_000_000).default(3_000),
});

export interface ChaosOptions {
  list: boolean;
  /** Names of scenarios, or `all`; undefined: nothing was asked for. */
  scenarios: string[] | undefined;
  /** Injections of each scenario; undefined: as many as each has by itself. */
  n: number | undefined;
  seed: number | undefined;
  /** Where to write every figure; absolute. */
  json: string | undefined;
  backend: 'postgres' | 'redis';
  /** Of the nemesis. */
  minutes: number;
  runs: number;
}

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      list: { type: 'boolean' },
      scenario: text,
      n: text,
      seed: text,
      json: text,
      backend: text,
      minutes: text,
      runs: text,
    },
  });
  const { scenario, ...parsed } = schema.parse(values);
  return { ...parsed, scenarios: scenario, n: parsed.n, seed: parsed.seed, json: parsed.json };
}
