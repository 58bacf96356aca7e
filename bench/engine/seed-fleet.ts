import type { Principal } from '../../src/server/core/access/principal.ts';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import type { Deps } from '../../src/server/deps.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { CAPABILITY } from './definitions.ts';

export const BENCH: Principal = { id: 'system:bench', kind: 'system', name: 'benchmark', role: 'admin' };

const AGENTS = 100;
/** Together more than a process executes at once: the agents' limits are not what is measured. */
const SLOTS = 20;

/** Those, unless they are there already. */
export async function ensureFleet(deps: Deps): Promise<void> {
  const { rows } = await deps.db.pool.query("SELECT 1 FROM agent WHERE name = 'bench agent 1'");
  if (rows.length === 0) await seedFleet(deps);
}

/** 100 simulated agents that answer at once. */
export async function seedFleet(deps: Deps): Promise<void> {
  for (let at = 1; at <= AGENTS; at += 1) {
    const agent = registerAgentSchema.parse({
      name: `bench agent ${at}`,
      kind: 'simulated',
      capabilities: [{ name: CAPABILITY, proficiency: 0.5 + (at % 50) / 100 }],
      max_concurrent_tasks: SLOTS,
      config: { latency_ms: 0 },
    });
    await registerAgent(deps, agent, BENCH);
  }
}
