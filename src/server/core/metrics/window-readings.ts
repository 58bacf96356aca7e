import type { WindowSums } from './window-sums.ts';

// What was read of a window, before anything is computed of it.

export interface Span {
  from: Date;
  to: Date;
}

export interface ResilienceCounts {
  /** Mean over failures that did not tell themselves, and how many these are. */
  detectionMs: number | null;
  detections: number;
  failures: number;
  /** Mean over recoveries that ended in the window and were found to work. */
  recoveryMs: number | null;
  recoveries: number;
  /** Breakers there are, whatever their state. */
  breakers: number;
  breakerTrips: number;
  /** Attempts that were lost, and those whose task was given to somebody again, or ended. */
  lost: number;
  lostReassigned: number;
}

export interface WindowReadings {
  window: Span;
  /** A window that ends now knows which slots are taken; of a past one, how long they were. */
  live: boolean;
  /** What happens often, added up. */
  sums: WindowSums;
  slots: readonly { agentId: string; slots: number; inFlight: number }[];
  resilience: ResilienceCounts;
  scaling: { responseMs: number | null; samples: number };
  workers: { spans: readonly Span[]; since: Date | null };
}
