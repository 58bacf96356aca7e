import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import type { SleepState } from '../core/sleep/sleep-state.ts';
import { type ConsolidationView, findConsolidation } from '../db/consolidations.ts';
import { findOpenCycle, listCycleRows, type SleepCycle } from '../db/sleep-cycles.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { loadAgent } from './read-agent.ts';

export interface SleepCycleView extends SleepCycle {
  /** What was consolidated while it slept; null when nothing was. */
  consolidation: ConsolidationView | null;
}

const place = z.tuple([z.uuid()]);

/** How an agent slept, newest first, and its state now. @throws NotFoundError, MalformedError for a foreign cursor */
export async function listSleepCycles(
  deps: Deps,
  page: { id: string; limit: number; after?: string | undefined },
): Promise<Page<SleepCycleView> & { state: SleepState }> {
  const agent = await loadAgent(deps, page.id);
  const before = decodeCursor(place, page.after)?.[0] ?? null;
  const [rows, open] = await Promise.all([
    listCycleRows(deps.db, agent.id, { limit: page.limit + 1, before }),
    findOpenCycle(deps.db, agent.id),
  ]);
  const cut = cutPage(rows, page.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.id]) });
  const data = await Promise.all(
    cut.data.map(async (cycle) => ({
      ...cycle,
      consolidation: cycle.consolidationId === null ? null : await findConsolidation(deps.db, cycle.consolidationId),
    })),
  );
  return { ...cut, data, state: open?.state ?? 'awake' };
}
