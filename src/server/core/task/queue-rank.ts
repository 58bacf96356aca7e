import { type Priority, priorityOf } from '../priority.ts';

/** How much earlier than its ready time a task of each priority counts as ready, in ms. */
export const HEAD_START_MS: Record<Priority, number> = { low: 0, medium: 60_000, high: 300_000, critical: 1_800_000 };

/** A task that may be delayed by less than this is put forward by the rest of it, in ms: as long as a critical one is. */
const PATIENT_MS = HEAD_START_MS.critical;

export interface QueuePlace {
  /** A stored weight, see core/priority.ts. */
  priority: number;
  /** How long it may wait, as its definition says; ms. Absent: as its priority has it. */
  maxDelayMs?: number | undefined;
  /** How far it steps back for the critical path of its run, see core/schedule/path-yield.ts; 0 unless its run has one. */
  yieldMs?: number;
}

/**
 * How much earlier than its ready time a task counts as ready, in ms: by its priority or by how little it may be delayed, whichever is
 * more, less what it yields. May be negative.
 */
export function headStartMs({ priority, maxDelayMs = PATIENT_MS, yieldMs = 0 }: QueuePlace): number {
  return Math.max(HEAD_START_MS[priorityOf(priority)], Math.round(PATIENT_MS - maxDelayMs)) - yieldMs;
}

/**
 * The place in the queue; smaller goes first. It is the time the task became ready (epoch ms) minus its head start: a critical task
 * overtakes everything that is less than 30 minutes older, and nothing else. The rank is written once and never touched again, yet a task
 * ages: whoever comes later ranks later, so a low task goes before every critical task that is ready half an hour after it, and none
 * starves.
 */
export function queueRank({ readyAtMs, ...place }: { readyAtMs: number } & QueuePlace): bigint {
  return BigInt(Math.trunc(readyAtMs)) - BigInt(headStartMs(place));
}
