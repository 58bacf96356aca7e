import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, type Outcome, record, restart, wouldPermit } from './breaker.ts';
import { advance, isExpired } from './change-status.ts';
import { type BreakerCommand, commandBreaker } from './command-breaker.ts';
import { measureBreaker } from './judge-window.ts';
import type { BreakerRules } from './policy.ts';
import { PRESETS } from './presets.ts';
import type { BreakerState, BreakerStatus } from './state.ts';

/** Opens after 2 failures in a row for 1,000 ms; 2 probes, given up after 500 ms. */
const RULES: BreakerRules = {
  ...PRESETS.agent,
  window: { type: 'consecutive', failures: 2 },
  minimumCalls: 2,
  openWaitMs: 1_000,
  openBackoff: null,
  openJitter: 0,
  halfOpenPermits: 2,
  halfOpenMaxWaitMs: 500,
};

const fresh = (rules = RULES, now = 0) => createBreaker(rules, { now });

function told(state: BreakerState, command: BreakerCommand, { at = 0, rules = RULES } = {}): BreakerState {
  const result = commandBreaker(rules, state, { command, at });
  if (!result.ok) throw new Error(result.why);
  return result.state;
}

function ended(state: BreakerState, over: Partial<Outcome> & { at: number }, rules = RULES): BreakerState {
  return record(rules, state, { kind: 'failure', generation: state.generation, ...over });
}

/** A call from the question to its outcome; refused ones change nothing but the count. */
function called(state: BreakerState, over: Partial<Outcome> & { at: number }, rules = RULES): BreakerState {
  const asked = acquire(rules, state, over.at);
  return asked.permitted ? ended(asked.state, over, rules) : asked.state;
}

function calledAll(
  state: BreakerState,
  kinds: Outcome['kind'][],
  { at, rules = RULES }: { at: number; rules?: BreakerRules },
): BreakerState {
  return kinds.reduce((current, kind) => called(current, { kind, at }, rules), state);
}

/** The instant of every event of the table. */
const NOW = 10_000;

type Situation =
  | 'closed'
  | 'failing'
  | 'open'
  | 'expired'
  | 'probing'
  | 'exhausted'
  | 'proving'
  | 'overdue'
  | 'forced_open'
  | 'disabled'
  | 'metrics_only';

/** A breaker in each situation at NOW that answers differently from the others. */
const SITUATIONS: Record<Situation, () => BreakerState> = {
  closed: () => fresh(),
  /** One failure away from opening. */
  failing: () => ended(fresh(), { at: NOW - 1 }),
  open: () => told(fresh(), { type: 'trip' }, { at: NOW - 1 }),
  expired: () => told(fresh(), { type: 'trip' }, { at: NOW - 1_000 }),
  /** One probe under way, one permit left. */
  probing: () => acquire(RULES, told(fresh(), { type: 'trip' }, { at: NOW - 1_001 }), NOW - 1).state,
  /** All probes under way. */
  exhausted: () => acquire(RULES, SITUATIONS.probing(), NOW - 1).state,
  /** A probe has succeeded, the other is under way. */
  proving: () => ended(SITUATIONS.exhausted(), { kind: 'success', at: NOW - 1 }),
  /** Probes that never came back, long ago enough to be given up, not long enough to be asked again. */
  overdue: () => acquire(RULES, told(fresh(), { type: 'trip' }, { at: NOW - 1_500 }), NOW - 500).state,
  forced_open: () => told(fresh(), { type: 'force_open' }),
  disabled: () => told(fresh(), { type: 'disable' }),
  metrics_only: () => told(fresh(), { type: 'metrics_only' }),
};

