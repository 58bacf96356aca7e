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
  /** Of agents that limit their calls themselves, ms. The others' calls may take as long as their tasks. */
  longestCallMs: Map<string, number>;
}

const agentRow = z.object({ id: z.string(), breaker: breakerOverrideSchema.nullable(), longestCallMs: z.number().nullable() });

const AGENTS = `
SELECT id, breaker, longest * 1000 AS "longestCallMs"
FROM (SELECT id, breaker, COALESCE(config ->> 'timeout_seconds', config -> 'timeouts' ->> 'total_seconds')::float8 AS longest
  FROM agent WHERE retired_at IS NULL) a
WHERE breaker IS NOT NULL OR longest IS NOT NULL`;

/** What people want otherwise than the presets. */
export async function readBreakerOverrides(db: Queryable): Promise<StoredOverrides> {
  const setting = await db.query<{ value: JsonValue }>({
    name: 'read_breaker_setting',
    text: 'SELECT value FROM setting WHERE name = $1',
    values: [BREAKER_SETTING],
  });
  const agents = await db.query({
    name: 'read_breaker_overrides',
    text: AGENTS,
    values: [],
  });
  const rows = agents.rows.map((row) => agentRow.parse(row));
  return {
    byType: breakerOverridesSchema.parse(setting.rows[0]?.value ?? {}),
    byAgent: new Map(rows.flatMap(({ id, breaker }) => (breaker === null ? [] : [[id, breaker]]))),
    longestCallMs: new Map(rows.flatMap(({ id, longestCallMs }) => (longestCallMs === null ? [] : [[id, longestCallMs]]))),
  };
}
