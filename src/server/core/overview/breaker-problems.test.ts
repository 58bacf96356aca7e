import { expect, test } from 'vitest';
import type { BreakerSummary } from '../breaker/breaker-summary.ts';
import { breakerProblems } from './breaker-problems.ts';
import { sayVerdict } from './problem.ts';

/** What is told of a breaker does not depend on its counts. */
const breaker = (of: Pick<BreakerSummary, 'name' | 'state' | 'agentId' | 'taskType'>) =>
  ({ resourceId: `${of.agentId ?? of.name}/${of.taskType ?? ''}`, since: new Date(0), ...of }) as BreakerSummary;

const of = (agentId: string) => (state: BreakerSummary['state'], taskType: string | null) =>
  breaker({ name: agentId, agentId, state, taskType });
const [ada, bob] = [of('Ada'), of('Bob')];

test('[OV4] the breakers of one agent are one problem, the gravest first, and all are counted', () => {
  const host = breaker({ name: '127.0.0.1:9', agentId: null, taskType: null, state: 'forced_open' });
  const problems = breakerProblems(
    [ada('open', 'review'), ada('open', null), ada('half_open', 'write'), bob('closed', null), bob('disabled', 'x'), host],
    new Map([['Ada', 4]]),
  );
  expect(problems.map(({ title, detail, severity, reach }) => [title, detail, severity, reach])).toEqual([
    [
      'Breaker of Ada is open',
      'Nothing is given to it until it is tried again. Also held back: review (open), write (being tried).',
      'critical',
      4,
    ],
    ['Breaker of 127.0.0.1:9 is isolated', 'Nothing is given to it until a person resets it.', 'warning', null],
  ]);
  expect(sayVerdict(problems, { agents: 2, recentRate: 1, hourRate: 1 }).text).toBe('4 breakers not closed; throughput normal.');
});

test('[OV4] an agent that is tried as a whole and closed off at one type is told of by the latter', () => {
  const [problem] = breakerProblems([ada('half_open', null), ada('open', 'review')], new Map());
  expect(problem).toMatchObject({
    title: 'Breaker of Ada for review is open',
    detail: 'Nothing is given to it until it is tried again. Also held back: all its work (being tried).',
    href: '/resilience?tab=breakers&breaker=Ada%2Freview',
  });
});
