import { describe, expect, it } from 'vitest';
import { acquireAll, type Guard } from './acquire-all.ts';
import { createBreaker } from './breaker.ts';
import { PRESETS } from './presets.ts';

const RULES = { ...PRESETS.agent, openJitter: 0 };
const guard = (resourceId: string, status: 'closed' | 'open'): Guard => ({
  resourceId,
  rules: RULES,
  state: createBreaker(RULES, { now: 0, status }),
});
const READY = RULES.openWaitMs;

describe('acquireAll', () => {
  it('[BR22] a call takes a permit of every breaker it passes', () => {
    const guards = [guard('agent', 'closed'), guard('host', 'open')];
    const passed = acquireAll(guards, READY);
    expect(passed).toMatchObject({ permitted: true, states: [{ status: 'closed' }, { status: 'half_open', granted: 1 }] });
    expect(passed.permitted && passed.states[0]).toBe(guards[0]?.state);
    expect(acquireAll([], 0)).toEqual({ permitted: true, states: [] });
  });

  it('[BR22] or of none, when one of them refuses', () => {
    const guards = [guard('agent', 'open'), guard('host', 'open')];
    expect(acquireAll([guards[0] as Guard, guard('host', 'open')], READY - 1)).toMatchObject({
      permitted: false,
      refusedBy: 'agent',
      state: { refused: 1 },
    });
    const held: Guard = { ...guard('workflow', 'open'), rules: { ...RULES, openExpiry: 'exclusive' } };
    expect(acquireAll([...guards, held], READY)).toMatchObject({
      permitted: false,
      refusedBy: 'workflow',
      state: { status: 'open', refused: 1 },
    });
    expect(guards.map(({ state }) => state.granted)).toEqual([0, 0]);
  });
});
