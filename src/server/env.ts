import './core/shape-words.ts';
import { z } from 'zod';
import { findUnreadableEntries } from './core/egress/policy.ts';
import { targetListSchema } from './core/metrics/target-values.ts';
import { headerListSchema } from './core/trace/header-list.ts';

// The one place that reads the environment. An invalid value stops the start with the full list of faults.

const flag = z.enum(['0', '1', 'false', 'true']).transform((value) => value === '1' || value === 'true');
const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const entriesOf = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** Every entry that cannot be read is named at the start, and not by the first process that calls somebody. */
const egressList = z.string().superRefine((list, context) => {
  for (const entry of findUnreadableEntries(entriesOf(list)))
    context.addIssue({ code: 'custom', message: `"${entry}" is not a host, host:port, *.domain or CIDR block` });
});

export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: integer(0, 65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** The installation: command agents start there. The supervisor sets it. */
  HIVE_ROOT: z
    .string()
    .min(1)
    .default(() => process.cwd()),
  HIVE_DATA_DIR: z.string().min(1).default('.hive'),
  HIVE_API_KEY: z
    .string()
    .regex(/^hive_[A-Za-z0-9_-]{16,200}$/, 'must look like hive_ and at least 16 letters or digits')
    .optional(),
  HIVE_ADMIN_EMAIL: z.email().optional(),
  HIVE_ADMIN_PASSWORD: z.string().min(8).max(200).optional(),
  HIVE_DEMO: flag.default(true),
  /** With both, a language model joins the demo fleet. */
  HIVE_DEMO_OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  HIVE_DEMO_OPENAI_MODEL: z.string().min(1).max(200).optional(),
  /** With both, what agents remember is also found by meaning, with embeddings of this model behind an OpenAI-compatible API. */
  HIVE_EMBEDDING_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  HIVE_EMBEDDING_MODEL: z.string().min(1).max(200).optional(),
  HIVE_EMBEDDING_API_KEY: z.string().min(1).max(1_000).optional(),
  /** What a million tokens cost there, US dollars. */
  HIVE_EMBEDDING_USD_PER_MTOK: z.coerce.number().min(0).max(10_000).optional(),
  HIVE_SECRET: z.string().min(32).optional(),
  HIVE_WORKERS: integer(1, 64).default(1),
  /** Tasks that one worker process executes at once. */
  HIVE_WORKER_SLOTS: integer(1, 4_096).default(512),
  HIVE_ALLOW_COMMAND_AGENTS: flag.optional(),
  /** Of the process itself; command agents inherit these three and nothing else. */
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
  LANG: z.string().default('C.UTF-8'),
  TZ: z.string().optional(),
  HIVE_EGRESS_ALLOW: egressList.optional(),
  /** Opens /bench/*, the pages that `npm run bench:ui` measures. They show nothing of the installation. */
  HIVE_BENCH_PAGES: flag.default(false),
  /** Where traces are sent by OTLP over HTTP, without /v1/traces; none are made while it is not set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Headers of these requests: name=value with commas between. */
  OTEL_EXPORTER_OTLP_HEADERS: headerListSchema.optional(),
  OTEL_SERVICE_NAME: z.string().min(1).max(200).default('agent-hive'),
  /** Traces carry inputs and outputs, values of secret-sounding names left out. */
  HIVE_TRACE_CONTENT: flag.default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ORCHESTRATION_MODE: z
    .enum(['standard', 'high_performance', 'fault_tolerant', 'energy_efficient', 'emergency', 'development', 'staging', 'production'])
    .default('production'),
  MAX_CONCURRENT_WORKFLOWS: integer(1, 1_000_000).default(10_000),
  ENABLE_CIRCUIT_BREAKERS: flag.default(true),
  ENABLE_PREDICTIVE_SCALING: flag.default(true),
  TASK_ASSIGNMENT_LATENCY_TARGET_MS: z.coerce.number().positive().default(2_000),
  LOAD_BALANCING_EFFICIENCY_TARGET: z.coerce.number().min(0).max(1).default(0.85),
  ROUTING_ACCURACY_TARGET: z.coerce.number().min(0).max(1).default(0.95),
  RECOVERY_TIME_TARGET_MS: z.coerce.number().positive().default(120_000),
  /** The others of the fourteen, and over these four: name=value with commas between. */
  HIVE_TARGETS: targetListSchema.optional(),
  MONITORING_INTERVAL_SECONDS: integer(1, 3_600).default(10),
  METRICS_RETENTION_HOURS: integer(1, 8_760).default(72),
  ENABLE_PERFORMANCE_ALERTS: flag.default(true),
});

/** Whether runs are told to a tracing system. */
export const isTraced = (env: Pick<Env, 'OTEL_EXPORTER_OTLP_ENDPOINT'>): boolean => env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;

export type Env = z.output<typeof envSchema> & { allowCommandAgents: boolean; egressAllow: string[]; loopback: boolean };

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/**
 * Parses the environment. Empty strings count as unset, so that a compose file may pass variables through.
 * @throws z.ZodError with every fault at once
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const env = envSchema.parse(given);
  const loopback = isLoopback(env.HOST);
  const egress = env.HIVE_EGRESS_ALLOW ?? (loopback ? '127.0.0.1,localhost' : '');
  return {
    ...env,
    loopback,
    allowCommandAgents: env.HIVE_ALLOW_COMMAND_AGENTS ?? loopback,
    egressAllow: entriesOf(egress),
  };
}