const at = NOW;
const EVENTS = {
  tick: (state) => advance(RULES, state, at),
  acquire: (state) => acquire(RULES, state, at).state,
  success: (state) => ended(state, { kind: 'success', at }),
  failure: (state) => ended(state, { at }),
  benign: (state) => ended(state, { kind: 'benign', at }),
  ignored: (state) => ended(state, { kind: 'ignored', at }),
  released: (state) => ended(state, { kind: 'released', at }),
  retry_after: (state) => ended(state, { at, retryAfterMs: 7_000 }),
  stale_success: (state) => ended(state, { kind: 'success', at, generation: -1 }),
  stale_failure: (state) => ended(state, { at, generation: -1, retryAfterMs: 7_000 }),
  restart: (state) => restart(RULES, state, at),
  trip: (state) => told(state, { type: 'trip' }, { at }),
  half_open: (state) => {
    const result = commandBreaker(RULES, state, { command: { type: 'half_open' }, at });
    return result.ok ? result.state : 'refused';
  },
  reset: (state) => told(state, { type: 'reset' }, { at }),
  force_open: (state) => told(state, { type: 'force_open' }, { at }),
  disable: (state) => told(state, { type: 'disable' }, { at }),
  metrics_only: (state) => told(state, { type: 'metrics_only' }, { at }),
} satisfies Record<string, (state: BreakerState) => BreakerState | 'refused'>;
type EventName = keyof typeof EVENTS;

const MANUAL = {
  trip: 'open',
  half_open: 'half_open',
  reset: 'closed',
  force_open: 'forced_open',
  disable: 'disabled',
  metrics_only: 'metrics_only',
} as const;

/** Where each event leads from each situation; what is not written leaves the status as it is. */
const TABLE: Record<Situation, { stays: BreakerStatus } & Partial<Record<EventName, BreakerStatus | 'refused'>>> = {
  closed: { stays: 'closed', ...MANUAL, half_open: 'refused', retry_after: 'open' },
  failing: { stays: 'closed', ...MANUAL, half_open: 'refused', failure: 'open', retry_after: 'open' },
  open: { stays: 'open', ...MANUAL },
  expired: { stays: 'open', ...MANUAL, acquire: 'half_open' },
  probing: { stays: 'half_open', ...MANUAL, retry_after: 'open', restart: 'open' },
  exhausted: { stays: 'half_open', ...MANUAL, retry_after: 'open', restart: 'open' },
  proving: { stays: 'half_open', ...MANUAL, success: 'closed', benign: 'closed', failure: 'open', retry_after: 'open', restart: 'open' },
  overdue: { stays: 'open', ...MANUAL },
  forced_open: { stays: 'forced_open', ...MANUAL },
  disabled: { stays: 'disabled', ...MANUAL },
  metrics_only: { stays: 'metrics_only', ...MANUAL },
};
const LETS_THROUGH: Record<Situation, boolean> = {
  closed: true,
  failing: true,
  open: false,
  expired: true,
  probing: true,
  exhausted: false,
  proving: false,
  overdue: false,
  forced_open: false,
  disabled: true,
  metrics_only: true,
};

const situations = Object.keys(SITUATIONS) as Situation[];
const pairs = situations.flatMap((from) =>
  (Object.keys(EVENTS) as EventName[]).map((event) => ({ from, event, to: TABLE[from][event] ?? TABLE[from].stays })),
);

describe('the machine', () => {
  it.each(pairs)('[BR1] $from + $event -> $to', ({ from, event, to }) => {
    const before = SITUATIONS[from]();
    const text = JSON.stringify(before);
    const after = EVENTS[event](before);
    expect(after === 'refused' ? after : after.status).toBe(to);
    expect(JSON.stringify(before)).toBe(text);
  });

  it.each(situations.map((from) => ({ from, permitted: LETS_THROUGH[from] })))(
    '[BR1] $from lets a call through: $permitted',
    ({ from, permitted }) => {
      const state = SITUATIONS[from]();
      expect(wouldPermit(RULES, state, NOW)).toBe(permitted);
      const asked = acquire(RULES, state, NOW);
      expect(asked.permitted).toBe(permitted);
      expect(asked.state.refused).toBe(permitted ? 0 : 1);
    },
  );

  it.each(['closed', 'disabled', 'metrics_only'] as const)(
    '[BR2] a call let through by a breaker that is %s leaves nothing to write',
    (from) => {
      const state = SITUATIONS[from]();
      expect(acquire(RULES, state, NOW).state).toBe(state);
      expect(advance(RULES, state, NOW)).toBe(state);
    },
  );

  it('[BR2] refusals are counted since the last change, and do not put off the probe', () => {
    let state = told(fresh(), { type: 'trip' });
    for (let now = 1; now < 1_000; now += 100) state = acquire(RULES, state, now).state;
    expect(state).toMatchObject({ status: 'open', refused: 10, until: 1_000 });
    expect(acquire(RULES, state, 1_000)).toMatchObject({ permitted: true, state: { status: 'half_open', refused: 0, granted: 1 } });
  });
});

