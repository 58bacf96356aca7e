import { describe, expect, it } from 'vitest';
import { placeOfSubject, SUBJECT_KINDS } from './subject-place.ts';

describe('where an act was done', () => {
  it('[AC1] every kind of subject has a place', () => {
    for (const kind of SUBJECT_KINDS)
      expect([kind, placeOfSubject(`${kind}:x`, { runId: 'r', key: 'k' })]).toEqual([kind, expect.stringMatching(/^\//)]);
  });

  it.each([
    ['run:1', '/runs/1'],
    ['fleet', '/overview'],
    ['breaker:agent:7', '/resilience?tab=breakers&breaker=agent%3A7'],
    ['workflow:../../etc', '/workflows/..%2F..%2Fetc'],
    ['task:1', null],
    ['nothing:1', null],
    ['toString:1', null],
    ['', null],
  ])('[AC1] %s is at %s', (subject, place) => {
    expect(placeOfSubject(subject)).toBe(place);
  });

  it('[AC1] a task is in its run', () => {
    expect(placeOfSubject('task:1', { runId: 'r', key: 'a b' })).toBe('/runs/r?task=a%20b');
  });
});
