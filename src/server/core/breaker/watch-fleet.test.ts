import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, record } from './breaker.ts';
import { applyChange, applyCommand } from './change.ts';
import { resolvePolicy } from './policy-override.ts';
import { PRESETS } from './presets.ts';
import { agentBreaker, hostBreaker, parseBreakerResource, taskTypeBreaker } from './resource.ts';
import type { WatchedBreaker } from './restrictions.ts';
import type { BreakerState } from './state.ts';
import { FleetWatch, isWatched, type WatchedFleet } from './watch-fleet.ts';

const NOW = 1_000_000;
const IDS = ['a', 'b', 'c', 'd'];
const FLEET: WatchedFleet = {
  ids: IDS,
  slots: Int32Array.from([10, 10, 10, 10]),
  positionOf: (id) => IDS.indexOf(id),
  agentsAt: (host) => (host === 'shared' ? [0, 1] : []),
};
const EVERYBODY = [0, 1, 2, 3];

function breakerOf(resourceId: string, change: (state: BreakerState, rules: WatchedBreaker['rules']) => BreakerState): WatchedBreaker {
  const resource = parseBreakerResource(resourceId)!;
  const rules = PRESETS[resource.type];
  return { resourceId, resource, rules, state: change(createBreaker(rules, { now: NOW }), rules) };
}
const open = (resourceId: string) =>
  breakerOf(resourceId, (state, rules) =>
    Array.from({ length: 10 }).reduce<BreakerState>(
      (now) => record(rules, now, { kind: 'failure', generation: 0, at: NOW, durationMs: 1 }),
      state,
    ),
  );
const barred = (breakers: WatchedBreaker[], taskType = 'work', at = NOW) => {
  const barrier = new FleetWatch(FLEET, breakers, at).bar(EVERYBODY, taskType);
  return barrier && [...barrier.barred].join('');
};

describe('parseBreakerResource', () => {
  it.each([
    ['agent:x', { type: 'agent', agentId: 'x' }],
    ['agent:x/a/b', { type: 'agent_task_type', agentId: 'x', taskType: 'a/b' }],
    ['host:h:80', { type: 'provider_host', host: 'h:80' }],
    ['workflow:w', { type: 'workflow', workflowId: 'w' }],
    ['agent:', null],
    ['agent:/t', null],
    ['agent:x/', null],
    ['other:x', null],
    ['x', null],
    [`host:${'h'.repeat(400)}`, null],
  ])('[BR23] %s', (id, resource) => {
    expect(parseBreakerResource(id)).toEqual(resource);
  });
});

describe('FleetWatch', () => {
  it('[BR24] a fleet whose breakers are closed is not watched at all', () => {
    expect(isWatched(createBreaker(PRESETS.agent, { now: NOW }), NOW)).toBe(false);
    expect(barred([])).toBeNull();
  });

  it('[BR24] an open breaker keeps its agent away: at everything, at one type of task, or with all of its host', () => {
    expect(barred([open(agentBreaker('b'))])).toBe('0100');
    expect(barred([open(taskTypeBreaker('b', 'work'))])).toBe('0100');
    expect(barred([open(taskTypeBreaker('b', 'other'))])).toBeNull();
    expect(barred([open(hostBreaker('shared'))])).toBe('1100');
    expect(barred([open(agentBreaker('gone'))])).toBeNull();
  });

  it('[BR24] the rules of the pool hold: a cap on who is out, everybody back in panic, nobody when all are out', () => {
    const [first, second, third, fourth] = IDS.map((id, at) => {
      const breaker = open(agentBreaker(id));
      return { ...breaker, state: { ...breaker.state, openedAt: NOW - 10 + at } };
    }) as [WatchedBreaker, WatchedBreaker, WatchedBreaker, WatchedBreaker];
    expect(barred([first, second, third])).toBe('1100');
    expect(barred([first, second, third, fourth])).toBe('1111');
  });

  it('[BR24] who is isolated by a person is no part of the pool, and waits for nobody but that person', () => {
    const held = breakerOf(agentBreaker('a'), (state, rules) => {
      const done = applyCommand(rules, state, { command: { type: 'force_open' }, at: NOW, reason: 'r' });
      return done.ok ? done.state : state;
    });
    expect(barred([held])).toBe('1000');
    const watch = new FleetWatch({ ...FLEET, ids: ['a'] }, [held, open(agentBreaker('b'))], NOW);
    expect(watch.bar([0, 1], 'work')?.firstToOpen()).toMatchObject({ resourceId: agentBreaker('b'), agent: 1 });
  });

  it('[BR24] probes are counted down as tasks are placed, also those that share a host', () => {
    const breaker = open(hostBreaker('shared'));
    const at = NOW + PRESETS.provider_host.openWaitMs * 2;
    const watch = new FleetWatch(FLEET, [breaker], at);
    const barrier = watch.bar(EVERYBODY, 'work')!;
    expect([...barrier.barred].join('')).toBe('0000');
    for (const agent of [0, 1, 0]) {
      expect(barrier.exhausted()).toEqual([]);
      expect(watch.take(agent, 'work')).toEqual([hostBreaker('shared')]);
    }
    expect(barrier.exhausted()).toEqual([0, 1]);
    expect(barrier.exhausted()).toEqual([]);
    expect(watch.take(2, 'work')).toEqual([]);
  });

  it('[BR17] an agent whose breaker has just closed gets a part of its slots', () => {
    const closed = breakerOf(agentBreaker('c'), (state) => ({ ...state, openedAt: NOW - 60_000, since: NOW - 30_000 }));
    const { slots } = new FleetWatch(FLEET, [closed], NOW);
    expect([...slots]).toEqual([10, 10, 5, 10]);
  });
});

