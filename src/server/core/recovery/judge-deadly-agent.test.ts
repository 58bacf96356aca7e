import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentVerdict,
  DEADLY_DEATHS,
  DEADLY_WITHIN_MS,
  DEATHS_WINDOW_MS,
  type DeathScene,
  findDeadlyAgents,
  judgeDeadlyAgent,
  type LivingProcess,
  type ProcessDeath,
} from './judge-deadly-agent.ts';

const NOW = 10 * DEATHS_WINDOW_MS;
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

/** Who died: `P1` two minutes ago, with the viper called for a second, unless told otherwise. */
const death = (holder: string, held: Record<string, string[]>, over: { at?: number; calledMs?: number } = {}): ProcessDeath => {
  const at = over.at ?? minutesAgo(2);
  return {
    holder,
    at,
    held: Object.entries(held).map(([agentId, taskIds]) => ({ agentId, taskIds, begunAt: at - (over.calledMs ?? 1_000) })),
  };
};
const BYSTANDER: LivingProcess = { startedAt: minutesAgo(60), calls: [{ agentId: 'lamb', begunAt: minutesAgo(1) }] };
const scene = (over: Partial<DeathScene>): DeathScene => ({
  now: NOW,
  deaths: [],
  living: [BYSTANDER],
  answeredAt: new Map(),
  vouchedAt: new Map(),
  blamed: new Set(),
  ...over,
});
/** One after the other, from two minutes ago on. */
const moment = (at: number) => minutesAgo(2) + at * 5_000;
const apart = (count: number) => Array.from({ length: count }, (_, at) => death(`P${at}`, { viper: [`t${at}`] }, { at: moment(at) }));
const with_ = (other: string, count = 3) =>
  apart(count).map((each, at) => death(each.holder, { viper: [`t${at}`], [other]: [`o${at}`] }, { at: moment(at) }));

const CASES: [string, Partial<DeathScene>, AgentVerdict['verdict']][] = [
  ['three processes, three tasks, one that did not call it lives', { deaths: apart(3) }, 'deadly'],
  ['two processes', { deaths: apart(2) }, 'cleared'],
  ['three deaths of one process', { deaths: ['a', 'b', 'c'].map((id, at) => death('P', { viper: [id] }, { at: moment(at) })) }, 'cleared'],
  [
    'the same task every time',
    { deaths: ['P1', 'P2', 'P3'].map((holder, at) => death(holder, { viper: ['t'] }, { at: moment(at) })) },
    'cleared',
  ],
  [
    'one task was with it every time, others now and then',
    { deaths: ['P1', 'P2', 'P3'].map((holder, at) => death(holder, { viper: ['t', holder] }, { at: moment(at) })) },
    'suspect',
  ],
  ['it has answered a call that began later', { deaths: apart(3), answeredAt: new Map([['viper', minutesAgo(1)]]) }, 'cleared'],
  ['it answered well before', { deaths: apart(3), answeredAt: new Map([['viper', minutesAgo(9)]]) }, 'deadly'],
  ['a person has vouched for it since', { deaths: apart(3), vouchedAt: new Map([['viper', minutesAgo(1)]]) }, 'cleared'],
  [
    'the deaths are long ago',
    { deaths: apart(3).map((each, at) => ({ ...each, at: NOW - DEATHS_WINDOW_MS - 1 - at * 5_000 })) },
    'cleared',
  ],
  [
    'they had called it for long when they died',
    { deaths: apart(3).map(({ holder, at }) => death(holder, { viper: [holder] }, { at, calledMs: DEADLY_WITHIN_MS + 1 })) },
    'cleared',
  ],
  [
    'a process has been calling it for long, and lives',
    { deaths: apart(3), living: [BYSTANDER, { startedAt: minutesAgo(9), calls: [{ agentId: 'viper', begunAt: minutesAgo(5) }] }] },
    'cleared',
  ],
  ['as many died without it', { deaths: [...apart(3), ...['X', 'Y', 'Z'].map((id, at) => death(id, {}, { at: moment(at) }))] }, 'cleared'],
  ['another agent was called every time, and is silent', { deaths: with_('wolf') }, 'cleared'],
  [
    'another agent was called every time, and has answered since',
    { deaths: with_('lamb'), answeredAt: new Map([['lamb', minutesAgo(1)]]) },
    'deadly',
  ],
  ['another deadly agent was with it', { deaths: with_('cobra'), blamed: new Set(['cobra']) }, 'cleared'],
  [
    'those that died without it died of a deadly agent',
    {
      deaths: [...apart(3), ...['X', 'Y', 'Z'].map((id, at) => death(id, { cobra: [id] }, { at: moment(at) }))],
      blamed: new Set(['cobra']),
    },
    'deadly',
  ],
  [
    'all of five were found dead at once, as after an outage',
    { deaths: apart(5).map((each) => ({ ...each, at: minutesAgo(2) })), living: [] },
    'cleared',
  ],
  ['nobody lives without it: three are too few', { deaths: apart(3), living: [] }, 'suspect'],
  ['nobody lives without it: five are enough', { deaths: apart(5), living: [] }, 'deadly'],
  [
    'who lives without it was given their task a moment ago',
    { deaths: apart(3), living: [{ startedAt: minutesAgo(60), calls: [{ agentId: 'viper', begunAt: moment(2) }] }], now: moment(3) },
    'deadly',
  ],
  [
    'who lives has been calling it since before the others died',
    { deaths: apart(3), living: [{ startedAt: minutesAgo(60), calls: [{ agentId: 'viper', begunAt: moment(0) }] }], now: moment(3) },
    'suspect',
  ],
  ['who lives came only after the first death', { deaths: apart(3), living: [{ startedAt: minutesAgo(1), calls: [] }] }, 'suspect'],
];

