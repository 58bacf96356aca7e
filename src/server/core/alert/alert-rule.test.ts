import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEASURE_NAMES } from '../metrics/catalogue.ts';
import { MISSION_TARGETS } from '../metrics/targets.ts';
import {
  ALERT_MEASURES,
  ALERT_STATES,
  type AlertRule,
  alertOfRule,
  alertRuleSchema,
  conditionOf,
  examineRule,
  judgeRule,
  type RuleCondition,
  type RuleReadings,
  type RuleState,
} from './alert-rule.ts';
import { deliveryBody, judgeAnswer, judgeMailRefusal, nextTryMs, trialEvent } from './delivery.ts';
import { alertChannelSchema, mailOf } from './receiver.ts';

const rule: AlertRule = {
  id: 'r',
  name: 'Queue',
  condition: { kind: 'measure', measure: 'queue_age_seconds', side: 'above', threshold: 30 },
  severity: 'warning',
  forMs: 60_000,
  cooldownMs: 600_000,
  enabled: true,
  silencedUntil: null,
};
const quiet: RuleState = { pendingSince: null, firing: false, endedAt: null };
const at = (seconds: number) => new Date(seconds * 1_000);
const nothing = Object.fromEntries(ALERT_STATES.map((measure) => [measure, null])) as RuleReadings['measured'];
const readings = (over: Partial<RuleReadings> = {}): RuleReadings => ({
  measured: nothing,
  newest: new Map(),
  statuses: new Map(),
  spent: new Map(),
  targets: MISSION_TARGETS,
  ...over,
});
const reading = (value: number | null) => readings({ measured: { ...nothing, queue_age_seconds: value } });

/** Reads a measure at these seconds; answers when the rule began and stopped firing. */
function play(values: [seconds: number, value: number | null][], of: AlertRule = rule): [number, boolean][] {
  let state = quiet;
  return values.flatMap(([seconds, value]) => {
    const next = judgeRule({ rule: of, met: examineRule(of, reading(value)).met, state, now: at(seconds) });
    const changed = next.firing !== state.firing;
    state = next;
    return changed ? [[seconds, next.firing] as [number, boolean]] : [];
  });
}

