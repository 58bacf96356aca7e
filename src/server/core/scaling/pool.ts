import { z } from 'zod';
import { capabilitySchema, personaSchema, type RegisterAgent, registerAgentSchema } from '../agent/agent.ts';
import { plainName } from '../workflow/definition.ts';
import { CAPACITY_TIERS, TIER_LIMITS } from './tiers.ts';

// A pool: agents of one kind, made from one template, as many as the work needs between a least and a most.

/** Kinds whose members can be made without anybody starting something. */
export const POOL_KINDS = ['command', 'openai', 'simulated'] as const;
export type PoolKind = (typeof POOL_KINDS)[number];

/** What every member is registered with; `config` is parsed for the pool's kind. */
export const poolTemplateSchema = z.strictObject({
  capabilities: z.array(capabilitySchema).max(200).default([]),
  persona: personaSchema.optional(),
  cost_per_task_usd: z.number().min(0).max(1_000_000).optional(),
  config: z.record(z.string(), z.json()),
  metadata: z.record(z.string(), z.json()).default({}),
});
export type PoolTemplate = z.output<typeof poolTemplateSchema>;

const MOST_MEMBERS = 200;

const fields = {
  name: plainName.max(60),
  template: poolTemplateSchema,
  tier: z.enum(CAPACITY_TIERS),
  /** Zero: the pool may fall asleep altogether; the first task that needs it wakes it. */
  min: z.number().int().min(0).max(MOST_MEMBERS),
  max: z.number().int().min(1).max(MOST_MEMBERS),
  cooldown_seconds: z.number().int().min(0).max(86_400),
  evaluation_seconds: z.number().int().min(1).max(86_400),
  /** A paused pool keeps its size. */
  paused: z.boolean(),
};

export const createPoolSchema = z
  .strictObject({
    ...fields,
    kind: z.enum(POOL_KINDS),
    tier: fields.tier.default('standard'),
    min: fields.min.default(0),
    max: fields.max.default(4),
    cooldown_seconds: fields.cooldown_seconds.default(180),
    evaluation_seconds: fields.evaluation_seconds.default(60),
    paused: fields.paused.default(false),
  })
  .refine(({ min, max }) => min <= max, { path: ['min'], message: 'must not exceed max' });
export type CreatePool = z.output<typeof createPoolSchema>;

/** Only what is named changes; the kind stays for life. */
export const changePoolSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change');
export type ChangePool = z.output<typeof changePoolSchema>;

export interface Pool {
  id: string;
  name: string;
  kind: PoolKind;
  template: PoolTemplate;
  tier: CreatePool['tier'];
  min: number;
  max: number;
  cooldownMs: number;
  evaluationMs: number;
  paused: boolean;
  /** Members it should have. */
  target: number;
  /** Grows with every change; whoever changes the target names the one it saw. */
  revision: number;
  scaledAt: Date | null;
  createdBy: string;
  createdAt: Date;
}

/** The number in a member's name; null for other names. */
export function memberNumber(pool: Pick<Pool, 'name'>, agentName: string): number | null {
  const digits = agentName.startsWith(`${pool.name} #`) ? agentName.slice(pool.name.length + 2) : '';
  return /^\d{1,6}$/.test(digits) ? Number(digits) : null;
}

/** The least numbers that no member bears. */
export function freeNumbers(taken: readonly number[], count: number): number[] {
  const numbers: number[] = [];
  const known = new Set(taken);
  for (let next = 1; numbers.length < count; next += 1) if (!known.has(next)) numbers.push(next);
  return numbers;
}

/** The registration of a member. @throws z.ZodError when the configuration is not one of the pool's kind */
export function memberOf(pool: Pick<Pool, 'name' | 'kind' | 'template' | 'tier'>, number: number): RegisterAgent {
  const { capabilities, persona, cost_per_task_usd, config, metadata } = pool.template;
  return registerAgentSchema.parse({
    name: `${pool.name} #${number}`,
    kind: pool.kind,
    capabilities,
    ...(persona && { persona }),
    ...(cost_per_task_usd !== undefined && { cost_per_task_usd }),
    config,
    metadata: { ...metadata, tier: pool.tier },
    pool: pool.name,
    max_concurrent_tasks: TIER_LIMITS[pool.tier].tasks,
  });
}
