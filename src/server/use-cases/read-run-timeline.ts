import type { Page } from '../core/page.ts';
import { type TimelineRow, timelineRow } from '../core/run/timeline.ts';
import type { Deps } from '../deps.ts';
import { type ListRunTasks, listRunTasks } from './list-run-tasks.ts';

/** The spans of a run's tasks, a page of tasks at a time. @throws NotFoundError, MalformedError for a foreign cursor */
export async function readRunTimeline(deps: Deps, input: ListRunTasks): Promise<Page<TimelineRow>> {
  const page = await listRunTasks(deps, input);
  return { data: page.data.map(timelineRow), nextCursor: page.nextCursor };
}
