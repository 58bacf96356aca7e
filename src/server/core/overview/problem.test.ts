import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderProblems, PROBLEM_KINDS, PROBLEM_SEVERITIES, type Problem, sayVerdict } from './problem.ts';

const problem = (of: Partial<Problem>): Problem => ({
  id: 'p',
  kind: 'alert',
  severity: 'warning',
  title: 'T',
  detail: '',
  reach: null,
  since: null,
  href: '/runs',
  ...of,
});
const problems = fc.array(
  fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom(...PROBLEM_KINDS),
    severity: fc.constantFrom(...PROBLEM_SEVERITIES),
    title: fc.constant('T'),
    detail: fc.constant(''),
    reach: fc.option(fc.nat(9)),
    since: fc.option(fc.date({ noInvalidDate: true })),
    href: fc.constant('/runs'),
  }),
);

describe('the order of problems', () => {
  test('[OV1] nothing stands above what is worse, and among equals above what reaches further', () => {
    fc.assert(
      fc.property(problems, (given) => {
        const ordered = orderProblems(given);
        expect([...ordered].map(({ id }) => id).sort()).toEqual(given.map(({ id }) => id).sort());
        for (const [at, next] of ordered.slice(1).entries()) {
          const before = ordered[at] as Problem;
          const ranks = [before, next].map(({ severity }) => PROBLEM_SEVERITIES.indexOf(severity)) as [number, number];
          expect(ranks[0]).toBeLessThanOrEqual(ranks[1]);
          if (ranks[0] === ranks[1]) expect(before.reach ?? 0).toBeGreaterThanOrEqual(next.reach ?? 0);
        }
        expect(orderProblems([...given].reverse())).toEqual(ordered);
      }),
    );
  });
});

const normal = { agents: 3, recentRate: 1, hourRate: 1 };

describe('the verdict', () => {
  test.each([
    {
      what: 'nothing is there',
      given: [],
      facts: { agents: 0, recentRate: null, hourRate: null },
      level: 'quiet',
      text: 'No agent is registered yet.',
    },
    { what: 'all is well', given: [], facts: normal, level: 'ok', text: 'Nothing needs you; throughput normal.' },
    {
      what: 'nobody works',
      given: [],
      facts: { agents: 1, recentRate: null, hourRate: 2 },
      level: 'ok',
      text: 'Nothing needs you; nothing ended for five minutes.',
    },
    {
      what: 'much is wrong',
      given: [
        problem({ id: 's', kind: 'stuck', reach: 2 }),
        problem({ id: 'b1', kind: 'breaker', severity: 'critical' }),
        problem({ id: 'b2', kind: 'breaker' }),
        problem({ id: 'd', kind: 'dead_letters', reach: 1 }),
        problem({ id: 't', kind: 'targets', severity: 'info', reach: 3 }),
      ],
      facts: { agents: 3, recentRate: 0.4, hourRate: 1 },
      level: 'critical',
      text: '2 breakers not closed, 2 tasks stuck, 1 dead letter, 3 targets missed; throughput low.',
    },
    {
      what: 'everything is stopped',
      given: [problem({ kind: 'stopped', severity: 'critical' })],
      facts: normal,
      level: 'critical',
      text: 'Everything is stopped; throughput normal.',
    },
  ])('[OV2] $what', ({ given, facts, level, text }) => {
    expect(sayVerdict(given, facts)).toEqual({ level, text });
  });

  test('[OV2] is as grave as the gravest problem, and is never silent about a kind', () => {
    fc.assert(
      fc.property(problems, (given) => {
        const { level, text } = sayVerdict(given, normal);
        const gravest = orderProblems(given)[0]?.severity;
        expect(level).toBe(gravest === 'critical' ? 'critical' : gravest === 'warning' ? 'warning' : 'ok');
        expect(text.split(',').length).toBe(Math.max(1, new Set(given.map(({ kind }) => kind)).size));
      }),
    );
  });
});
