import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { plainName } from '../core/workflow/definition.ts';
import type { WorkflowSummary } from '../core/workflow/workflow-view.ts';
import { findLastRuns, listWorkflowRows } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listWorkflowsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  /** Part of the name or the slug. */
  text: plainName.optional(),
});
export type ListWorkflows = z.output<typeof listWorkflowsSchema>;

const place = z.tuple([z.string()]);

/** Stored workflows in order of slug, each with its newest run. @throws MalformedError for a foreign cursor */
export async function listWorkflows(deps: Deps, input: ListWorkflows): Promise<Page<WorkflowSummary>> {
  const from = decodeCursor(place, input.after)?.[0];
  const rows = await listWorkflowRows(deps.db, { text: input.text }, { limit: input.limit + 1, after: from });
  const [lastRuns, nameOf] = await Promise.all([
    findLastRuns(
      deps.db,
      rows.map((row) => row.slug),
    ),
    nameActors(
      deps,
      rows.map((row) => row.createdBy),
    ),
  ]);
  return cutPage(rows, input.limit, {
    view: ({ uuid: _, slug, ...row }) => ({ ...row, id: slug, lastRun: lastRuns.get(slug) ?? null, createdByName: nameOf(row.createdBy) }),
    cursorOf: (row) => encodeCursor([row.slug]),
  });
}
