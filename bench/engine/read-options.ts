import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const PARTS = ['idle', 'raw', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'big', 'latency'] as const;
export type Part = (typeof PARTS)[number];

const schema = z.object({
  json: z
    .string()
    .transform((file) => path.resolve(file))
    .optional(),
  backend: z.enum(['postgres', 'redis']).default('postgres'),
  workers: z.coerce.number().int().min(1).max(16).default(1),
  only: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(PARTS)))
    .default([...PARTS]),
  repetitions: z.coerce.number().int().min(1).max(20).default(3),
  'no-web': z.boolean().default(false),
  soak: z.coerce.number().positive().max(10_000).optional(),
  'cpu-prof': z
    .string()
    .transform((folder) => path.resolve(folder))
    .optional(),
});

export interface BenchOptions {
  /** Where to write every figure; absolute. */
  json: string | undefined;
  backend: 'postgres' | 'redis';
  workers: number;
  parts: ReadonlySet<Part>;
  repetitions: number;
  web: boolean;
  soakMinutes: number | undefined;
  /** Folder for CPU profiles of the execution processes; absolute. */
  cpuProfile: string | undefined;
}

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      json: text,
      backend: text,
      workers: text,
      only: text,
      repetitions: text,
      'no-web': { type: 'boolean' },
      soak: text,
      'cpu-prof': text,
    },
  });
  const parsed = schema.parse(values);
  return {
    json: parsed.json,
    backend: parsed.backend,
    workers: parsed.workers,
    parts: new Set(parsed.only),
    repetitions: parsed.repetitions,
    web: !parsed['no-web'] && !parsed['cpu-prof'],
    soakMinutes: parsed.soak,
    cpuProfile: parsed['cpu-prof'],
  };
}
