import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { type CycleType, nextSleepState, statesBefore } from '../core/sleep/sleep-state.ts';
import { plainName } from '../core/workflow/definition.ts';
import { moveCycle, openCycle } from '../db/sleep-cycles.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';
import { loadAgent, readAgent } from './read-agent.ts';
import { redistributeAgent } from './redistribute-agent.ts';
import { saveCheckpoint } from './save-checkpoint.ts';

export const sleepAgentSchema = z.strictObject({
  reason: plainName.optional(),
  /** Absent: until it is woken. */
  duration_minutes: z.number().int().min(1).max(43_200).optional(),
});

export interface SleepAgentInput extends AgentActInput {
  /** Absent: until it is woken. */
  forMs?: number | undefined;
  /** Default: manual. */
  type?: CycleType | undefined;
}

/**
 * Sends an agent to sleep: it takes nothing new, what it has not begun goes to others, what it is and remembers is kept in a checkpoint.
 * Its context is consolidated while it sleeps (tend-sleepers). An agent that sleeps already sleeps on.
 * @throws NotFoundError, ConflictError when its status does not allow it
 */
export async function sleepAgent(deps: Deps, input: SleepAgentInput, principal: Principal): Promise<AgentView> {
  const { type = 'manual', reason, forMs = null } = input;
  await moveAgent(deps, 'sleep', { input: { id: input.id, reason }, principal });
  const id = deps.newId();
  const state = nextSleepState('awake', 'sleep') ?? 'preparing_sleep';
  const opened = await openCycle(deps.db, { id, agentId: input.id, type, state, reason: reason ?? 'by hand', forMs });
  if (!opened) return readAgent(deps, input.id);
  await redistributeAgent(deps, input.id, principal);
  await prepareSleep(deps, { cycleId: id, agentId: input.id, type }, principal);
  return readAgent(deps, input.id);
}

/** The rest of falling asleep; also for a cycle that a process left behind half done. */
export async function prepareSleep(
  deps: Deps,
  cycle: { cycleId: string; agentId: string; type: CycleType },
  principal: Principal,
): Promise<void> {
  const checkpointType = cycle.type === 'emergency' ? 'emergency' : 'pre_sleep';
  const agent = await loadAgent(deps, cycle.agentId);
  const { id: preCheckpointId } = await saveCheckpoint(deps, agent, { type: checkpointType, actor: principal.id });
  await moveCycle(deps.db, cycle.cycleId, { from: statesBefore('prepared'), to: 'sleeping', set: { preCheckpointId } });
}
