import { expect, test } from 'vitest';
import { injectFaultSchema } from './asked-fault.ts';
import { isActing, mayBeBroken } from './injection.ts';

test.each([
  [{ kind: 'simulated', metadata: {} }, true],
  [{ kind: 'command', metadata: { demo: true } }, true],
  [{ kind: 'command', metadata: { demo: 'true' } }, false],
  [{ kind: 'http', metadata: {} }, false],
  [{ kind: 'http', metadata: null }, false],
])('[CH30] %j may be broken: %s', (agent, allowed) => {
  expect(mayBeBroken(agent)).toBe(allowed);
});

test('[CH30] an injection is bounded in time and has a reason', () => {
  const wanted = { agent_id: '01920000-0000-4000-8000-000000000001', fault: 'hung', reason: 'a drill' };
  expect(injectFaultSchema.parse(wanted).duration_seconds).toBe(60);
  for (const wrong of [{ duration_seconds: 4 }, { duration_seconds: 601 }, { reason: '' }, { fault: 'poisoned' }]) {
    expect(injectFaultSchema.safeParse({ ...wanted, ...wrong }).success).toBe(false);
  }
});

test('[CH31] an injection acts until its time is over or somebody ends it', () => {
  const endsAt = new Date(2_000);
  expect(isActing({ endsAt, endedAt: null }, 1_999)).toBe(true);
  expect(isActing({ endsAt, endedAt: null }, 2_000)).toBe(false);
  expect(isActing({ endsAt, endedAt: new Date(1_000) }, 1_500)).toBe(false);
});
