import { z } from 'zod';
import { looksSecret } from '../agent/looks-secret.ts';

// The contract of a task: what its output must meet to count as verified. Every check that is given must hold. They run from cheap to
// dear and stop at the first that refuses; a person, when one is asked, comes last.

/** In the order in which they run. */
export const CHECK_KINDS = ['schema', 'condition', 'command', 'http', 'judge', 'human'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** Sizes in characters, times in seconds. */
export const CONTRACT_LIMITS = { schemaLength: 32_768, textLength: 10_000, timeoutSeconds: 3_600, deadlineMinutes: 525_600 } as const;

const ratio = z.number().min(0).max(1);
const timeout = (seconds: number) => z.number().min(0.001).max(CONTRACT_LIMITS.timeoutSeconds).default(seconds);
const text = z.string().trim().min(1).max(CONTRACT_LIMITS.textLength);

/** A definition is shown to everybody who may see its runs, so a secret stands in it by name only. */
const headerSchema = z.union([z.string().max(4_000), z.strictObject({ secret: z.string().min(1).max(200) })]);

export const schemaCheckSchema = z
  .record(z.string(), z.json())
  .refine((schema) => JSON.stringify(schema).length <= CONTRACT_LIMITS.schemaLength, `at most ${CONTRACT_LIMITS.schemaLength} characters`);

export const commandCheckSchema = z.strictObject({
  argv: z.array(z.string().max(4_000)).min(1).max(100),
  /** Relative to the installation. */
  cwd: z.string().max(1_000).optional(),
  timeout_seconds: timeout(60),
});

export const httpCheckSchema = z.strictObject({
  url: z.string().min(1).max(2_000),
  headers: z
    .record(z.string().min(1).max(200), headerSchema)
    .default({})
    .superRefine((headers, context) => {
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value !== 'string' || !looksSecret(name, value)) continue;
        context.addIssue({ code: 'custom', path: [name], message: 'name a stored secret instead: {"secret": "NAME"}' });
      }
    }),
  timeout_seconds: timeout(60),
});

export const judgeCheckSchema = z.strictObject({
  /** Name or id of the agent that judges. */
  agent: z.string().min(1).max(200),
  rubric: text,
  /** A lower quality is a rejection. Left out: the quality that the task is expected to have. */
  min_quality: ratio.optional().meta({ default: 0.8 }),
  timeout_seconds: timeout(300),
});

export const humanCheckSchema = z.strictObject({
  instructions: text,
  deadline_minutes: z.number().min(0.01).max(CONTRACT_LIMITS.deadlineMinutes).optional(),
  on_deadline: z.enum(['accept', 'reject']).default('reject'),
});

export const contractSchema = z.strictObject({
  /** JSON Schema 2020-12 of the output. */
  schema: schemaCheckSchema.optional(),
  /** CEL over `output`, `task` and what the task's own condition may read. */
  condition: z.string().min(1).optional(),
  command: commandCheckSchema.optional(),
  http: httpCheckSchema.optional(),
  judge: judgeCheckSchema.optional(),
  human: humanCheckSchema.optional(),
});

export type Contract = z.output<typeof contractSchema>;
export type CommandCheck = z.output<typeof commandCheckSchema>;
export type HttpCheck = z.output<typeof httpCheckSchema>;
export type JudgeCheck = z.output<typeof judgeCheckSchema>;
export type HumanCheck = z.output<typeof humanCheckSchema>;
