import { describe, expect, it } from 'vitest';
import { ALERT_MEASURES, type AlertMeasure, RULE_KINDS } from '@/server/core/alert/alert-rule.ts';
import { MEASURES, RULE_OPTIONS, ruleWords, thresholdOf } from './alert-words.ts';

const over = (measure: AlertMeasure, threshold: number) => ruleWords({ kind: 'measure', measure, threshold });

describe('rules in words', () => {
  it('[AL10] every measure can be chosen, and a share reads as it was typed', () => {
    expect(MEASURES.map(({ value }) => value).toSorted()).toEqual([...ALERT_MEASURES].toSorted());
    expect(RULE_OPTIONS.map(({ value }) => value)).toEqual([...RULE_KINDS]);
    expect(over('failure_rate', thresholdOf('failure_rate', 12.5))).toBe('Failing attempts over 12.5 %');
    expect(over('queue_age_seconds', 1_200)).toBe('Wait of the first in line over 1,200 s');
    expect(over('dead_letters', 0)).toBe('Dead letters that wait over 0');
    expect(ruleWords({ kind: 'target', target: 'failure_recovery_time_ms' })).toBe('Time to recovery: target missed');
    expect(ruleWords({ kind: 'burn_rate', target: 'workflow_completion_rate' })).toBe('Runs completed: allowance burns too fast');
  });
});
