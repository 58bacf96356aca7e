import { z } from 'zod';
import { DEFAULT_MEMORY, type Memory } from '../prediction/fade.ts';
import { ROUTING_STRATEGIES } from '../workflow/definition.ts';
import { type ChoiceLimits, DEFAULT_LIMITS } from './choose-agent.ts';
import { COMPONENTS, type Weights } from './weights.ts';

// What can be changed of the router without changing the program: weights per strategy, how much it explores, how long it remembers. A
// model is a numbered set of such settings; rollout.ts says how one comes into use.

/** Weights need not be exact: three decimals of twelve components. */
const SUM_TOLERANCE = 1e-3;

const ratio = z.number().min(0).max(1);

/** Weights by component; what is left out weighs nothing. They sum to 1. */
export const weightsSchema = z
  .strictObject(
    Object.fromEntries(COMPONENTS.map((component) => [component, ratio.default(0)])) as Record<keyof Weights, z.ZodDefault<typeof ratio>>,
  )
  .refine(
    (weights) => Math.abs(Object.values(weights).reduce((sum, weight) => sum + weight, 0) - 1) <= SUM_TOLERANCE,
    'the weights must sum to 1',
  );

export const routingModelConfigSchema = z.strictObject({
  /** In place of the built-in weights of a strategy. */
  weights: z.partialRecord(z.enum(ROUTING_STRATEGIES), weightsSchema).default({}),
  explore: z
    .strictObject({
      curiosity: z.number().min(0).max(2).default(DEFAULT_LIMITS.curiosity),
      share: ratio.default(DEFAULT_LIMITS.exploreShare),
      floor: z.number().min(0).max(0.2).default(DEFAULT_LIMITS.floorShare),
      extra_usd: z.number().min(0).nullable().default(DEFAULT_LIMITS.extraUsd),
    })
    .prefault({}),
  memory: z
    .strictObject({
      half_life_hours: z
        .number()
        .min(1)
        .max(8_760)
        .default(DEFAULT_MEMORY.halfLifeMs / 3_600_000),
      capacity: z.number().int().min(20).max(10_000).default(DEFAULT_MEMORY.capacity),
    })
    .prefault({}),
});
export type RoutingModelConfig = z.output<typeof routingModelConfigSchema>;

/** A model as the router uses it. */
export interface RoutingModel {
  version: number;
  weights: RoutingModelConfig['weights'];
  limits: ChoiceLimits;
  memory: Memory;
}

/** The router as it is built; what version 1 holds. */
export const BUILT_IN_CONFIG: RoutingModelConfig = routingModelConfigSchema.parse({});

export function toRoutingModel(version: number, { weights, explore, memory }: RoutingModelConfig): RoutingModel {
  return {
    version,
    weights,
    limits: { curiosity: explore.curiosity, exploreShare: explore.share, floorShare: explore.floor, extraUsd: explore.extra_usd },
    memory: { halfLifeMs: memory.half_life_hours * 3_600_000, capacity: memory.capacity },
  };
}

export const BUILT_IN_MODEL: RoutingModel = toRoutingModel(1, BUILT_IN_CONFIG);
