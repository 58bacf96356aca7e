import { describe, expect, it } from 'vitest';
import { agentStatsView, shownAgentStatus } from './agent-view.ts';

describe('an agent as it is shown', () => {
  it('[F7] without history every statistic is null', () => {
    expect(agentStatsView(undefined)).toEqual({ attempts: 0, successRate: null, meanDurationMs: null, costUsd: null });
  });

  it('[F7] rates and means rest on the attempts beside them', () => {
    const shown = agentStatsView({ attempts: 4, successes: 3, durationMsSum: 100, costUsdSum: 0.5 });
    expect(shown).toEqual({ attempts: 4, successRate: 0.75, meanDurationMs: 25, costUsd: 0.5 });
  });

  it.each([
    ['active', 1, 2, 'active'],
    ['active', 2, 2, 'busy'],
    ['active', 3, 2, 'busy'],
    ['maintenance', 2, 2, 'maintenance'],
  ] as const)('[F6] %s with %i of %i slots taken is %s', (status, inFlight, maxConcurrentTasks, shown) => {
    expect(shownAgentStatus({ status, maxConcurrentTasks }, inFlight)).toBe(shown);
  });
});
