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

export interface QueueView {
  /** Oldest first. */
  groups: WaitingGroup[];
  tasks: number;
  /** False when more wait than were counted. */
  complete: boolean;
  /** Attempts assigned and not begun, and running. */
  assigned: number;
  running: number;
}
