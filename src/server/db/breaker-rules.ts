import { z } from 'zod';
import {
  type BreakerOverride,
  type BreakerOverrides,
  breakerOverrideSchema,
  breakerOverridesSchema,
} from '../core/breaker/policy-override.ts';
import type { JsonValue } from '../core/json.ts';
import type { Queryable } from './queryable.ts';

/** Under which the installation's overrides are kept. */
export const BREAKER_SETTING = 'breaker_overrides';

export interface StoredOverrides {
  byType: BreakerOverrides;
  byAgent: Map<string, BreakerOverride>;
}

const agentRow = z.object({ id: z.string(), breaker: breakerOverrideSchema });

/** What people want otherwise than the presets. */
export async function readBreakerOverrides(db: Queryable): Promise<StoredOverrides> {
  const setting = await db.query<{ value: JsonValue }>({
    name: 'read_breaker_setting',
    text: 'SELECT value FROM setting WHERE name = $1',
    values: [BREAKER_SETTING],
  });
  const agents = await db.query({
    name: 'read_breaker_overrides',
    text: 'SELECT id, breaker FROM agent WHERE breaker IS NOT NULL',
    values: [],
  });
  const rows = agents.rows.map((row) => agentRow.parse(row));
  return {
    byType: breakerOverridesSchema.parse(setting.rows[0]?.value ?? {}),
    byAgent: new Map(rows.map(({ id, breaker }) => [id, breaker])),
  };
}
