import type { Priority } from '../priority.ts';

// What happened in a validation run, as rows say it: everything that is measured is measured of this, and nothing else. Times are epoch
// ms with their fractions.

export interface HistoryAgent {
  id: string;
  name: string;
  slots: number;
  capabilities: readonly string[];
  /** Of its plan: agents that were made alike. */
  group: string;
  /** How long it works at least, milliseconds: it was made so. */
  leastMs: number;
  /** Live attempts after everything was over. */
  heldAtEnd: number;
}

export interface HistoryRun {
  id: string;
  status: string;
  createdAt: number;
  finishedAt: number | null;
  /** Number of its newest event. */
  seq: number;
}

export interface HistoryTask {
  id: string;
  runId: string;
  key: string;
  status: string;
  fence: number;
  required: readonly string[];
  priority: Priority;
  /** Tasks (ids) that it waits for until they have completed. */
  dependsOn: readonly string[];
  /** When it was ready last. */
  readyAt: number | null;
  finishedAt: number | null;
}

export interface HistoryAttempt {
  id: string;
  taskId: string;
  agentId: string;
  number: number;
  fence: number;
  status: string;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** It was begun beside another one of its task. */
  isHedge: boolean;
}

export interface HistoryEvent {
  runId: string;
  seq: number;
  taskId: string | null;
  type: string;
}

export interface HistoryDecision {
  attemptId: string;
  at: number;
  /** How long the batch took to route. */
  routedMs: number | null;
  /** Expected success of the chosen agent, 0..1. */
  expected: number | null;
}

export interface HistoryFailure {
  /** Last proof of life; equal to seenAt where the fault showed itself. */
  beganAt: number;
  seenAt: number;
  /** When its tasks were found to run again or to be over. */
  recoveredAt: number | null;
  subject: string;
}

export interface HistoryFault {
  kind: 'agent' | 'process';
  /** Of an agent. */
  agentId: string | null;
  fault: string;
  from: number;
  until: number;
}

/** The machine and the engine while load was made. */
export interface HistoryReading {
  at: number;
  /** Of the whole machine, 0..100. */
  cpuPercent: number;
  /** Heaps of the engine and of the driver, MB. */
  heapMb: number;
}

export interface ValidationHistory {
  /** From the first arrival to the last end. */
  from: number;
  to: number;
  /** When the last run was handed in. */
  lastArrivalAt: number;
  agents: readonly HistoryAgent[];
  runs: readonly HistoryRun[];
  tasks: readonly HistoryTask[];
  attempts: readonly HistoryAttempt[];
  events: readonly HistoryEvent[];
  decisions: readonly HistoryDecision[];
  failures: readonly HistoryFailure[];
  faults: readonly HistoryFault[];
  readings: readonly HistoryReading[];
  /** Load was held back for this long because work of users was waiting. */
  heldMs: number;
}
