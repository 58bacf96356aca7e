import type { CatchUp, Overlap } from './schedule.ts';

/** An occurrence that is seen later than this was missed: nobody was there. Milliseconds. */
export const ON_TIME_MS = 60_000;
/** Occurrences of one schedule that wait for the run before them; more are skipped. */
export const MOST_QUEUED = 100;

/**
 * Which of the occurrences that have passed are to be fired, oldest first.
 * @param due in order, none later than `now`; epoch ms
 */
export function planFires(due: readonly number[], how: { catchUp: CatchUp; most: number; now: number }): number[] {
  const last = due.at(-1);
  if (last === undefined) return [];
  if (how.catchUp === 'all') return due.slice(-how.most);
  return how.catchUp === 'last' || how.now - last <= ON_TIME_MS ? [last] : [];
}

export type FireDecision = { act: 'start'; cancelFirst: boolean } | { act: 'queue' } | { act: 'skip'; reason: string };

/** What happens to an occurrence while `running` runs of its schedule go on and `queued` occurrences wait before it. */
export function decideOverlap(overlap: Overlap, { running, queued }: { running: number; queued: number }): FireDecision {
  if (overlap === 'allow' || (running === 0 && queued === 0)) return { act: 'start', cancelFirst: false };
  if (overlap === 'cancel_previous') return { act: 'start', cancelFirst: running > 0 };
  if (overlap === 'skip') return { act: 'skip', reason: 'the run before it still goes on' };
  return queued < MOST_QUEUED ? { act: 'queue' } : { act: 'skip', reason: `${MOST_QUEUED} occurrences wait before it` };
}