describe('judgeDeadlyAgent', () => {
  it.each(CASES)('[RC50] %s', (_, over, verdict) => {
    expect(judgeDeadlyAgent('viper', scene(over)).verdict).toBe(verdict);
  });

  it('[RC50] names the processes and tasks that count, and since when', () => {
    const late = death('late', { viper: ['t9'] }, { at: minutesAgo(1) });
    expect(judgeDeadlyAgent('viper', scene({ deaths: [...apart(3), late] }))).toEqual({
      verdict: 'deadly',
      reason:
        '4 processes died within a minute of calling it, with 4 different tasks, and it answered none of them, while processes that did not call it lived',
      holders: ['P0', 'P1', 'P2', 'late'],
      taskIds: ['t0', 't1', 't2', 't9'],
      since: minutesAgo(2),
    });
  });

  const agents = fc.constantFrom('viper', 'cobra', 'lamb', 'wolf');
  const deaths = fc.array(
    fc.record({
      holder: fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'),
      at: fc.integer({ min: NOW - 2 * DEATHS_WINDOW_MS, max: NOW }),
      held: fc.uniqueArray(
        fc.record({
          agentId: agents,
          taskIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
          begunAt: fc.integer({ min: NOW - 2 * DEATHS_WINDOW_MS, max: NOW }),
        }),
        { selector: ({ agentId }) => agentId },
      ),
    }),
    { maxLength: 12 },
  );
  const living = fc.array(
    fc.record({
      startedAt: fc.integer({ min: 0, max: NOW }),
      calls: fc.array(fc.record({ agentId: agents, begunAt: fc.integer({ min: NOW - 90_000, max: NOW }) })),
    }),
    { maxLength: 4 },
  );
  const scenes = fc.record({ deaths, living }).map((over) => scene(over));

  it('[RC51] nobody is blamed who answers calls, whom a person vouches for, or who was called with one task only', () => {
    fc.assert(
      fc.property(scenes, agents, (any, agentId) => {
        const judged = (over: Partial<DeathScene>) => judgeDeadlyAgent(agentId, { ...any, ...over }).verdict;
        expect(judged({ answeredAt: new Map([[agentId, NOW]]) })).toBe('cleared');
        expect(judged({ vouchedAt: new Map([[agentId, NOW]]) })).toBe('cleared');
        const oneTask = any.deaths.map((each) => ({ ...each, held: each.held.map((held) => ({ ...held, taskIds: ['same'] })) }));
        expect(judged({ deaths: oneTask })).toBe('cleared');
      }),
    );
  });

  it('[RC51] who is blamed was called by three processes that died, never with one task throughout; order does not matter', () => {
    fc.assert(
      fc.property(scenes, (any) => {
        const found = findDeadlyAgents(any);
        for (const { verdict, holders, taskIds } of found.values()) {
          if (verdict !== 'deadly') continue;
          expect(new Set(holders).size).toBeGreaterThanOrEqual(DEADLY_DEATHS);
          expect(taskIds.length).toBeGreaterThan(1);
        }
        const verdicts = (of: Map<string, AgentVerdict>) => Object.fromEntries([...of].map(([id, { verdict }]) => [id, verdict]));
        const unique = [...new Map(any.deaths.map((each) => [each.holder, each])).values()];
        expect(verdicts(findDeadlyAgents({ ...any, deaths: unique.toReversed() }))).toEqual(
          verdicts(findDeadlyAgents({ ...any, deaths: unique })),
        );
      }),
    );
  });

  it('[RC51] of agents that are always called together and answer nothing none is blamed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 12 }), (holders) => {
        const together = holders.map((holder, at) => death(holder, { viper: [`a${holder}`], cobra: [`b${holder}`] }, { at: moment(at) }));
        expect([...findDeadlyAgents(scene({ deaths: together })).values()].some(({ verdict }) => verdict === 'deadly')).toBe(false);
      }),
    );
  });

  it('[RC50] of two deadly agents in different processes both are found, the worse one first', () => {
    const of = (agent: string, count: number) =>
      Array.from({ length: count }, (_, at) => death(`${agent}${at}`, { [agent]: [`${agent}-${at}`] }, { at: moment(at) }));
    const found = findDeadlyAgents(scene({ deaths: [...of('viper', 4), ...of('cobra', 3)] }));
    expect([...found].map(([id, { verdict }]) => [id, verdict]).toSorted()).toEqual([
      ['cobra', 'deadly'],
      ['viper', 'deadly'],
    ]);
  });
});
