import { type DutyView, viewDuty } from '../core/duty/duty-view.ts';
import { readDutyRuns } from '../db/read-flow.ts';
import { listNextSchedules, type NextSchedule } from '../db/schedules.ts';
import type { Deps } from '../deps.ts';
import { DUTIES } from '../queue/jobs.ts';

/** The next ones; the page Schedules has all. */
const MOST_SCHEDULES = 20;
/** An occurrence is noted within seconds; after this long nobody does. Milliseconds. */
const LATE_MS = 30_000;

export interface SchedulersView {
  /** By the database's clock, as all times here. */
  readAt: Date;
  duties: DutyView[];
  /** Schedules of workflows, the next to come first. */
  schedules: (NextSchedule & { overdue: boolean })[];
}

/** What happens by itself: the duties of the fleet and the schedules, when each was last, comes next, and whether it is late. */
export async function listSchedulers(deps: Pick<Deps, 'db'>): Promise<SchedulersView> {
  const [{ now, runs }, schedules] = await Promise.all([readDutyRuns(deps.db.pool), listNextSchedules(deps.db.pool, MOST_SCHEDULES)]);
  const duties = Object.entries(DUTIES).map(([name, { everyMs }]) => viewDuty({ name, everyMs }, runs.get(name) ?? null, now));
  return {
    readAt: now,
    duties,
    schedules: schedules.map((schedule) => ({ ...schedule, overdue: now.getTime() - schedule.nextAt.getTime() > LATE_MS })),
  };
}
