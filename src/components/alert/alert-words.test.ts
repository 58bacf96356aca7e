import { describe, expect, it } from 'vitest';
import { ALERT_MEASURES, type AlertMeasure, type AlertSide, RULE_KINDS } from '@/server/core/alert/alert-rule.ts';
import { MEASURES, RULE_OPTIONS, ruleWords, thresholdOf } from './alert-words.ts';

const over = (measure: AlertMeasure, threshold: number, side: AlertSide = 'above') =>
  ruleWords({ kind: 'measure', measure, side, threshold });

describe('rules in words', () => {
  it('[AL10] every measure can be chosen, and a share reads as it was typed', () => {
    expect(MEASURES.map(({ value }) => value).toSorted()).toEqual([...ALERT_MEASURES].toSorted());
    expect(RULE_OPTIONS.map(({ value }) => value)).toEqual([...RULE_KINDS]);
    expect(over('failure_rate', thresholdOf('failure_rate', 12.5))).toBe('Failing attempts above 12.5 %');
    expect(over('queue_age_seconds', 1_200)).toBe('Wait of the first in line above 1,200 s');
    expect(over('dead_letters', 0)).toBe('Dead letters that wait above 0');
    expect(over('load_balancing_efficiency', thresholdOf('load_balancing_efficiency', 85), 'below')).toBe('Balance below 85 %');
    expect(over('recovery_time_ms', 90_000)).toBe('Time to recovery above 90,000 ms');
    expect(over('failed_workflows', 3)).toBe('Runs failed, number above 3');
    expect(ruleWords({ kind: 'target', target: 'failure_recovery_time_ms' })).toBe('Time to recovery: target missed');
    expect(ruleWords({ kind: 'burn_rate', target: 'workflow_completion_rate' })).toBe('Runs completed: allowance burns too fast');
  });

  it('[AL14] no two measures read alike where one is chosen', () => {
    const labels = MEASURES.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});
