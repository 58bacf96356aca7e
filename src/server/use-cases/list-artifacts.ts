import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import type { ArtifactView } from '../core/run/artifact-view.ts';
import { listArtifactRows } from '../db/read-artifacts.ts';
import type { Deps } from '../deps.ts';
import { requireRun } from './list-run-tasks.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listArtifactsSchema = z.strictObject({
  runId: z.uuid(),
  /** Only those of this task (its row id). */
  taskId: z.uuid().optional(),
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
});
export type ListArtifacts = z.output<typeof listArtifactsSchema>;

const place = z.tuple([z.uuid()]);

/** Artifacts of a run, oldest first, without their contents. @throws NotFoundError, MalformedError for a foreign cursor */
export async function listArtifacts(deps: Deps, input: ListArtifacts): Promise<Page<ArtifactView>> {
  const from = decodeCursor(place, input.after)?.[0];
  await requireRun(deps, input.runId);
  const rows = await listArtifactRows(deps.db, input, { limit: input.limit + 1, after: from });
  return cutPage(rows, input.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.id]) });
}
