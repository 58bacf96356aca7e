import { describe, expect, it } from 'vitest';
import { ALERT_MEASURES } from '@/server/core/alert/alert-rule.ts';
import { MEASURES, ruleWords, thresholdOf } from './alert-words.ts';

describe('rules in words', () => {
  it('[AL10] every measure can be chosen, and a share reads as it was typed', () => {
    expect(MEASURES.map(({ value }) => value).toSorted()).toEqual([...ALERT_MEASURES].toSorted());
    expect(ruleWords({ measure: 'failure_rate', threshold: thresholdOf('failure_rate', 12.5) })).toBe('Failing attempts over 12.5 %');
    expect(ruleWords({ measure: 'queue_age_seconds', threshold: 1_200 })).toBe('Wait of the first in line over 1,200 s');
    expect(ruleWords({ measure: 'dead_letters', threshold: 0 })).toBe('Dead letters that wait over 0');
  });
});
