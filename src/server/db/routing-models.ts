import { z } from 'zod';
import { MODEL_STATUSES } from '../core/routing/rollout.ts';
import { routingModelConfigSchema } from '../core/routing/routing-model.ts';
import type { Queryable } from './queryable.ts';

const usedSchema = z.object({
  version: z.number(),
  status: z.enum(MODEL_STATUSES),
  canaryShare: z.number(),
  previousVersion: z.number().nullable(),
  config: routingModelConfigSchema,
});
export type UsedModelRow = z.output<typeof usedSchema>;

/** The models that decide or shadow: at most two rows. Throws a ZodError when one is not what this version writes. */
export async function readUsedModels(pool: Queryable): Promise<UsedModelRow[]> {
  const { rows } = await pool.query({
    name: 'routing_models_used',
    text: `SELECT version, status, canary_share AS "canaryShare", previous_version AS "previousVersion", config FROM routing_model
      WHERE status IN ('active', 'shadow', 'canary') ORDER BY version`,
    values: [],
  });
  return rows.map((row) => usedSchema.parse(row));
}
