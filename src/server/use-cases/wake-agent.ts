import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { statesBefore } from '../core/sleep/sleep-state.ts';
import { endCycle, findOpenCycle, moveCycle } from '../db/sleep-cycles.ts';
import type { Deps } from '../deps.ts';
import { validateCheckpoint } from './checkpoint-agent.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';
import { loadAgent } from './read-agent.ts';
import { saveCheckpoint } from './save-checkpoint.ts';

/**
 * Wakes an agent: it takes work again. The checkpoint from before the sleep is validated (what validation finds is kept with the cycle,
 * it keeps nobody asleep), and a new one is made of what consolidation left.
 * @throws NotFoundError, ConflictError when its status does not allow it
 */
export async function wakeAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<AgentView> {
  const began = performance.now();
  const cycle = await findOpenCycle(deps.db, input.id);
  if (cycle === null) return moveAgent(deps, 'wake', { input, principal });
  await moveCycle(deps.db, cycle.id, { from: statesBefore('wake'), to: 'preparing_wake', set: { wakeReason: input.reason ?? 'by hand' } });
  if (cycle.preCheckpointId !== null) {
    const ids = { agentId: cycle.agentId, checkpointId: cycle.preCheckpointId };
    const { fault } = await validateCheckpoint(deps, ids).catch(() => ({ fault: 'the checkpoint is gone' }));
    if (fault !== null) await moveCycle(deps.db, cycle.id, { from: ['preparing_wake'], to: 'preparing_wake', set: { error: fault } });
  }
  const checkpoint = await saveCheckpoint(deps, await loadAgent(deps, cycle.agentId), { type: 'post_wake', actor: principal.id });
  await moveCycle(deps.db, cycle.id, { from: ['preparing_wake'], to: 'preparing_wake', set: { postCheckpointId: checkpoint.id } });
  const view = await moveAgent(deps, 'wake', { input, principal });
  await endCycle(deps.db, cycle.id, performance.now() - began);
  return view;
}
