import { describe, expect, it } from 'vitest';
import { alertOfDeadLetters, alertOfPile, type FailurePile } from './alert-of-failures.ts';

const pile = (over: Partial<FailurePile> = {}): FailurePile => ({
  critical: 0,
  high: 0,
  late: 0,
  helpless: 0,
  deadLetters: 0,
  newest: null,
  ...over,
});

describe('alerts of failures', () => {
  it.each<[Partial<FailurePile>, string | null]>([
    [{}, null],
    [{ critical: 2, high: 4 }, null],
    [{ critical: 3 }, 'critical'],
    [{ high: 5 }, 'warning'],
    [{ late: 1 }, 'warning'],
    [{ helpless: 1 }, 'critical'],
  ])('[RC9] %o: %s', (over, severity) => {
    expect(alertOfPile(pile(over))?.severity ?? null).toBe(severity);
  });

  it('[RC9] says all reasons at once, and recoveries in the plural', () => {
    expect(alertOfPile(pile({ high: 6, late: 2 }))?.message).toBe(
      '6 grave failures within 15 minutes, 2 recoveries under way for over 15 minutes',
    );
  });

  it('[RC9] dead letters that wait are one alert, which leads to the newest', () => {
    expect(alertOfDeadLetters(pile())).toBeNull();
    const alert = alertOfDeadLetters(
      pile({ deadLetters: 2, newest: { runId: 'r', taskKey: 'build', taskName: 'Build it', reason: 'it kills' } }),
    );
    expect(alert).toMatchObject({ severity: 'warning', detail: { waiting: 2, run_id: 'r', task_id: 'build' } });
    expect(alert?.message).toMatch(/^2 tasks were parked .*the newest is "Build it": it kills$/);
  });
});
