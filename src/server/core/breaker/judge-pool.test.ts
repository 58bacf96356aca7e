import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstToOpen, judgePool, type PoolMember, type PoolPolicy } from './judge-pool.ts';

const ADMIT: PoolPolicy = { maxEjectedShare: 1, panicBelowShare: 0, whenNoneLeft: 'admit' };

/** One letter per agent: p(ermitted), o(pen; the later in the text, the later it opened), h(eld). */
const pool = (letters: string): PoolMember[] =>
  [...letters].map((letter, at) => ({
    id: `agent-${at}`,
    permitted: letter === 'p',
    held: letter === 'h',
    openedAt: letter === 'p' ? null : at,
  }));

describe('judgePool', () => {
  it('[BR16] the last agent of a pool is used or waited for, as the policy says', () => {
    expect(judgePool(pool('o'), ADMIT)).toEqual(['last_agent']);
    expect(judgePool(pool('o'), { ...ADMIT, whenNoneLeft: 'wait' })).toEqual(['ejected']);
    expect(judgePool(pool('po'), ADMIT)).toEqual(['permitted', 'ejected']);
    expect(judgePool(pool('ooo'), ADMIT)).toEqual(['panic', 'panic', 'panic']);
    expect(judgePool(pool('ooo'))).toEqual(['ejected', 'ejected', 'ejected']);
  });

  it('[BR16] only a share of a pool is ejected, the first to open; one always may be', () => {
    const policy: PoolPolicy = { ...ADMIT, maxEjectedShare: 0.4 };
    expect(judgePool(pool('opopo'), policy)).toEqual(['ejected', 'permitted', 'ejected', 'permitted', 'over_cap']);
    expect(judgePool(pool('ppppo'), { ...ADMIT, maxEjectedShare: 0 })).toEqual([
      'permitted',
      'permitted',
      'permitted',
      'permitted',
      'ejected',
    ]);
  });

  it('[BR16] in panic nobody is ejected', () => {
    const policy: PoolPolicy = { ...ADMIT, panicBelowShare: 0.5 };
    expect(judgePool(pool('ppoo'), policy)).toEqual(['permitted', 'permitted', 'ejected', 'ejected']);
    expect(judgePool(pool('pooo'), policy)).toEqual(['permitted', 'panic', 'panic', 'panic']);
  });

  it('[BR16] no rule brings back an agent that a person isolated, and it is no part of the pool', () => {
    expect(judgePool(pool('ho'), ADMIT)).toEqual(['held', 'last_agent']);
    expect(judgePool(pool('hh'), ADMIT)).toEqual(['held', 'held']);
    expect(judgePool([], ADMIT)).toEqual([]);
  });

  it('[BR16] in any pool: healthy agents stay, isolated ones do not come back, and of those that work some are left', () => {
    const letters = fc.array(fc.constantFrom('p', 'o', 'h'), { maxLength: 30 }).map((all) => all.join(''));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(letters, share, share, (text, maxEjectedShare, panicBelowShare) => {
        const members = pool(text);
        const verdicts = judgePool(members, { maxEjectedShare, panicBelowShare, whenNoneLeft: 'admit' });
        members.forEach(({ held, permitted }, at) => {
          if (held) expect(verdicts[at]).toBe('held');
          else if (permitted) expect(verdicts[at]).toBe('permitted');
          else expect(verdicts[at]).not.toBe('permitted');
        });
        const available = members.filter(({ held }) => !held).length;
        const ejected = verdicts.filter((verdict) => verdict === 'ejected').length;
        expect(ejected).toBeLessThanOrEqual(Math.max(1, Math.floor(available * maxEjectedShare)));
        if (available > 0) expect(ejected).toBeLessThan(available);
      }),
    );
  });

  it('[BR16] who opened first stays out, by id where two opened at once', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 30 }), (at, most) => {
        const idOf = (place: number) => `agent-${(place * 7) % 31}`;
        const sorted = at.map((_, place) => place).sort((a, b) => (at[a] as number) - (at[b] as number) || (idOf(a) < idOf(b) ? -1 : 1));
        expect(new Set(firstToOpen({ at: Float64Array.from(at), idOf }, most))).toEqual(new Set(sorted.slice(0, most)));
      }),
    );
  });
});
