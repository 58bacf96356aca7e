import { z } from 'zod';
import { type AgentAttempt, listAgentAttempts as listRows } from '../db/read-attempts.ts';
import type { Deps } from '../deps.ts';
import { loadAgent } from './read-agent.ts';

export const listAgentAttemptsSchema = z.strictObject({ id: z.uuid(), limit: z.number().int().min(1).max(200).default(20) });

/** What an agent did lately, newest first; as far back as the newest 20,000 attempts of the fleet go. @throws NotFoundError */
export async function listAgentAttempts(deps: Deps, input: z.output<typeof listAgentAttemptsSchema>): Promise<{ data: AgentAttempt[] }> {
  await loadAgent(deps, input.id);
  return { data: await listRows(deps.db, input.id, input.limit) };
}