describe('alert rules', () => {
  it.each<[string, [number, number | null][], Partial<AlertRule>, [number, boolean][]]>([
    [
      'fires after the time it has to hold',
      [
        [0, 31],
        [59, 31],
        [60, 31],
      ],
      {},
      [[60, true]],
    ],
    [
      'does not fire at the threshold',
      [
        [0, 30],
        [60, 30],
      ],
      {},
      [],
    ],
    [
      'begins anew when it was not met in between',
      [
        [0, 31],
        [30, 1],
        [60, 31],
        [119, 31],
      ],
      {},
      [],
    ],
    [
      'stops when it is no longer met, or not known',
      [
        [0, 31],
        [60, 31],
        [65, null],
      ],
      {},
      [
        [60, true],
        [65, false],
      ],
    ],
    [
      'rests after it stopped',
      [
        [0, 31],
        [60, 31],
        [70, 1],
        [80, 31],
        [600, 31],
        [670, 31],
      ],
      {},
      [
        [60, true],
        [70, false],
        [670, true],
      ],
    ],
    [
      'opens nothing while it is silenced',
      [
        [0, 31],
        [60, 31],
        [100, 31],
      ],
      { silencedUntil: at(90) },
      [[100, true]],
    ],
    [
      'keeps what is open while it is silenced',
      [
        [0, 31],
        [1, 31],
      ],
      { forMs: 0, silencedUntil: at(0) },
      [[0, true]],
    ],
    [
      'does nothing when it is switched off',
      [
        [0, 31],
        [60, 31],
      ],
      { enabled: false },
      [],
    ],
  ])('[AL6] %s', (_, values, over, changes) => {
    expect(play(values, { ...rule, ...over })).toEqual(changes);
  });

  it('[AL6] however a measure jumps, a rule begins to fire at most once per cooldown', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 60 })), { maxLength: 200 }), (steps) => {
        const values: [number, number][] = [];
        for (const [wait, value] of steps) values.push([(values.at(-1)?.[0] ?? 0) + wait, value]);
        const changes = play(values, { ...rule, forMs: 0 });
        const begun = changes.filter(([, firing]) => firing).map(([seconds]) => seconds);
        expect(begun.every((seconds, index) => index === 0 || seconds - (begun[index - 1] ?? 0) >= 600)).toBe(true);
      }),
    );
  });

  it('[AL6] every measure has words', () => {
    for (const measure of ALERT_MEASURES) {
      const of: AlertRule = { ...rule, condition: { kind: 'measure', measure, side: 'above', threshold: 0 } };
      const newest = new Map(MEASURE_NAMES.map((name) => [name, 1] as const));
      const finding = examineRule(of, readings({ measured: { ...nothing, [measure]: 1 }, newest }));
      expect([finding.met, alertOfRule(of, finding).message]).toEqual([true, expect.stringMatching(/^Queue: .{5,}/)]);
    }
  });

  it.each([
    ['a cooldown under a minute', { cooldown_seconds: 1 }],
    ['a threshold that is no number', { threshold: Number.NaN }],
    ['a threshold without an end', { threshold: Number.POSITIVE_INFINITY }],
    ['a measure nobody knows', { measure: "x'; DROP TABLE alert" }],
    ['a side that is none', { side: 'beside' }],
    ['a target on a measure', { target: 'error_rate_percent' }],
    ['a target without a name', { kind: 'target', measure: undefined, threshold: undefined }],
    [
      'an allowance that a target does not have',
      { kind: 'burn_rate', measure: undefined, threshold: undefined, target: 'routing_latency_ms' },
    ],
  ])('[AL6] %s is refused', (_, fault) => {
    const good = { name: 'x', measure: 'dead_letters', threshold: 0 };
    expect(conditionOf(alertRuleSchema.parse(good))).toEqual({ kind: 'measure', measure: 'dead_letters', side: 'above', threshold: 0 });
    expect(alertRuleSchema.safeParse({ ...good, ...fault }).success).toBe(false);
  });

  it.each([
    ['task_assignment_latency_ms', 'above', 2_000, 5_234, true, 'Queue: time to assignment: 5230 ms, above 2000 ms'],
    ['task_assignment_latency_ms', 'above', 2_000, 2_000, false, null],
    ['load_balancing_efficiency', 'below', 0.85, 0.5, true, 'Queue: balance: 50 %, below 85 %'],
    ['load_balancing_efficiency', 'below', 0.85, 0.85, false, null],
    ['system_throughput_tasks_per_second', 'below', 10, 2.5, true, 'Queue: throughput: 2.5 per second, below 10 per second'],
    ['failed_workflows', 'above', 3, 7, true, 'Queue: runs failed: 7, above 3'],
  ] as const)('[AL14] %s %s %d reads %d: %s', (measure, side, threshold, value, met, message) => {
    const of: AlertRule = { ...rule, condition: { kind: 'measure', measure, side, threshold } };
    const found = examineRule(of, readings({ newest: new Map([[measure, value]]) }));
    expect(found.met).toBe(met);
    if (message !== null) expect(alertOfRule(of, found).message).toBe(message);
    expect(examineRule(of, readings())).toMatchObject({ met: false, words: 'not enough data' });
  });

  it('[AL11] a target that is missed for long enough opens an alert that says by how much', () => {
    const of: AlertRule = { ...rule, condition: { kind: 'target', target: 'routing_latency_ms' } };
    const found = (status: 'met' | 'missed', value: number) =>
      examineRule(of, readings({ statuses: new Map([['routing_latency_ms', { status, value }]]) }));
    expect(found('met', 500).met).toBe(false);
    expect(found('missed', 700).met).toBe(true);
    expect(examineRule(of, readings()).met).toBe(false);
    expect(alertOfRule(of, found('missed', 712.4)).message).toBe('Queue: routing latency ms is 712, its target is 500');
  });

  it('[AL11] an allowance that burns says how fast and over which windows', () => {
    const of: AlertRule = { ...rule, condition: { kind: 'burn_rate', target: 'workflow_completion_rate' } };
    const bad = (mean: number) => new Map([3_600, 300].map((seconds) => [seconds, { mean, events: 100 }]));
    const asked = (condition: RuleCondition, mean: number, target: number) =>
      examineRule(
        { ...of, condition },
        readings({
          spent: new Map([['workflow_completion_rate', bad(mean)]]),
          targets: { ...MISSION_TARGETS, workflow_completion_rate: target },
        }),
      );
    expect(asked(of.condition, 0.98, 0.999)).toMatchObject({
      met: true,
      words: 'the allowance of workflow completion rate burns 20 times as fast as it may, over 1 h and still over 5 min',
      detail: { target: 'workflow_completion_rate', factor: 14.4 },
    });
    expect(asked(of.condition, 0.98, 1)).toMatchObject({ met: true, detail: { burn_rate: null } });
    expect(asked(of.condition, 1, 0.999).met).toBe(false);
  });
});

