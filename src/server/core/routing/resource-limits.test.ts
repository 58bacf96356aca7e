import { describe, expect, it } from 'vitest';
import { makeSnapshot, makeSpec, NOW, type SnapshotSketch } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import type { ReportedResources } from '../agent/agent.ts';
import { explainDecision } from './explain-decision.ts';

const SAID: ReportedResources = { cpu: null, memoryMb: null, contextUsage: null };

function agent(id: string, { said, ...sketch }: SnapshotSketch & { said?: Partial<ReportedResources> } = {}) {
  const made = makeSnapshot(id, sketch);
  return said === undefined ? made : { ...made, profile: { ...made.profile, reported: { ...SAID, ...said } } };
}

/** Five attempts at `work`, on which a mean stands. */
const record = (more: object) => ({ stats: { work: { attempts: 5, successes: 5, ...more } } });
const place = (agents: ReturnType<typeof agent>[], resource_constraints: object) =>
  routeBatch({ tasks: [{ taskId: 't', spec: makeSpec({ resource_constraints }) }], agents, now: NOW, random: () => 0.5 })[0];

describe('resource constraints', () => {
  it.each([
    ['a cost it is known to have', { max_cost_usd: 0.5 }, record({ meanCostUsd: 0.51 })],
    ['the price agreed with it', { max_cost_usd: 0.5 }, { cost: 0.6 }],
    ['the time it takes', { max_duration_seconds: 10 }, record({ meanDurationMs: 10_001 })],
    ['its processor', { max_cpu: 0.5 }, { said: { cpu: 0.9 } }],
    ['its memory', { max_memory_mb: 512 }, { said: { memoryMb: 513 } }],
    ['its context', { max_context_usage: 0.7 }, { said: { contextUsage: 0.71 } }],
  ])('[R25] leaves out who is beyond a constraint by %s', (_, constraint, beyond) => {
    const unfit = agent('unfit', beyond);
    expect(place([unfit, agent('fit')], constraint)).toMatchObject({
      agentId: 'fit',
      decision: { filtered: { resources: { count: 1, agents: ['unfit'] } } },
    });
    expect(place([unfit], constraint)).toMatchObject({
      wait: { reason: 'no_capable_agent', detail: 'nobody is left of 1: 1 beyond a resource constraint of the task' },
    });
  });

  it('[R25] who is within a constraint, or of whom nothing is known, may have it', () => {
    const constraint = { max_cost_usd: 0.5, max_duration_seconds: 10, max_cpu: 0.5 };
    const few = { stats: { work: { attempts: 4, successes: 4, meanDurationMs: 99_000, meanCostUsd: 9 } } };
    for (const one of [agent('a'), agent('a', few), agent('a', { cost: 0.5, said: { cpu: 0.5 } })])
      expect(place([one], constraint)).toMatchObject({ agentId: 'a', decision: { filtered: {} } });
  });

  it('[R25] what nobody measures is told in the record and its words, and leaves nobody out', () => {
    const placement = place([agent('a')], { gpu: 'two', max_cpu: 1 });
    if (placement === undefined || !('decision' in placement)) throw new Error('somebody can take it');
    expect(placement.decision.unheeded).toEqual(['gpu']);
    expect(explainDecision(placement.decision)).toContain('Nobody measures these resource constraints, so they were not heeded: gpu.');
  });
});
