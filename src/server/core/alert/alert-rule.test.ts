import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_MEASURES, type AlertRule, alertOfRule, alertRuleSchema, judgeRule, type RuleState } from './alert-rule.ts';
import { deliveryBody, judgeAnswer, nextTryMs } from './delivery.ts';

const rule: AlertRule = {
  id: 'r',
  name: 'Queue',
  measure: 'queue_age_seconds',
  threshold: 30,
  severity: 'warning',
  forMs: 60_000,
  cooldownMs: 600_000,
  enabled: true,
  silencedUntil: null,
};
const quiet: RuleState = { pendingSince: null, firing: false, endedAt: null };
const at = (seconds: number) => new Date(seconds * 1_000);

/** Reads a measure at these seconds; answers when the rule began and stopped firing. */
function play(readings: [seconds: number, value: number | null][], of: AlertRule = rule): [number, boolean][] {
  let state = quiet;
  return readings.flatMap(([seconds, value]) => {
    const next = judgeRule({ rule: of, value, state, now: at(seconds) });
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
  ])('[AL6] %s', (_, readings, over, changes) => {
    expect(play(readings, { ...rule, ...over })).toEqual(changes);
  });

  it('[AL6] however a measure jumps, a rule begins to fire at most once per cooldown', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 60 })), { maxLength: 200 }), (steps) => {
        const readings: [number, number][] = [];
        for (const [wait, value] of steps) readings.push([(readings.at(-1)?.[0] ?? 0) + wait, value]);
        const changes = play(readings, { ...rule, forMs: 0 });
        const begun = changes.filter(([, firing]) => firing).map(([seconds]) => seconds);
        expect(begun.every((seconds, index) => index === 0 || seconds - (begun[index - 1] ?? 0) >= 600)).toBe(true);
      }),
    );
  });

  it('[AL6] every measure has words; a rule with a cooldown under a minute is refused', () => {
    for (const measure of ALERT_MEASURES) expect(alertOfRule({ ...rule, measure }, 1).message).toMatch(/^Queue: .{5,}/);
    expect(alertRuleSchema.safeParse({ name: 'x', measure: 'dead_letters', threshold: 0, cooldown_seconds: 1 }).success).toBe(false);
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
