import { z } from 'zod';
import { hasRole, type Principal } from '../core/access/principal.ts';
import { ForbiddenError } from '../core/errors.ts';
import { CONTEXT_TYPES } from '../core/memory/context-entry.ts';
import { type RelevantEntry, rankEntries } from '../core/memory/relevance.ts';
import type { ContextReader } from '../db/search-context.ts';
import { findContext } from './find-context.ts';

/** Found before they are put in order by relevance. */
const POOL = 50;

export const searchContextSchema = z.strictObject({
  /** Words to find; "or", quotes and a minus are understood. Where a model for embeddings is set, what means the like is found too, but for
      questions with quotes or a minus: they say exactly what they want. Absent: the newest. */
  query: z.string().trim().min(1).max(500).optional(),
  /** Search with the eyes of this agent. */
  as_agent_id: z.uuid().optional(),
  /** Only what this agent owns. */
  agent_id: z.uuid().optional(),
  type: z.enum(CONTEXT_TYPES).optional(),
  limit: z.number().int().min(1).max(POOL).default(10),
});
export type SearchContext = z.output<typeof searchContextSchema>;

const saysExactly = (query: string): boolean => /"|(^|\s)-\S/.test(query);

function readerOf(input: SearchContext, principal: Principal): ContextReader {
  const operator = hasRole(principal, 'operator');
  if (input.as_agent_id === undefined) return { sees: operator ? 'all' : 'public' };
  if (!operator) throw new ForbiddenError('searching as an agent needs the role operator');
  return { agentId: input.as_agent_id };
}

/**
 * Entries the reader may see, most relevant first: viewers see what is public, operators everything, an agent its own, its team's and
 * what is public.
 * @throws ForbiddenError when a viewer searches as an agent
 */
export async function searchContext(
  deps: Parameters<typeof findContext>[0],
  input: SearchContext,
  principal: Principal,
): Promise<RelevantEntry[]> {
  const reader = readerOf(input, principal);
  const { query } = input;
  const search = {
    reader,
    query: query === undefined ? null : { kind: 'web' as const, text: query },
    ...{ ownerId: input.agent_id ?? null, type: input.type ?? null, limit: POOL },
  };
  const found = await findContext(deps, search, query === undefined || saysExactly(query) ? null : query);
  return rankEntries(found, { reader: input.as_agent_id ?? null, now: Date.now() }).slice(0, input.limit);
}
