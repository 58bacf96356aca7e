import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptErrorSchema } from '../task/attempt-outcome.ts';
import { CHECK_KINDS } from './contract.ts';
import { type CheckResult, cut, joinChecks, rejection, VERDICTS } from './verdict.ts';

const anyCheck: fc.Arbitrary<CheckResult> = fc.record({
  check: fc.constantFrom(...CHECK_KINDS),
  verdict: fc.constantFrom(...VERDICTS),
  quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  reason: fc.option(fc.string()),
});

const check = (over: Partial<CheckResult>): CheckResult => ({
  check: 'schema',
  verdict: 'verified',
  quality: null,
  reason: null,
  ...over,
});

describe('joining checks', () => {
  it.each([
    { of: [], verdict: 'verified', decided: null },
    { of: [check({})], verdict: 'verified', decided: null },
    { of: [check({}), check({ check: 'judge', verdict: 'unverified' })], verdict: 'unverified', decided: 'judge' },
    {
      of: [check({ check: 'http', verdict: 'unverified' }), check({ check: 'judge', verdict: 'rejected' })],
      verdict: 'rejected',
      decided: 'judge',
    },
    {
      of: [check({ check: 'schema', verdict: 'rejected' }), check({ check: 'judge', verdict: 'rejected' })],
      verdict: 'rejected',
      decided: 'schema',
    },
  ])('[VO1] $verdict, decided by $decided', ({ of, verdict, decided }) => {
    expect(joinChecks(of)).toMatchObject({ verdict, check: decided });
  });

  it('[VO1] verified means that every check held; one refusal outweighs everything', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 6 }), (results) => {
        const { verdict, check: decided } = joinChecks(results);
        const said = results.map((result) => result.verdict);
        expect(verdict === 'verified').toBe(said.every((each) => each === 'verified'));
        expect(verdict === 'rejected').toBe(said.includes('rejected'));
        if (decided !== null) expect(results.some((result) => result.check === decided && result.verdict === verdict)).toBe(true);
      }),
    );
  });

  it('[VO2] an output is as good as its worst grade, and has none when nobody graded it', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 6 }), (results) => {
        const grades = results.flatMap(({ quality }) => quality ?? []);
        expect(joinChecks(results).quality).toBe(grades.length === 0 ? null : Math.min(...grades));
      }),
    );
  });

  it('[VO34] what is graded below the demanded quality is refused by whoever graded it, and what is not graded is not', () => {
    const graded = (over: Partial<CheckResult>) => joinChecks([check({}), check({ check: 'command', ...over })], 0.9);
    expect(graded({ quality: 0.89, reason: 'two slips' })).toEqual({
      ...{ verdict: 'rejected', quality: 0.89, check: 'command' },
      reason: 'quality 0.89 is below 0.9: two slips',
    });
    expect([
      graded({ quality: 0.9 }).verdict,
      graded({}).verdict,
      graded({ quality: 0.1, verdict: 'rejected', reason: 'no' }).reason,
    ]).toEqual([...['verified', 'verified'], 'no']);
  });

  it('[VO3] a rejection is a retryable contract_failed with check, reason and the start of the output', () => {
    const verification = joinChecks([check({ check: 'judge', verdict: 'rejected', quality: 0.2, reason: 'no sources' })]);
    const error = rejection(verification, JSON.stringify('x'.repeat(5_000)));
    expect(attemptErrorSchema.parse(error)).toMatchObject({
      code: 'contract_failed',
      retryable: true,
      detail: { check: 'judge', quality: 0.2 },
    });
    expect(error.message).toBe('the output was rejected by its judge: no sources');
    expect(String(error.detail?.output)).toHaveLength(1_000);
  });

  it('[VO4] what a check says is cut, and holds nothing that a terminal or a database would choke on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (text, length) => {
        const short = cut(`${text}\u0000\ud800`, length);
        expect(short.length).toBeLessThanOrEqual(length);
        expect(short.isWellFormed()).toBe(true);
        expect(/[^\P{Cc}\n]/u.test(short)).toBe(false);
      }),
    );
  });
});
