import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const PARTS = ['viewers', 'cards', 'cost', 'reads', 'retention', 'vitals'] as const;
/** They need a build of these sources and are left out without one. */
export const WEB_PARTS = ['viewers', 'cards', 'vitals'] as const;
export type Part = (typeof PARTS)[number];

const DAY_TASKS = 1_000_000;
const toPath = (text: string) => path.resolve(text);

const schema = z.object({
  scale: z.coerce.number().positive().max(10).default(1),
  repetitions: z.coerce.number().int().min(1).max(1_000).default(40),
  'card-seconds': z.coerce.number().int().min(1).max(3_500).default(20),
  only: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(PARTS)))
    .default([...PARTS]),
  keep: z.string().transform(toPath).optional(),
  json: z.string().transform(toPath).optional(),
});

export interface DataOptions {
  tasks: number;
  /** How long the page of the part `cards` is watched. */
  cardSeconds: number;
  /** Of every read. */
  repetitions: number;
  parts: ReadonlySet<Part>;
  /** The folder of an installation that is kept for the next time, absolute. */
  keep: string | undefined;
  /** Where to write every figure; absolute. */
  json: string | undefined;
}

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): DataOptions {
  const { values } = parseArgs({
    args,
    options: { scale: text, repetitions: text, 'card-seconds': text, only: text, keep: text, json: text },
  });
  const { scale, only, 'card-seconds': cardSeconds, ...rest } = schema.parse(values);
  return { keep: undefined, json: undefined, ...rest, cardSeconds, tasks: Math.round(DAY_TASKS * scale), parts: new Set(only) };
}
