import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveChange, type PersonAct, type PersonStanding, refusePersonAct } from './change-person.ts';
import { ROLES } from './principal.ts';

const person = (change: Partial<PersonStanding> = {}): PersonStanding => ({
  principalId: 'user:a',
  role: 'admin',
  locked: false,
  ...change,
});
const acts: PersonAct[] = [
  { kind: 'remove' },
  { kind: 'reset_password' },
  { kind: 'change', role: 'viewer' },
  { kind: 'change', locked: true },
  { kind: 'change', role: 'admin', locked: false },
];

describe('acts on people', () => {
  it('[X17] refuses every act on oneself', () => {
    for (const act of acts) expect(refusePersonAct('user:a', person(), { ...act, otherAdmins: 5 }), act.kind).not.toBeNull();
  });

  it('[X17] keeps the last admin, whoever asks', () => {
    const refused = (act: PersonAct, otherAdmins: number) => refusePersonAct('key:k', person(), { ...act, otherAdmins }) !== null;
    expect(acts.map((act) => refused(act, 0))).toEqual([true, false, true, true, false]);
    expect(acts.map((act) => refused(act, 1))).toEqual([false, false, false, false, false]);
  });

  it('[X17] no sequence of acts leaves the installation without an admin', () => {
    const act = fc.oneof(
      fc.constant<PersonAct>({ kind: 'remove' }),
      fc.record({
        kind: fc.constant('change' as const),
        role: fc.option(fc.constantFrom(...ROLES), { nil: undefined }),
        locked: fc.option(fc.boolean(), { nil: undefined }),
      }),
    );
    const steps = fc.array(fc.record({ on: fc.nat(3), by: fc.nat(4), act }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (sequence) => {
        const people = new Map([0, 1, 2, 3].map((n) => [n, person({ principalId: `user:${n}`, role: n < 2 ? 'admin' : 'viewer' })]));
        const isAdmin = (each: PersonStanding) => each.role === 'admin' && !each.locked;
        for (const { on, by, act: each } of sequence) {
          const subject = people.get(on);
          if (!subject) continue;
          const otherAdmins = [...people.values()].filter((other) => other !== subject && isAdmin(other)).length;
          if (refusePersonAct(`user:${by}`, subject, { ...each, otherAdmins }) !== null) continue;
          if (each.kind === 'remove') people.delete(on);
          if (each.kind === 'change') people.set(on, { ...subject, ...effectiveChange(subject, each) });
        }
        expect([...people.values()].some(isAdmin)).toBe(true);
      }),
    );
  });

  it('[X17] leaves out what is so already', () => {
    expect(effectiveChange(person(), { role: 'admin', locked: false })).toEqual({});
    expect(effectiveChange(person(), { role: 'viewer', locked: false })).toEqual({ role: 'viewer' });
  });
});
