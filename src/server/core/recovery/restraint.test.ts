import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeShedding } from './judge-shedding.ts';
import { type Restraint, restrainAgent, shedBelow } from './restraint.ts';

const AGENT = { id: 'a', pool: 'east', status: 'active', maxConcurrentTasks: 8 };
const restraint = (over: Partial<Restraint>): Restraint => ({
  id: 'r',
  kind: 'isolated',
  subject: 'fleet',
  amount: null,
  reason: 'why',
  by: 'system:test',
  beganAt: new Date(0),
  endsAt: null,
  ...over,
});

describe('restraints', () => {
  it.each<[string, Partial<Restraint>, object]>([
    ['isolates the agent it names', { subject: 'agent:a' }, { status: 'error' }],
    ['isolates the agents of its pool', { subject: 'pool:east' }, { status: 'error' }],
    ['leaves other pools alone', { subject: 'pool:west' }, { status: 'active' }],
    ['leaves others alone', { subject: 'agent:b' }, { status: 'active' }],
    ['takes slots', { kind: 'degraded', subject: 'agent:a', amount: 0.5 }, { maxConcurrentTasks: 4, status: 'active' }],
    ['never takes the last slot', { kind: 'degraded', amount: 0.01 }, { maxConcurrentTasks: 1 }],
  ])('[RC7] %s', (_, over, becomes) => {
    expect(restrainAgent(AGENT, [restraint(over)])).toMatchObject(becomes);
  });

  it('[RC7] an agent that nothing concerns is the same object', () => {
    expect(restrainAgent(AGENT, [restraint({ kind: 'shed', amount: 5 }), restraint({ kind: 'stopped' })])).toBe(AGENT);
  });

  it('[RC7] of several sheddings the strictest counts', () => {
    expect(shedBelow([])).toBeNull();
    expect(shedBelow([restraint({ kind: 'shed', amount: 5 }), restraint({ kind: 'shed', amount: 8 })])).toBe(8);
  });
});

describe('shedding', () => {
  it.each<[number, number | null, number | null]>([
    [100, null, null],
    [101, null, 5],
    [60, 5, 5],
    [50, 5, null],
    [201, null, 8],
    [150, 8, 8],
    [401, null, 10],
    [100, 10, 5],
  ])('[RC8] %i waiting at a limit of 100, %s in force: below %s', (waiting, current, below) => {
    expect(judgeShedding({ waiting, limit: 100, current })).toBe(below);
  });

  it('[RC8] the level follows the queue, and an unchanged queue keeps it', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 1_000 }), (waiting, limit) => {
        const level = judgeShedding({ waiting, limit, current: null });
        expect(judgeShedding({ waiting, limit, current: level })).toBe(level);
        expect(judgeShedding({ waiting: 0, limit, current: level })).toBeNull();
      }),
    );
  });
});
