import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BENCHMARK_TYPES, SEVERITIES } from '../../src/server/core/validation/benchmark.ts';

const file = z.string().transform((name) => path.resolve(name));

const schema = z.object({
  type: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(BENCHMARK_TYPES)))
    .default([...BENCHMARK_TYPES]),
  severity: z.enum(SEVERITIES).default('light'),
  seconds: z.coerce.number().int().optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  junit: file.optional(),
  json: file.optional(),
  verify: file.optional(),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type ValidateOptions = z.output<typeof schema>;

const text = { type: 'string' } as const;

/** @throws TypeError or z.ZodError when the command line is not understood */
export function readOptions(args: string[]): ValidateOptions {
  const options = { type: text, severity: text, seconds: text, url: text, junit: text, json: text, verify: text, fingerprint: text };
  const parsed = schema.parse(parseArgs({ args, options }).values);
  if (parsed.verify !== undefined && !fs.existsSync(parsed.verify)) throw new TypeError(`there is no ${parsed.verify}`);
  return parsed;
}
