import { createHash } from 'node:crypto';
import { z } from 'zod';
import { agentConfigSchemas, capabilitySchema, personaSchema } from '../core/agent/agent.ts';
import type { StoredAgent } from '../core/agent/agent-view.ts';
import { ACCESS_LEVELS, CONTEXT_TYPES } from '../core/memory/context-entry.ts';
import type { CheckpointType } from '../core/sleep/sleep-state.ts';
import { type CheckpointInfo, insertCheckpoint } from '../db/checkpoints.ts';
import { readAgentEntries } from '../db/context-entries.ts';
import type { Deps } from '../deps.ts';

/** Checkpoints kept of an agent. */
export const KEPT_CHECKPOINTS = 10;

const time = z.coerce.date();
const entrySchema = z.object({
  id: z.uuid(),
  agentId: z.uuid().nullable(),
  title: z.string(),
  content: z.string(),
  type: z.enum(CONTEXT_TYPES),
  access: z.enum(ACCESS_LEVELS),
  importance: z.number(),
  tags: z.array(z.string()),
  accessCount: z.number(),
  accessedAt: time.nullable(),
  consolidatedFrom: z.array(z.string()),
  sourceTaskId: z.string().nullable(),
  createdBy: z.string(),
  createdAt: time,
  updatedAt: time,
});

/** What a checkpoint holds: what makes the agent who it is, and what it remembers. */
export const checkpointContentSchema = z.object({
  v: z.literal(1),
  agent: z.object({
    kind: z.enum(Object.keys(agentConfigSchemas) as [keyof typeof agentConfigSchemas]),
    capabilities: z.array(capabilitySchema),
    persona: personaSchema.nullable(),
    maxConcurrentTasks: z.number().int().min(1),
    costPerTaskUsd: z.number().nullable(),
    config: z.record(z.string(), z.json()),
  }),
  entries: z.array(entrySchema),
});

export const checksumOf = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Stores what an agent is and remembers now; of all its checkpoints the newest 10 stay. */
export async function saveCheckpoint(deps: Deps, agent: StoredAgent, by: { type: CheckpointType; actor: string }): Promise<CheckpointInfo> {
  const entries = await readAgentEntries(deps.db.pool, agent.id);
  const { kind, capabilities, persona, maxConcurrentTasks, costPerTaskUsd, config } = agent;
  const content = JSON.stringify({ v: 1, agent: { kind, capabilities, persona, maxConcurrentTasks, costPerTaskUsd, config }, entries });
  const facts = { id: deps.newId(), agentId: agent.id, type: by.type, content, createdBy: by.actor };
  const size = Buffer.byteLength(content);
  return insertCheckpoint(deps.db, { ...facts, sha256: checksumOf(content), size, entries: entries.length }, KEPT_CHECKPOINTS);
}