describe('outcomes', () => {
  it('[BR9] of calls from before a change count nowhere, neither for nor against', () => {
    const old = fresh();
    let state = calledAll(old, ['failure', 'failure'], { at: 1 });
    expect(state.status).toBe('open');
    state = ended(state, { kind: 'success', at: 2, generation: old.generation });
    expect(measureBreaker(RULES, state, 2)).toMatchObject({ calls: 2, failures: 2 });
    state = acquire(RULES, state, 1_001).state;
    for (const kind of ['success', 'failure', 'ignored', 'released'] as const) {
      expect(ended(state, { kind, at: 1_002, generation: old.generation })).toBe(state);
    }
  });

  it('[BR9] where the rules say so, they count in the state they meet', () => {
    const rules: BreakerRules = { ...RULES, staleResults: 'count', halfOpenPermits: 1, minimumCalls: 1 };
    const probing = acquire(rules, told(fresh(rules), { type: 'trip' }), 1_000).state;
    expect(ended(probing, { kind: 'success', at: 1_001, generation: 0 }, rules).status).toBe('closed');
    const open = told(fresh(rules), { type: 'trip' });
    expect(ended(open, { kind: 'success', at: 1, generation: 0 }, rules).status).toBe('open');
  });

  it('[BR10] an ignored outcome and a call that was never made give the permit back and are not recorded', () => {
    for (const kind of ['ignored', 'released'] as const) {
      const state = SITUATIONS.exhausted();
      const back = ended(state, { kind, at: NOW });
      expect(back).toMatchObject({ status: 'half_open', granted: 1 });
      expect(measureBreaker(RULES, back, NOW).calls).toBe(0);
      expect(wouldPermit(RULES, back, NOW)).toBe(true);
    }
    const closed = fresh();
    expect(called(closed, { kind: 'ignored', at: 1 })).toBe(closed);
    const streak = calledAll(closed, ['failure', 'ignored', 'failure'], { at: 1 });
    expect(streak.status).toBe('open');
  });

  it('[BR10] ignored counts as success where the rules say so, benign always', () => {
    const rules: BreakerRules = { ...RULES, ignored: 'success' };
    expect(calledAll(fresh(rules), ['failure', 'ignored', 'failure'], { at: 1, rules }).status).toBe('closed');
    expect(calledAll(fresh(), ['failure', 'benign', 'failure'], { at: 1 }).status).toBe('closed');
  });

  it('[BR11] Retry-After opens at once for as long as was asked, within the limit, and 0 asks for nothing', () => {
    const asked = (retryAfterMs: number) => called(fresh(), { at: 5, retryAfterMs });
    expect(asked(7_000)).toMatchObject({ status: 'open', until: 7_005 });
    expect(asked(10 ** 12)).toMatchObject({ status: 'open', until: 5 + RULES.retryAfterMaxMs });
    expect(asked(0).status).toBe('closed');
    expect(called(fresh(), { kind: 'success', at: 5, retryAfterMs: 7_000 }).status).toBe('closed');
    expect(called(SITUATIONS.metrics_only(), { at: NOW, retryAfterMs: 7_000 }).status).toBe('metrics_only');
  });

  it('[BR12] a disabled breaker records nothing, one for metrics records and never opens, one forced open is left by a person only', () => {
    const many = ['failure', 'failure', 'failure'] as Outcome['kind'][];
    expect(measureBreaker(RULES, calledAll(SITUATIONS.disabled(), many, { at: NOW }), NOW).calls).toBe(0);
    const measured = calledAll(SITUATIONS.metrics_only(), many, { at: NOW });
    expect(measured.status).toBe('metrics_only');
    expect(measureBreaker(RULES, measured, NOW)).toMatchObject({ calls: 3, failures: 3 });
    expect(acquire(RULES, SITUATIONS.forced_open(), 10 ** 12)).toMatchObject({ permitted: false, state: { status: 'forced_open' } });
  });

  it('[BR12] what a person sets begins with nothing in memory, and a reset forgets that it was ever open', () => {
    const failing = SITUATIONS.failing();
    for (const type of ['force_open', 'disable', 'metrics_only', 'reset'] as const) {
      expect(measureBreaker(RULES, told(failing, { type }, { at: NOW }), NOW)).toMatchObject({ calls: 0, failures: 0 });
    }
    expect(told(SITUATIONS.open(), { type: 'reset' }, { at: NOW })).toMatchObject({ openings: 0, openedAt: null, until: null });
    expect(told(fresh(), { type: 'trip', forMs: 42 }, { at: NOW })).toMatchObject({ until: NOW + 42 });
  });

  it('[BR12] without a half-open state, a manual one closes', () => {
    const rules: BreakerRules = { ...RULES, halfOpenRule: 'none' };
    expect(told(told(fresh(rules), { type: 'trip' }, { rules }), { type: 'half_open' }, { at: 1, rules }).status).toBe('closed');
  });
});