describe('deliveries', () => {
  it('[AL8] are tried six times, with growing waits', () => {
    const waits = [1, 2, 3, 4, 5, 6].map(nextTryMs);
    expect(waits).toEqual(
      waits
        .slice(0, 5)
        .toSorted((a, b) => (a ?? 0) - (b ?? 0))
        .concat([null]),
    );
  });

  it.each([
    [200, 'taken'],
    [204, 'taken'],
    [301, 'again'],
    [410, 'gone'],
    [429, 'again'],
    [500, 'again'],
  ] as const)('[AL8] %i is %s', (status, means) => {
    expect(judgeAnswer(status)).toBe(means);
  });

  it('[AL8] a body says what happened to which alert', () => {
    const alert = { id: 'a', kind: 'rule', subject: 'r', severity: 'critical', message: 'm', openedAt: at(0), closedAt: null } as const;
    expect(JSON.parse(deliveryBody({ event: 'opened', alert }, at(1)))).toEqual({
      type: 'alert.opened',
      timestamp: '1970-01-01T00:00:01.000Z',
      data: {
        id: 'a',
        kind: 'rule',
        subject: 'r',
        severity: 'critical',
        message: 'm',
        opened_at: '1970-01-01T00:00:00.000Z',
        closed_at: null,
      },
    });
  });
});

describe('mail', () => {
  const alert = { id: 'a', kind: 'rule', subject: 'r', severity: 'critical', openedAt: at(0), closedAt: null } as const;

  it('[AL12] holds what happened, and nothing that a message says can become a header', () => {
    const { subject, text } = mailOf({ event: 'opened', alert: { ...alert, message: 'bad\r\nBcc: everybody@example.org\u0000' } });
    expect(subject).toBe('[Agent Hive] Alert (critical): bad Bcc: everybody@example.org ');
    expect(text).toContain('Opened: 1970-01-01T00:00:00.000Z');
    expect(mailOf(trialEvent('t', at(0))).subject).toMatch(/^\[Agent Hive\] Test: /);
  });

  it.each([
    [421, 'again'],
    [451, 'again'],
    [535, 'refused'],
    [550, 'refused'],
  ] as const)('[AL12] a server that says %i is %s', (code, means) => {
    expect(judgeMailRefusal(code)).toBe(means);
  });

  const receiver = {
    kind: 'email',
    host: 'mail.example.org',
    port: 587,
    security: 'starttls',
    from: 'hive@example.org',
    to: ['ops@example.org'],
  };
  it.each([
    ['a password in the clear', { security: 'none', username: 'u', password: 'p' }],
    ['a password without a name', { password: 'p' }],
    ['nobody to write to', { to: [] }],
    ['a second header in an address', { to: ['ops@example.org\r\nBcc: x@example.org'] }],
    ['an unknown security', { security: 'maybe' }],
  ])('[AL12] %s is refused', (_, fault) => {
    expect(alertChannelSchema.safeParse(receiver).success).toBe(true);
    expect(alertChannelSchema.safeParse({ ...receiver, ...fault }).success).toBe(false);
  });
});
