import { z } from 'zod';
import type { EventView } from '../core/run/event-view.ts';
import { listEvents } from '../db/read-events.ts';
import type { Deps } from '../deps.ts';
import { requireRun } from './list-run-tasks.ts';

export const listRunEventsSchema = z.strictObject({
  runId: z.uuid(),
  /** Number of the last event already known. */
  after: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
});
export type ListRunEvents = z.output<typeof listRunEventsSchema>;

/** Events of a run in order, and the number to go on from. @throws NotFoundError */
export async function listRunEvents(deps: Deps, input: ListRunEvents): Promise<{ data: EventView[]; nextAfter: number | null }> {
  await requireRun(deps, input.runId);
  const rows = await listEvents(deps.db, input.runId, { after: input.after, limit: input.limit + 1 });
  const data = rows.slice(0, input.limit);
  return { data, nextAfter: rows.length > input.limit ? (data.at(-1)?.seq ?? null) : null };
}
