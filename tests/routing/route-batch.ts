import type { AgentSnapshot } from '../../src/server/core/routing/candidates.ts';
import type { Knowledge } from '../../src/server/core/routing/knowledge.ts';
import { type Batch, FleetRouter, type Placement } from '../../src/server/core/routing/route-batch.ts';

/** Places one batch by a fleet that is not kept. */
export function routeBatch({
  agents,
  tasks,
  now,
  random,
  shadow,
  watch,
  ...knowledge
}: Batch & Knowledge & { agents: readonly AgentSnapshot[] }): Placement[] {
  const inFlight = agents.map((agent) => agent.inFlight);
  return new FleetRouter(agents, knowledge).route({ tasks, inFlight, now, random, shadow, watch });
}
