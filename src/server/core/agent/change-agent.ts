import { z } from 'zod';
import { breakerOverrideSchema } from '../breaker/policy-override.ts';
import { plainName } from '../workflow/definition.ts';
import type { AgentKind } from './agent.ts';
import { agentConfigSchemas, capabilitySchema, personaSchema } from './agent.ts';

/**
 * A change of an agent: only what is named changes, `null` clears. The kind stays for life; `config` is replaced as a whole and
 * parsed for the stored kind.
 */
export const changeAgentSchema = z
  .strictObject({
    name: plainName,
    capabilities: z.array(capabilitySchema).max(200),
    persona: personaSchema.nullable(),
    max_concurrent_tasks: z.number().int().min(1).max(10_000),
    cost_per_task_usd: z.number().min(0).max(1_000_000).nullable(),
    pool: plainName.max(100).nullable(),
    metadata: z.record(z.string(), z.json()),
    breaker: breakerOverrideSchema.nullable(),
    config: z.record(z.string(), z.json()),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change');
export type ChangeAgent = z.output<typeof changeAgentSchema>;

/** The schema of an agent's configuration, by kind. */
export function configSchemaOf(kind: AgentKind): (typeof agentConfigSchemas)[AgentKind] {
  return agentConfigSchemas[kind];
}
