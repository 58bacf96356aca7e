import type { TransitionView } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';

/** A stretch of one state, as shares of the strip. */
export interface StripSegment {
  state: BreakerStatus;
  from: number;
  to: number;
}

export interface StripInput {
  state: BreakerStatus;
  createdAt: Date;
  /** Of this breaker, oldest first. */
  transitions: readonly Pick<TransitionView, 'from' | 'to' | 'at'>[];
  /** The strip's ends, epoch ms. */
  start: number;
  end: number;
}

/** What state a breaker was in when. Before it existed there is nothing. */
export function stripSegments({ state, createdAt, transitions, start, end }: StripInput): StripSegment[] {
  const share = (at: number) => Math.min(1, Math.max(0, (at - start) / (end - start)));
  const within = transitions.filter(({ at }) => at.getTime() > start && at.getTime() <= end);
  const segments: StripSegment[] = [];
  let from = share(createdAt.getTime());
  for (const { from: before, at } of within) {
    const to = share(at.getTime());
    if (to > from) segments.push({ state: before, from, to });
    from = Math.max(from, to);
  }
  if (from < 1) segments.push({ state: within.at(-1)?.to ?? state, from, to: 1 });
  return segments;
}
