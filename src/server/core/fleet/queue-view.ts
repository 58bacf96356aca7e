import type { WaitReason } from '../task/state.ts';

/** Tasks that wait for the same thing with the same demands. */
export interface WaitingGroup {
  /** `queued`: nothing holds them; the next dispatch looks at them. */
  reason: WaitReason | 'queued';
  /** What is being done about it, of one of them; null when nothing was said. */
  detail: string | null;
  /** What they ask for; empty: any agent may take them. */
  capabilities: string[];
  tasks: number;
  /** Runs they belong to. */
  runs: number;
  /** Since when the oldest is ready. */
  oldestAt: Date;
  /** The run of the oldest. */
  oldestRunId: string;
}

/** What goes through the queue. */
export interface QueueFlow {
  /** First and later attempts that were given out within the last minute, and attempts that ended in it. */
  givenOut: number;
  ended: number;
  /** From ready to assigned, of the first attempts of the last five minutes; null when there were none. */
  waitP50Ms: number | null;
  waitP95Ms: number | null;
  /** How many stand behind these two. */
  waits: number;
}

/** An execution process: it works on as many attempts at once as it has slots. */
export interface FleetProcess {
  id: string;
  host: string;
  pid: number;
  version: string;
  slots: number;
  running: number;
  startedAt: Date;
}

/** Why nothing is given out. */
export interface QueuePause {
  reason: string;
  by: string;
  byName: string;
  since: Date;
}

export interface QueueView {
  /** Null: tasks are given out. */
  paused: QueuePause | null;
  flow: QueueFlow;
  /** The oldest first. */
  processes: FleetProcess[];
  /** Oldest first. */
  groups: WaitingGroup[];
  tasks: number;
  /** False when more wait than were counted. */
  complete: boolean;
  /** Attempts assigned and not begun, and running. */
  assigned: number;
  running: number;
}