describe('half-open', () => {
  const open = (rules: BreakerRules) => told(fresh(rules), { type: 'trip' }, { rules });
  const verdicts: { name: string; rules: Partial<BreakerRules>; kinds: Outcome['kind'][]; to: BreakerStatus }[] = [
    { name: 'rate waits for its minimum', rules: { halfOpenPermits: 4, minimumCalls: 3 }, kinds: ['failure', 'failure'], to: 'half_open' },
    {
      name: 'rate opens at the threshold',
      rules: { halfOpenPermits: 4, minimumCalls: 4 },
      kinds: ['success', 'success', 'failure', 'failure'],
      to: 'open',
    },
    {
      name: 'rate closes below',
      rules: { halfOpenPermits: 4, minimumCalls: 9 },
      kinds: ['failure', 'success', 'success', 'success'],
      to: 'closed',
    },
    {
      name: 'gt needs more',
      rules: { halfOpenPermits: 4, minimumCalls: 4, thresholdCompare: 'gt' },
      kinds: ['success', 'success', 'failure', 'failure'],
      to: 'closed',
    },
    {
      name: 'one permit, one failure',
      rules: { halfOpenPermits: 1, thresholdCompare: 'gt', failureRateThreshold: 1 },
      kinds: ['failure'],
      to: 'open',
    },
    {
      name: 'a threshold of its own',
      rules: { halfOpenPermits: 4, minimumCalls: 4, halfOpenFailureRateThreshold: 0.25 },
      kinds: ['failure', 'success', 'success', 'success'],
      to: 'open',
    },
    {
      name: 'no tolerance, no failure',
      rules: { halfOpenPermits: 2, halfOpenFailureRateThreshold: 0 },
      kinds: ['success', 'success'],
      to: 'closed',
    },
    {
      name: 'in a row: the first failure opens',
      rules: { halfOpenPermits: 3, halfOpenRule: 'consecutive_successes' },
      kinds: ['success', 'failure'],
      to: 'open',
    },
    {
      name: 'in a row: all succeed',
      rules: { halfOpenPermits: 3, halfOpenRule: 'consecutive_successes' },
      kinds: ['success', 'success', 'success'],
      to: 'closed',
    },
    {
      name: 'early: too many',
      rules: { halfOpenPermits: 5, halfOpenRule: 'rate_early', halfOpenFailureRateThreshold: 0.4 },
      kinds: ['failure', 'failure', 'failure'],
      to: 'open',
    },
    {
      name: 'early: as many as tolerated',
      rules: { halfOpenPermits: 5, halfOpenRule: 'rate_early', halfOpenFailureRateThreshold: 0.4 },
      kinds: ['failure', 'failure', 'success', 'success', 'success'],
      to: 'closed',
    },
    {
      name: 'early: not all are back',
      rules: { halfOpenPermits: 5, halfOpenRule: 'rate_early', halfOpenFailureRateThreshold: 0.4 },
      kinds: ['failure', 'failure'],
      to: 'half_open',
    },
  ];

  it.each(verdicts)('[BR7] $name: $to', ({ rules, kinds, to }) => {
    const all: BreakerRules = { ...RULES, ...rules };
    expect(calledAll(open(all), kinds, { at: 1_000, rules: all }).status).toBe(to);
  });

  it('[BR7] slow probes open it, and what was before it closed is forgotten', () => {
    const rules: BreakerRules = { ...RULES, slowCallDurationMs: 50, slowCallRateThreshold: 0.5 };
    const half = called(open(rules), { kind: 'success', at: 1_000, durationMs: 51 }, rules);
    expect(called(half, { kind: 'success', at: 1_000, durationMs: 1 }, rules).status).toBe('open');
    const closed = calledAll(open(rules), ['success', 'success'], { at: 1_000, rules });
    expect(closed).toMatchObject({ status: 'closed', openings: 0 });
    expect(measureBreaker(rules, closed, 1_000).calls).toBe(0);
  });

  it('[BR8] lost probes are given up after the longest wait, to open or to closed, counted from that instant', () => {
    expect(advance(RULES, SITUATIONS.exhausted(), NOW + 498).status).toBe('half_open');
    const late = advance(RULES, SITUATIONS.exhausted(), NOW + 800);
    expect(late).toMatchObject({ status: 'open', openedAt: NOW + 499, until: NOW + 1_499, openings: 2 });
    const rules: BreakerRules = { ...RULES, halfOpenMaxWaitTo: 'closed' };
    expect(advance(rules, SITUATIONS.exhausted(), NOW + 499)).toMatchObject({ status: 'closed', since: NOW + 499 });
  });

  it('[BR8] patience may earn one more permit per period', () => {
    const rules: BreakerRules = { ...RULES, halfOpenPermits: 1, halfOpenMaxWaitMs: null, halfOpenExtraPermitEveryMs: 100 };
    const half = acquire(rules, open(rules), 1_000).state;
    expect([1_050, 1_100].map((now) => wouldPermit(rules, half, now))).toEqual([false, true]);
    expect(wouldPermit(rules, acquire(rules, half, 1_100).state, 1_150)).toBe(false);
  });

  it('[BR8] half-open begins with the first call after the wait, or where the rules say so with its end', () => {
    expect(advance(RULES, open(RULES), 5_000).status).toBe('open');
    const rules: BreakerRules = { ...RULES, transition: 'eager' };
    expect(advance(rules, open(rules), 1_200)).toMatchObject({ status: 'half_open', since: 1_000 });
    expect(advance(rules, open(rules), 1_700)).toMatchObject({ status: 'open', since: 1_500 });
    expect(advance(rules, open(rules), 10 ** 11)).toMatchObject({ status: 'half_open', since: 10 ** 11 });
  });

  it('[BR6] the end of the wait belongs to it or not', () => {
    expect(isExpired(RULES, open(RULES), 1_000)).toBe(true);
    expect(isExpired({ ...RULES, openExpiry: 'exclusive' }, open(RULES), 1_000)).toBe(false);
    expect(isExpired({ ...RULES, openExpiry: 'exclusive' }, open(RULES), 1_001)).toBe(true);
  });
});

