import { z } from 'zod';

// What a task may take of an agent. A constraint leaves out whoever is known to be beyond it; of whom nothing is known is not beyond
// anything. Names that nobody measures are kept, heeded by nobody, and said so in the decision.

/** In this order a demand is told from another. */
export const RESOURCE_LIMITS = ['max_cost_usd', 'max_duration_seconds', 'max_cpu', 'max_memory_mb', 'max_context_usage'] as const;
export type ResourceLimit = (typeof RESOURCE_LIMITS)[number];
export type ResourceLimits = Readonly<Partial<Record<ResourceLimit, number>>>;

const ratio = z.number().min(0).max(1).optional();

export const resourceConstraintsSchema = z
  .object({
    /** What a call is expected to cost: what the agent took so far for tasks of the type, else its price. */
    max_cost_usd: z.number().min(0).optional(),
    /** How long it is expected to work, by what it took so far for tasks of the type. */
    max_duration_seconds: z.number().min(0).optional(),
    /** What the agent last said of itself: shares of its processor and of its context in use, and its memory. */
    max_cpu: ratio,
    max_memory_mb: z.number().min(0).optional(),
    max_context_usage: ratio,
  })
  .catchall(z.json());

type Asked = Readonly<Record<string, unknown>> | undefined;

/** The constraints that are heeded; null when there are none. */
export function heededLimits(asked: Asked): ResourceLimits | null {
  if (asked === undefined) return null;
  const said = RESOURCE_LIMITS.filter((name) => typeof asked[name] === 'number');
  return said.length === 0 ? null : Object.fromEntries(said.map((name) => [name, asked[name] as number]));
}

/** Names of constraints that nobody measures. */
export function unheededLimits(asked: Asked): string[] {
  return Object.keys(asked ?? {}).filter((name) => !(RESOURCE_LIMITS as readonly string[]).includes(name));
}
