import type { JsonValue } from '../json.ts';
import type { DecisionEnd } from '../routing/judge-decision.ts';

// What was read of a window, before anything is computed of it.

export interface Span {
  from: Date;
  to: Date;
}

/** A statistic with the number of rows behind it. */
export interface Sampled {
  value: number | null;
  samples: number;
}

export interface AgentWork {
  agentId: string;
  /** Attempts that ended in the window. */
  completed: number;
  failed: number;
  lost: number;
  /** Attempts that were lost and whose task was given to somebody again, or ended. */
  lostReassigned: number;
  /** Time in the window that attempts were running, those that still run included. */
  busyMs: number;
  /** The longest of these times. */
  longestMs: number;
}

export interface ResilienceCounts {
  /** Mean over failures that did not tell themselves, and how many these are. */
  detectionMs: number | null;
  detections: number;
  failures: number;
  recoveryMs: number | null;
  recoveries: number;
  /** Breakers there are, whatever their state. */
  breakers: number;
  breakerTrips: number;
}

export interface JudgedDecision {
  record: JsonValue;
  /** Null before its attempt has ended. */
  end: DecisionEnd | null;
}

export interface WindowReadings {
  window: Span;
  /** A window that ends now knows which slots are taken; of a past one, how long they were. */
  live: boolean;
  work: readonly AgentWork[];
  slots: readonly { agentId: string; slots: number; inFlight: number }[];
  assignment: Sampled;
  dependency: Sampled;
  routing: Sampled;
  decisions: readonly JudgedDecision[];
  runs: { completed: number; failed: number; rolledBack: number };
  intervals: readonly (Span & { runId: string })[];
  resilience: ResilienceCounts;
  scaling: { responseMs: number | null; samples: number };
  workers: { spans: readonly Span[]; since: Date | null };
}
