import { PRIORITIES, type Priority, priorityOf } from '../priority.ts';

/** How much earlier than its ready time a task counts as ready, in ms. */
export const HEAD_START_MS: Record<Priority, number> = { low: 0, medium: 60_000, high: 300_000, critical: 1_800_000 };

/** No task waits behind one that became ready later than this after it, whatever the priorities. */
export const MAX_HEAD_START_MS = Math.max(...PRIORITIES.map((priority) => HEAD_START_MS[priority]));

/**
 * The place in the queue; smaller goes first. It is the time the task became ready (epoch ms) minus a head start for its priority (a
 * stored weight): a critical task overtakes everything that is less than 30 minutes older, and nothing else. The rank is written once and
 * never touched again, yet a task ages: whoever comes later ranks later, so a low task goes before every critical task that is ready 30
 * minutes after it, and none starves.
 */
export function queueRank(at: { readyAtMs: number; priority: number }): bigint {
  return BigInt(Math.trunc(at.readyAtMs)) - BigInt(HEAD_START_MS[priorityOf(at.priority)]);
}
