import { describe, expect, it } from 'vitest';
import { STORED_AGENT_STATUSES, type StoredAgentStatus } from './agent.ts';
import { AGENT_ACTS, REPORTED_STATUSES, statusAfterReport } from './status.ts';

describe('the status of an agent', () => {
  it('[F3] an act leads where it says, and performing it again changes nothing', () => {
    for (const [act, { from, to }] of Object.entries(AGENT_ACTS)) expect(from as readonly string[], act).toContain(to);
  });

  it('[F3] inactive is final: no act and no report leaves it', () => {
    for (const { from } of Object.values(AGENT_ACTS)) expect(from as readonly string[]).not.toContain('inactive');
    for (const reported of REPORTED_STATUSES) expect(statusAfterReport('inactive', reported)).toBe('inactive');
  });

  it.each<StoredAgentStatus>(['maintenance', 'shutting_down', 'inactive'])('[F8] %s stays whatever an agent reports', (stored) => {
    for (const reported of REPORTED_STATUSES) expect(statusAfterReport(stored, reported)).toBe(stored);
  });

  it.each([
    ['active', 'sleeping', 'sleeping'],
    ['active', 'busy', 'active'],
    ['error', 'active', 'active'],
    ['sleeping', 'error', 'error'],
  ] as const)('[F8] %s that reports %s is %s', (stored, reported, after) => {
    expect(statusAfterReport(stored, reported)).toBe(after);
  });

  it('[F8] a heartbeat without a status leaves every status', () => {
    for (const stored of STORED_AGENT_STATUSES) expect(statusAfterReport(stored, undefined)).toBe(stored);
  });
});
