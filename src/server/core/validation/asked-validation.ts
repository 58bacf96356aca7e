import { z } from 'zod';
import { BENCHMARK_TYPES, LOAD_SECONDS, SEVERITIES, type StartValidation } from './benchmark.ts';

// What somebody asks of the validator, as it comes in.

export const startValidationSchema = z.strictObject({
  type: z.enum(BENCHMARK_TYPES),
  severity: z.enum(SEVERITIES).default('light'),
  seconds: z.number().int().min(LOAD_SECONDS.least).max(LOAD_SECONDS.most).optional(),
}) satisfies z.ZodType<StartValidation>;
