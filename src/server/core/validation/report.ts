import { z } from 'zod';
import { DIRECTIONS } from '../metrics/targets.ts';
import { BENCHMARK_TYPES, type Machine, SEVERITIES, VALIDATION_STATUSES } from './benchmark.ts';
import { VERDICTS } from './judge.ts';
import { VALIDATION_MEASURES } from './measures.ts';

// The report of a validation run: what somebody needs who was not there, with every raw sample that was kept. It is signed over its
// canonical JSON (core/canonical-json.ts), so that it can be checked without the product.

const nullable = z.number().nullable();
const measure = z.enum(VALIDATION_MEASURES);

export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryMb: z.number(),
  system: z.string(),
}) satisfies z.ZodType<Machine>;

export const verdictSchema = z.object({
  measure,
  label: z.string(),
  unit: z.string(),
  status: z.enum(VERDICTS),
  value: nullable,
  samples: z.number(),
  direction: z.enum(DIRECTIONS),
  limit: z.number(),
  target: z.string().nullable(),
  reason: z.string().nullable(),
  spread: z.object({ p50: nullable, p95: nullable, p99: nullable, max: nullable }),
});

export const regressionSchema = z.object({
  measure,
  before: z.number(),
  now: z.number(),
  worse_by: nullable,
  regressed: z.boolean(),
});

export const samplesSchema = z.object({
  measure,
  total: z.number(),
  offsets_ms: z.array(z.number()),
  values: z.array(z.number()),
  subjects: z.array(z.string()),
  groups: z.array(z.string()),
});

const time = z.string();

export const reportSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  type: z.enum(BENCHMARK_TYPES),
  severity: z.enum(SEVERITIES),
  seconds: nullable,
  status: z.enum(VALIDATION_STATUSES),
  verdict: z.enum(VERDICTS).nullable(),
  fault: z.string().nullable(),
  version: z.string(),
  commit: z.string().nullable(),
  machine: machineSchema.nullable(),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
  baseline_id: z.string().nullable(),
  verdicts: z.array(verdictSchema),
  regression: z.array(regressionSchema),
  plan: z.json(),
  samples: z.array(samplesSchema),
});
export type Report = z.output<typeof reportSchema>;

export const signedReportSchema = z.object({
  report: reportSchema,
  signature: z.object({
    algorithm: z.literal('ed25519'),
    /** SubjectPublicKeyInfo, DER, base64. */
    public_key: z.string(),
    /** SHA-256 of the public key, hex: what to compare with the installation's. */
    fingerprint: z.string(),
    /** Over the canonical JSON of `report`, base64. */
    value: z.string(),
  }),
});
export type SignedReport = z.output<typeof signedReportSchema>;
