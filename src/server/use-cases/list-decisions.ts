import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { plainName, ROUTING_STRATEGIES } from '../core/workflow/definition.ts';
import { type DecisionSummary, listDecisionRows, type RecentTaskType, recentTaskTypes } from '../db/list-decisions.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listDecisionsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  taskType: plainName.optional(),
  agentId: z.uuid().optional(),
  strategy: z.enum(ROUTING_STRATEGIES).optional(),
  explored: z.boolean().optional(),
  /** Made at or after, and before. */
  from: z.date().optional(),
  to: z.date().optional(),
});
export type ListDecisions = z.output<typeof listDecisionsSchema>;

const place = z.tuple([z.uuid()]);

/** Decisions, newest first. @throws MalformedError for a foreign cursor */
export async function listDecisions(deps: Pick<Deps, 'db'>, input: ListDecisions): Promise<Page<DecisionSummary>> {
  const { limit, after, ...filter } = input;
  const from = decodeCursor(place, after)?.[0] ?? null;
  const rows = await listDecisionRows(deps.db, filter, { limit: limit + 1, after: from });
  return cutPage(rows, limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.id]) });
}

/** The types of recent tasks, for filters. */
export const listTaskTypes = (deps: Pick<Deps, 'db'>): Promise<RecentTaskType[]> => recentTaskTypes(deps.db);
