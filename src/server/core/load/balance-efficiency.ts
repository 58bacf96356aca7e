/** What an agent did in a window. */
export interface AgentShare {
  /** Attempts it may hold at once, at least 1. */
  slots: number;
  /** Time its attempts were running, over all slots. */
  busyMs: number;
  /** The longest of them. */
  longestMs: number;
}

/**
 * How close a fleet came to the best distribution of the work it did: the least time in which this work could have been done, divided by
 * the time that the busiest agent was at it. The least time is that of work spread evenly over all slots, but not less than the longest
 * piece, which nobody can divide. 1 is the best there is. That only some agents can do some work is not counted: a fleet of specialists
 * may stay below 1 with nothing to improve. Null without work.
 */
export function balanceEfficiency(shares: readonly AgentShare[]): number | null {
  let [busy, slots, longest, busiest] = [0, 0, 0, 0];
  for (const share of shares) {
    busy += share.busyMs;
    slots += share.slots;
    longest = Math.max(longest, share.longestMs);
    busiest = Math.max(busiest, share.busyMs / share.slots, share.longestMs);
  }
  return busiest <= 0 ? null : Math.min(1, Math.max(busy / slots, longest) / busiest);
}
