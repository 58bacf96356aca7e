// The states of a run:  created -> running <-> paused -> completed | failed | cancelled. Terminal is final.

export const RUN_STATUSES = ['created', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const OPEN_RUN_STATUSES = ['created', 'running', 'paused'] as const;
export const TERMINAL_RUN_STATUSES = ['completed', 'failed', 'cancelled'] as const;

export function isTerminalRun(status: RunStatus): boolean {
  return (TERMINAL_RUN_STATUSES as readonly string[]).includes(status);
}
