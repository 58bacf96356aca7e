import type { StoredAgentStatus } from './agent.ts';

// What people and agents may do to the stored status of an agent.
//
//   active <-> sleeping                     sleep, wake, a heartbeat that says so
//   active <-> error                        a heartbeat that says so
//   active | sleeping | error -> maintenance        drain: what runs ends, nothing new comes
//   maintenance | sleeping | error | shutting_down -> active        activate; takes back a retirement that still drains
//   any but inactive -> shutting_down -> inactive   retire: at once without tasks, else after the last one. Inactive is final.

/** From which states an act is allowed, and where it leads. An act whose aim is already reached is allowed and changes nothing. */
export const AGENT_ACTS = {
  drain: { from: ['active', 'sleeping', 'error', 'maintenance'], to: 'maintenance' },
  activate: { from: ['maintenance', 'sleeping', 'error', 'shutting_down', 'active'], to: 'active' },
  sleep: { from: ['active', 'sleeping'], to: 'sleeping' },
  wake: { from: ['sleeping', 'active'], to: 'active' },
  retire: { from: ['active', 'maintenance', 'sleeping', 'error', 'shutting_down'], to: 'shutting_down' },
} as const satisfies Record<string, { from: readonly StoredAgentStatus[]; to: StoredAgentStatus }>;

export type AgentAct = keyof typeof AGENT_ACTS;

/** What an agent may say of itself. `busy` is recorded with the heartbeat only: whether its slots are taken is counted, not believed. */
export const REPORTED_STATUSES = ['active', 'busy', 'sleeping', 'error'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** States that an agent's own word may leave. What a person decided (maintenance, retirement) stays. */
const OWN_STATES: readonly StoredAgentStatus[] = ['active', 'sleeping', 'error'];

/** The stored status after an agent reported one of itself. */
export function statusAfterReport(stored: StoredAgentStatus, reported: ReportedStatus | undefined): StoredAgentStatus {
  if (reported === undefined || !OWN_STATES.includes(stored)) return stored;
  return reported === 'busy' ? 'active' : reported;
}
