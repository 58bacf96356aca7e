import type { AgentView } from '../core/agent/agent-view.ts';
import type { Heartbeat } from '../core/agent/heartbeat.ts';
import { statusAfterReport } from '../core/agent/status.ts';
import { ConflictError } from '../core/errors.ts';
import { silentAt } from '../core/heartbeat/signs-of-life.ts';
import { recordHeartbeat } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { loadAgent, readAgent } from './read-agent.ts';

/** Tries until the status stands still; an operator's act in between wins. */
const TRIES = 3;

/**
 * Records an agent's sign of life. Its own word may move it between active, sleeping and error; what an operator decided stays.
 * @throws NotFoundError, ConflictError when it is retired or its status changes without end
 */
export async function heartbeatAgent(deps: Deps, input: { id: string; beat: Heartbeat }): Promise<AgentView> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const agent = await loadAgent(deps, input.id);
    if (agent.retiredAt !== null) throw new ConflictError(`agent ${agent.name} is retired`);
    const becomes = statusAfterReport(agent.status, input.beat.status);
    if (await recordHeartbeat(deps.db, agent.id, { values: input.beat, was: agent.status, becomes })) {
      const back = agent.kind === 'worker' && Date.now() > silentAt(agent);
      deps.feed.publish(becomes !== agent.status || back ? ['agents', 'ready'] : ['agents']);
      return readAgent(deps, agent.id);
    }
  }
  throw new ConflictError('the status of the agent keeps changing; send the heartbeat again');
}
