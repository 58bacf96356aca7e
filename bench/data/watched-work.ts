import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import type { Stack } from '../engine/open-stack.ts';
import { BENCH } from '../engine/seed-fleet.ts';

// Runs that are there to be looked at: tasks of one type, so many at once, on a simulated agent of their own.

/** @param seconds how long its tasks may take */
export function fanOf(
  type: string,
  { tasks, atOnce, seconds }: { tasks: number; atOnce: number; seconds: number },
): WorkflowDefinitionInput {
  return {
    name: `watched ${type}`,
    max_concurrent_tasks: atOnce,
    max_agents: 100,
    tasks: Array.from({ length: tasks }, (_, at) => ({
      task_id: `t-${at}`,
      task_type: type,
      required_capabilities: [type],
      timeout_seconds: seconds,
    })),
  };
}

/** A simulated agent that takes so long for a task. */
export async function addAgent({ deps }: Stack, { type, ms, slots }: { type: string; ms: number; slots: number }): Promise<void> {
  const config = { latency_ms: ms };
  const capabilities = [{ name: type, proficiency: 1 }];
  await registerAgent(
    deps,
    registerAgentSchema.parse({
      name: `bench ${type} ${deps.newId()}`,
      kind: 'simulated',
      capabilities,
      max_concurrent_tasks: slots,
      config,
    }),
    BENCH,
  );
}
