import { z } from 'zod';
import { AGENT_KINDS, STORED_AGENT_STATUSES } from '../core/agent/agent.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { cutPage, type Page } from '../core/page.ts';
import { plainName } from '../core/workflow/definition.ts';
import { listAgentRows } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { viewAgents } from './read-agent.ts';

export const listAgentsSchema = z.strictObject({
  limit: z.number().int().min(1).max(500).default(100),
  after: z.string().max(2_000).optional(),
  /** A stored status; `active` includes agents that are shown as busy. */
  status: z.enum(STORED_AGENT_STATUSES).optional(),
  kind: z.enum(AGENT_KINDS).optional(),
  /** Part of the name. */
  text: plainName.optional(),
  includeRetired: z.boolean().default(false),
});
export type ListAgents = z.output<typeof listAgentsSchema>;

const place = z.tuple([z.string()]);

/** Agents in order of name. @throws MalformedError for a foreign cursor */
export async function listAgents(deps: Deps, input: ListAgents): Promise<Page<AgentView>> {
  const { limit, after, ...filter } = input;
  const from = decodeCursor(place, after)?.[0];
  const rows = await listAgentRows(deps.db, filter, { limit: limit + 1, after: from });
  const page = cutPage(rows, limit, { view: (agent) => agent, cursorOf: (agent) => encodeCursor([agent.name]) });
  return { data: await viewAgents(deps, page.data), nextCursor: page.nextCursor };
}
