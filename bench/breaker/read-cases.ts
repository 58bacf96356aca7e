// The format of breaker cases ("breaker-cases/1"): what is needed of it to run them.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ms = z.number().min(0);
const window = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('count'), size: z.number().int().min(1) }),
  z.strictObject({ type: z.literal('time'), size_ms: ms, bucket_ms: ms.nullish() }),
  z.strictObject({ type: z.literal('tumbling'), size_ms: ms }),
  z.strictObject({ type: z.literal('consecutive'), failures: z.number().int().min(1) }),
]);
const backoff = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('exponential'), multiplier: z.number(), max_ms: ms.nullish() }),
  z.strictObject({ type: z.literal('linear'), max_ms: ms.nullish() }),
  z.strictObject({ type: z.literal('list'), waits_ms: z.array(ms).min(1) }),
]);

export const caseConfigSchema = z.strictObject({
  window,
  minimum_calls: z.number().int().min(0),
  failure_rate_threshold: z.number().nullable(),
  threshold_compare: z.enum(['gte', 'gt']),
  evaluate_on: z.enum(['any', 'failure']),
  slow_call_duration_ms: ms.nullable(),
  slow_call_rate_threshold: z.number().nullable(),
  wait_open_ms: ms,
  open_backoff: backoff.nullable(),
  open_expiry: z.enum(['inclusive', 'exclusive']),
  transition: z.enum(['lazy', 'eager']),
  half_open_permits: z.number().int().min(1),
  half_open_rule: z.enum(['rate', 'consecutive_successes', 'rate_early', 'none']),
  half_open_failure_rate_threshold: z.number().nullable(),
  half_open_max_wait_ms: ms.nullable(),
  half_open_max_wait_to: z.enum(['open', 'closed']),
  half_open_extra_permit_every_ms: ms.nullable(),
  ignored: z.enum(['neutral', 'success']),
  stale_results: z.enum(['drop', 'count']),
  initial_state: z.enum(['closed', 'open', 'metrics_only']),
  warmup_ms: ms.nullable(),
  backoff_decay_every_ms: ms.nullable(),
});
export type CaseConfig = z.output<typeof caseConfigSchema>;

/** The defaults of the format, for files that bring none. */
const DEFAULTS: CaseConfig = {
  window: { type: 'count', size: 10 },
  minimum_calls: 10,
  failure_rate_threshold: 0.5,
  threshold_compare: 'gte',
  evaluate_on: 'any',
  slow_call_duration_ms: null,
  slow_call_rate_threshold: null,
  wait_open_ms: 5_000,
  open_backoff: null,
  open_expiry: 'inclusive',
  transition: 'lazy',
  half_open_permits: 1,
  half_open_rule: 'rate',
  half_open_failure_rate_threshold: null,
  half_open_max_wait_ms: null,
  half_open_max_wait_to: 'open',
  half_open_extra_permit_every_ms: null,
  ignored: 'neutral',
  stale_results: 'drop',
  initial_state: 'closed',
  warmup_ms: null,
  backoff_decay_every_ms: null,
};

export const CASE_OUTCOMES = ['success', 'failure', 'slow_success', 'slow_failure', 'benign_error', 'ignored', 'release'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];
const EVENTS = [
  'acquire',
  ...CASE_OUTCOMES,
  'tick',
  'trip',
  'half_open',
  'force_open',
  'disable',
  'metrics_only',
  'reset',
  'restart',
] as const;

const expectation = z.strictObject({
  state: z.enum(['closed', 'open', 'half_open', 'forced_open', 'disabled', 'metrics_only']).optional(),
  permitted: z.boolean().optional(),
  metrics: z
    .strictObject({
      calls: z.number().optional(),
      failures: z.number().optional(),
      slow: z.number().optional(),
      failure_rate: z.number().nullable().optional(),
      slow_rate: z.number().nullable().optional(),
      not_permitted: z.number().optional(),
    })
    .optional(),
  /** The format names no errors: any refusal is the one that is meant. */
  error: z.json().optional(),
});
export type Expectation = z.output<typeof expectation>;

const stepSchema = z.strictObject({
  at_ms: ms,
  event: z.enum(EVENTS),
  call: z.string().optional(),
  duration_ms: ms.optional(),
  for_ms: ms.optional(),
  note: z.string().optional(),
  expect: expectation.default({}),
});
export type CaseStep = z.output<typeof stepSchema>;

/** Beside these a case has a title, sources and remarks for readers. */
const caseSchema = z.object({ id: z.string(), config: z.unknown().optional(), steps: z.array(stepSchema).min(1) });

const fileSchema = z.object({
  header: z.object({ config_defaults: z.record(z.string(), z.unknown()).optional() }).optional(),
  cases: z.array(z.looseObject({ id: z.string(), agree: z.string().optional() })),
  pool_cases: z.array(z.looseObject({ id: z.string() })).default([]),
});

/** One case, or why it asks for something that this breaker does not know. */
export type ReadCase = { id: string; agree: string | null } & (
  | { ok: true; config: CaseConfig; steps: CaseStep[] }
  | { ok: false; why: string }
);

export interface CaseFile {
  cases: ReadCase[];
  poolCases: { id: string; [key: string]: unknown }[];
}

/** @throws SyntaxError when it is not JSON, z.ZodError when it is not a file of cases, and what reading a file throws */
export function readCases(file: string): CaseFile {
  const { header, cases, pool_cases } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const defaults = { ...DEFAULTS, ...header?.config_defaults };
  return { cases: cases.map((value) => readCase(value, defaults)), poolCases: pool_cases };
}

function readCase(value: { id: string; agree?: string | undefined }, defaults: Record<string, unknown>): ReadCase {
  const name = { id: value.id, agree: value.agree ?? null };
  const parsed = caseSchema.safeParse(value);
  if (!parsed.success) return { ...name, ok: false, why: explain(parsed.error) };
  const config = caseConfigSchema.safeParse({ ...defaults, ...(parsed.data.config as object | undefined) });
  if (!config.success) return { ...name, ok: false, why: `config: ${explain(config.error)}` };
  return { ...name, ok: true, config: config.data, steps: parsed.data.steps };
}

export function explain(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
