import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DutyBook, dueDuties, leastAgeMs, noteAnswers } from './due-duties.ts';

const PERIODS = { sweep: 2_000, sleep: 15_000, prune: 600_000 };
type Name = keyof typeof PERIODS;
const fresh: DutyBook<Name> = { everyMs: PERIODS, askFrom: new Map() };
const nobody = new Set<Name>();

describe('when duties are due', () => {
  test.each([
    { when: 'nothing is known of them', book: fresh, now: 0, busy: nobody, due: ['sweep', 'sleep', 'prune'] },
    { when: 'one is under way here', book: fresh, now: 0, busy: new Set<Name>(['sleep']), due: ['sweep', 'prune'] },
    {
      when: 'one was run elsewhere a while ago',
      book: noteAnswers(fresh, 0, [{ name: 'sleep', claimed: false, ageMs: 10_000 }]),
      now: 4_000,
      busy: nobody,
      due: ['sweep', 'prune'],
    },
    {
      when: 'its period is nearly over',
      book: noteAnswers(fresh, 0, [{ name: 'sleep', claimed: false, ageMs: 10_000 }]),
      now: 4_250,
      busy: nobody,
      due: ['sweep', 'sleep', 'prune'],
    },
  ])('[DU1] $when: $due', ({ book, now, busy, due }) => {
    expect(dueDuties(book, now, busy)).toEqual(due);
  });

  test('[DU1] whatever is answered, a duty is asked for again within one period of the answer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.array(fc.record({ name: fc.constantFrom<Name>('sweep', 'sleep', 'prune'), claimed: fc.boolean(), ageMs: fc.integer() })),
        (now, answers) => {
          const book = noteAnswers(fresh, now, answers);
          for (const name of Object.keys(PERIODS) as Name[]) {
            expect(dueDuties(book, now + leastAgeMs(PERIODS[name]), nobody)).toContain(name);
          }
        },
      ),
    );
  });
});
