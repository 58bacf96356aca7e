import { describe, expect, it } from 'vitest';
import { sayHistory } from './say-history.ts';

const now = new Date('2026-01-02T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('the history of a target', () => {
  it.each([
    ['met', null, null, null, ''],
    ['met', null, null, 0.97, 'an hour before 97 %'],
    ['met', null, ago(180), 0.97, 'first missed 3 h ago; an hour before 97 %'],
    ['missed', ago(12), ago(12), null, 'missed for 12m 00s'],
    ['missed', ago(12), ago(180), 0.5, 'missed for 12m 00s, first 3 h ago; an hour before 50 %'],
    ['unknown', null, ago(180), null, 'first missed 3 h ago'],
  ] as const)('[TG5] of one that is %s since %s, first %s, %s before: %s', (status, missedSince, firstMissedAt, hourBefore, words) => {
    expect(sayHistory({ status, missedSince, firstMissedAt, hourBefore }, 'ratio', now)).toBe(words);
  });
});
