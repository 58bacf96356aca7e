import { checkAgentConfig } from '../agents/check-agent-config.ts';
import type { Principal } from '../core/access/principal.ts';
import { configSchemaOf } from '../core/agent/change-agent.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { changeAgent } from '../db/agents.ts';
import { type CheckpointInfo, findCheckpoint, listCheckpointRows, markValidated } from '../db/checkpoints.ts';
import { deleteEntries, insertEntry, lockAgentEntries } from '../db/context-entries.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Deps } from '../deps.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { permitCommandAgent } from './permit-command-agent.ts';
import { loadAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';
import { checkpointContentSchema, checksumOf, saveCheckpoint } from './save-checkpoint.ts';

interface CheckpointId {
  agentId: string;
  checkpointId: string;
}

/** @throws NotFoundError, ConflictError when the agent is retired */
export async function createCheckpoint(deps: Deps, agentId: string, principal: Principal): Promise<CheckpointInfo> {
  const agent = await loadAgent(deps, agentId);
  if (agent.retiredAt !== null) throw new ConflictError(`agent ${agent.name} is retired`);
  const checkpoint = await saveCheckpoint(deps, agent, { type: 'manual', actor: principal.id });
  const detail = { checkpoint_id: checkpoint.id };
  await recordAudit(deps, { actor: principal.id, action: 'agent.checkpoint', subject: `agent:${agent.id}`, detail });
  return checkpoint;
}

/** Newest first; there are never more than ten. @throws NotFoundError */
export async function listCheckpoints(deps: Deps, agentId: string): Promise<CheckpointInfo[]> {
  await loadAgent(deps, agentId);
  return listCheckpointRows(deps.db, agentId);
}

async function load(deps: Deps, { agentId, checkpointId }: CheckpointId) {
  const checkpoint = await findCheckpoint(deps.db, agentId, checkpointId);
  if (checkpoint === null) throw new NotFoundError(`agent ${agentId} has no checkpoint ${checkpointId}`);
  return checkpoint;
}

type Loaded = Awaited<ReturnType<typeof load>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a checkpoint, or its content. */
function examine({ content, sha256 }: Loaded): { fault: string } | { parsed: ReturnType<typeof checkpointContentSchema.parse> } {
  if (checksumOf(content) !== sha256) return { fault: 'the content does not match its checksum' };
  const parsed = checkpointContentSchema.safeParse(parseJson(content));
  return parsed.success ? { parsed: parsed.data } : { fault: 'the content is not one that this version reads' };
}

/** Compares a checkpoint with its checksum and reads it. @throws NotFoundError */
export async function validateCheckpoint(deps: Deps, id: CheckpointId): Promise<CheckpointInfo> {
  const checkpoint = await load(deps, id);
  const examined = examine(checkpoint);
  await markValidated(deps.db, checkpoint.id, 'fault' in examined ? examined.fault : null);
  const { content: _, ...info } = await load(deps, id);
  return info;
}

/**
 * Makes an agent what it was: capabilities, persona, limits, configuration and everything it remembered. What it is now is kept in a
 * checkpoint of its own first. Tasks it holds are not touched.
 * @returns the checkpoint of what it was until now
 * @throws NotFoundError, ConflictError when the checkpoint is damaged or the agent is retired, and what `registerAgent` throws for a
 *   configuration that may no longer be
 */
export async function restoreCheckpoint(deps: Deps, id: CheckpointId, principal: Principal): Promise<CheckpointInfo> {
  const [agent, checkpoint] = await Promise.all([loadAgent(deps, id.agentId), load(deps, id)]);
  const examined = examine(checkpoint);
  if ('fault' in examined) {
    await markValidated(deps.db, checkpoint.id, examined.fault);
    throw new ConflictError(`checkpoint ${checkpoint.id} cannot be restored: ${examined.fault}`);
  }
  const { config: stored, kind: _, ...rest } = examined.parsed.agent;
  const config = configSchemaOf(agent.kind).parse(stored);
  await permitCommandAgent(deps, agent.kind, { name: agent.name, principal });
  checkAgentConfig(agent.kind, config, egressPolicyOf(deps.env));
  const before = await saveCheckpoint(deps, agent, { type: 'error_recovery', actor: principal.id });
  if ((await changeAgent(deps.db, agent.id, { ...rest, config })) === null) throw new ConflictError(`agent ${agent.name} is retired`);
  await inTransaction(deps.db, async (client) => {
    const current = await lockAgentEntries(client, agent.id);
    await deleteEntries(
      client,
      [...current, ...examined.parsed.entries].map((entry) => entry.id),
    );
    for (const entry of examined.parsed.entries) await insertEntry(client, { ...entry, agentId: agent.id });
  });
  const detail = { checkpoint_id: checkpoint.id, entries: examined.parsed.entries.length };
  await recordAudit(deps, { actor: principal.id, action: 'agent.restore', subject: `agent:${agent.id}`, detail });
  deps.feed.publish(['agents', 'ready']);
  return before;
}
