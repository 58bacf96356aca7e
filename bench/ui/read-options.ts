import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const SIZES = [10, 1_000, 5_000, 10_000];

const schema = z.object({
  json: z
    .string()
    .transform((file) => path.resolve(file))
    .optional(),
  rounds: z.coerce.number().int().min(1).max(20).default(3),
  sizes: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().int().min(1).max(20_000)))
    .default(SIZES),
  quick: z.boolean().default(false),
  only: z.enum(['graph', 'runs']).optional(),
  url: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }).optional(),
});

export interface UiOptions {
  /** Where to write every figure; absolute. */
  json: string | undefined;
  rounds: number;
  /** Numbers of nodes; the page with the fewest is what the others are held against. */
  sizes: number[];
  /** Leaves out the slowed-down processor and the comparison of looks. */
  quick: boolean;
  /** The drawn graphs, or the pages of runs; both without it. */
  only: 'graph' | 'runs' | undefined;
  /** A page that already runs, on this machine; without it the product is started. */
  url: string | undefined;
}

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): UiOptions {
  const { values } = parseArgs({
    args,
    options: { json: text, rounds: text, sizes: text, url: text, only: text, quick: { type: 'boolean' } },
  });
  const { json, rounds, sizes, quick, only, url } = schema.parse(values);
  return { json, rounds, sizes: sizes.toSorted((a, b) => a - b), quick, only, url };
}
