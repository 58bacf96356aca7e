import { describe, expect, it } from 'vitest';
import { viewDuty } from './duty-view.ts';

const at = (ms: number) => new Date(1_700_000_000_000 + ms);

describe('duties as people see them', () => {
  it.each([
    ['is done in time', 2_000, 0, 1_000, false],
    ['may be late by some looks', 2_000, 0, 12_000, false],
    ['is overdue', 2_000, 0, 12_001, true],
    ['may be late by its period, where that is longer', 60_000, 0, 120_000, false],
    ['is overdue after that', 60_000, 0, 120_001, true],
  ])('[QU2] one that %s', (_, everyMs, last, now, overdue) => {
    const view = viewDuty({ name: 'sweep', everyMs }, at(last), at(now));
    expect([view.overdue, view.nextAt]).toEqual([overdue, at(last + everyMs)]);
  });

  it('[QU2] one that never was is not late', () => {
    expect(viewDuty({ name: 'sweep', everyMs: 2_000 }, null, at(0))).toMatchObject({ lastAt: null, nextAt: null, overdue: false });
  });
});