describe('applyChange', () => {
  const rules = { ...PRESETS.agent, openJitter: 0 };
  const failure = (at: number, generation = 0) => ({ type: 'outcome', outcome: { kind: 'failure', generation, at } }) as const;

  it('[BR25] says from what to what, why, and by which window', () => {
    let state = createBreaker(rules, { now: NOW });
    const seen: unknown[] = [];
    const make = (change: Parameters<typeof applyChange>[2]) => {
      const changed = applyChange(rules, state, change);
      state = changed.state;
      if (changed.transition !== null) seen.push([changed.transition.from, changed.transition.to, changed.transition.cause]);
      return changed;
    };
    for (let n = 0; n < 5; n += 1) make(failure(NOW));
    make({ type: 'acquire', at: NOW + rules.openWaitMs });
    make(failure(NOW + rules.openWaitMs, state.generation));
    make({ type: 'acquire', at: NOW + rules.openWaitMs + 1 });
    make({ type: 'acquire', at: NOW + rules.openWaitMs + 1 });
    make(failure(NOW + rules.openWaitMs + 2, state.generation));
    make(failure(NOW + rules.openWaitMs + 2, state.generation));
    const asked = { kind: 'failure', generation: state.generation, at: NOW + 10_000_000, retryAfterMs: 5_000 } as const;
    make({ type: 'acquire', at: NOW + 10_000_000 });
    make({ type: 'outcome', outcome: { ...asked, generation: state.generation } });
    make({ type: 'acquire', at: NOW + 10_005_000 });
    make({ type: 'acquire', at: NOW + 10_005_000 + 2 * rules.halfOpenMaxWaitMs });
    expect(seen).toEqual([
      ['closed', 'open', 'failures'],
      ['open', 'half_open', 'wait_over'],
      ['half_open', 'open', 'probes_failed'],
      ['open', 'half_open', 'wait_over'],
      ['half_open', 'open', 'retry_after'],
      ['open', 'half_open', 'wait_over'],
    ]);
  });

  it('[BR25] a refused command changes nothing and says why', () => {
    const closed = createBreaker(rules, { now: NOW });
    expect(applyCommand(rules, closed, { command: { type: 'half_open' }, at: NOW, reason: 'r' })).toMatchObject({ ok: false });
    const { state } = acquire(rules, closed, NOW);
    expect(state).toBe(closed);
  });
});

describe('resolvePolicy', () => {
  it('[BR26] wishes of an agent come after those of the installation, and what is absent stays', () => {
    const policy = resolvePolicy('agent', { failure_threshold: 3, open_wait_seconds: 10 }, { open_wait_seconds: 0.5, slow_call_ms: null });
    expect(policy).toMatchObject({ minimumCalls: 3, openWaitMs: 500, failureRateThreshold: PRESETS.agent.failureRateThreshold });
    expect(resolvePolicy('workflow', { failure_threshold: 2 }).window).toEqual({ type: 'consecutive', failures: 2 });
    expect(resolvePolicy('agent', { open_wait_seconds: 3_600 }).openBackoff).toMatchObject({ maxMs: 3_600_000 });
    expect(() => resolvePolicy('agent', { slow_call_rate_threshold: 0.5 })).toThrow();
  });
});
