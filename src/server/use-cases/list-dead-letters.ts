import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import type { DeadLetterView } from '../core/recovery/dead-letter-view.ts';
import { listDeadLetterRows } from '../db/dead-letters.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listDeadLettersSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  /** Only those that wait for a decision, or only decided ones. */
  open: z.boolean().optional(),
  runId: z.uuid().optional(),
});
export type ListDeadLetters = z.output<typeof listDeadLettersSchema>;

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Dead letters, newest first. @throws MalformedError for a foreign cursor */
export async function listDeadLetters(deps: Pick<Deps, 'db'>, input: ListDeadLetters): Promise<Page<DeadLetterView>> {
  const after = decodeCursor(place, input.after) ?? null;
  const rows = await listDeadLetterRows(
    deps.db,
    { open: input.open ?? null, runId: input.runId ?? null },
    { limit: input.limit + 1, after },
  );
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ decidedBy }) => decidedBy ?? []),
  );
  return cutPage(rows, input.limit, {
    view: (row) => ({ ...row, decidedByName: row.decidedBy && nameOf(row.decidedBy) }),
    cursorOf: (row) => encodeCursor([row.parkedAt.toISOString(), row.taskId]),
  });
}
