import type { Occupied } from '../core/routing/await-faster.ts';
import type { RoutableTask } from '../core/routing/route-batch.ts';
import { remainingTime } from '../core/schedule/expected-time.ts';
import type { Queryable } from '../db/queryable.ts';
import { readUnderway } from '../db/read-underway.ts';
import type { LoadedFleet } from './load-fleet.ts';

const NOTHING: Occupied = new Map();

/**
 * When busy agents are free again that tasks of the batch may better wait for. Asks the database only where there are such: while somebody
 * is free, and a much faster one is not.
 */
export async function foreseeEnds(
  db: Queryable,
  fleet: Pick<LoadedFleet, 'router' | 'describe'>,
  batch: { tasks: readonly RoutableTask[]; inFlight: ArrayLike<number>; now: number },
): Promise<Occupied> {
  const agentIds = fleet.router.faster(batch);
  if (agentIds.length === 0) return NOTHING;
  const ends = new Map<string, number[]>();
  for (const { agentId, taskType, elapsedMs } of await readUnderway(db, agentIds)) {
    const left = remainingTime(fleet.describe(agentId, { taskType })?.durationMs, elapsedMs);
    if (left !== null) ends.set(agentId, [...(ends.get(agentId) ?? []), left]);
  }
  return new Map([...ends].map(([agentId, each]) => [agentId, each.toSorted((a, b) => a - b)]));
}