describe('opening', () => {
  it('[BR6] the wait grows with every opening in a row and begins anew after closing', () => {
    const rules: BreakerRules = { ...RULES, openBackoff: { type: 'exponential', multiplier: 2, maxMs: 3_000 }, halfOpenPermits: 1 };
    let state = calledAll(fresh(rules), ['failure', 'failure'], { at: 0, rules });
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      waits.push((state.until ?? 0) - state.since);
      state = called(state, { at: state.until ?? 0 }, rules);
    }
    expect(waits).toEqual([1_000, 2_000, 3_000, 3_000]);
    state = called(state, { kind: 'success', at: state.until ?? 0 }, rules);
    expect(state.status).toBe('closed');
    state = calledAll(state, ['failure', 'failure'], { at: 50_000, rules });
    expect(state.until).toBe(51_000);
  });

  it('[BR6] without half-open, closed time takes openings back one by one', () => {
    const rules: BreakerRules = {
      ...RULES,
      window: { type: 'consecutive', failures: 1 },
      halfOpenRule: 'none',
      openBackoff: { type: 'linear', maxMs: null },
      backoffDecayEveryMs: 2_000,
    };
    let state = called(fresh(rules), { at: 0 }, rules);
    state = called(state, { at: 1_000 }, rules);
    expect(state).toMatchObject({ status: 'open', openings: 2, until: 3_000 });
    state = called(state, { at: 3_000 + 3_999 }, rules);
    expect(state).toMatchObject({ openings: 2, since: 6_999, until: 8_999 });
    state = called(state, { at: 8_999 + 60_000 }, rules);
    expect(state.openings).toBe(1);
    expect(called(fresh({ ...rules, backoffDecayEveryMs: null }), { at: 0 }, rules).openings).toBe(1);
  });

  it('[BR6] nothing opens during warm-up but by hand', () => {
    const rules: BreakerRules = { ...RULES, warmupMs: 500 };
    const born = createBreaker(rules, { now: 100 });
    const warm = called(calledAll(born, ['failure', 'failure'], { at: 599, rules }), { at: 599, retryAfterMs: 1_000 }, rules);
    expect(warm.status).toBe('closed');
    expect(called(warm, { at: 600 }, rules).status).toBe('open');
    expect(told(born, { type: 'trip' }, { at: 101, rules }).status).toBe('open');
  });

  it('[BR5] what opened it stays readable while it is open', () => {
    const rules: BreakerRules = { ...RULES, window: { type: 'count', size: 4 }, minimumCalls: 4 };
    const state = calledAll(fresh(rules), ['success', 'failure', 'failure', 'failure'], { at: 0, rules });
    expect(state.status).toBe('open');
    expect(measureBreaker(rules, state, 0)).toMatchObject({ calls: 4, failures: 3, failureRate: 0.75 });
  });
});

describe('restart', () => {
  it('[BR14] counters and the end of the wait outlive it; calls and probes under way do not', () => {
    const failing = restart(RULES, SITUATIONS.failing(), NOW);
    expect(ended(failing, { at: NOW, generation: SITUATIONS.failing().generation })).toBe(failing);
    expect(called(failing, { at: NOW }).status).toBe('open');
    expect(restart(RULES, SITUATIONS.open(), NOW)).toMatchObject({ status: 'open', until: NOW + 999 });
    const half = restart(RULES, SITUATIONS.exhausted(), NOW);
    expect(half).toMatchObject({ status: 'open', openings: 1 });
    for (const openExpiry of ['inclusive', 'exclusive'] as const) {
      expect(acquire({ ...RULES, openExpiry }, half, NOW)).toMatchObject({ permitted: true, state: { status: 'half_open', granted: 1 } });
    }
  });

  it('[BR14] a breaker may begin open or for metrics', () => {
    expect(createBreaker(RULES, { now: 5, status: 'open' })).toMatchObject({ status: 'open', until: 1_005, openings: 1 });
    expect(createBreaker(RULES, { now: 5, status: 'metrics_only', seed: 2 ** 32 + 3 })).toMatchObject({ status: 'metrics_only', seed: 3 });
  });
});
