import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecisionRecord, decisionRecordSchema } from './decision-record.ts';
import { judgeDecision, judgeEnd } from './judge-decision.ts';
import { rescoreRecord, targetProbability } from './rescore-record.ts';
import { weightsSchema } from './routing-model.ts';
import { seededRandom } from './seeded-random.ts';
import { WhatIfReplay } from './what-if.ts';

const weigh = (parts: object) => weightsSchema.parse(parts);

function recordOf(candidates: [string, number, ...(number | null)[]][], over: object = {}): DecisionRecord {
  return decisionRecordSchema.parse({
    ...{ v: 2, strategy: 'capability_first', policy: 'weighted-mean/2', seed: 1, winner: candidates[0]?.[0], fleet: 9 },
    ...{ total: candidates.length, columns: ['agent', 'score', 'capability', 'load'], weights: [0.5, 0.5], candidates },
    ...{ filtered: {}, sampleCount: 0, propensity: 0.5 },
    ...over,
  });
}

const END = { completed: true, errorCode: null, verification: null, contract: false } as const;

describe('judgeDecision', () => {
  it.each([
    ['completed without a contract', END, true],
    ['completed and verified', { ...END, verification: 'verified', contract: true }, true],
    ['completed, its contract could not be checked', { ...END, verification: 'unverified', contract: true }, null],
    ['completed, waiting for a person', { ...END, contract: true }, null],
    ['rejected', { completed: false, errorCode: 'contract_failed', verification: 'rejected', contract: true }, false],
    [
      'ended by a deadline that nobody judged before',
      { completed: false, errorCode: 'contract_failed', verification: 'unverified', contract: true },
      null,
    ],
    ['failed by itself', { ...END, completed: false, errorCode: 'agent_error' }, false],
    ['failed by itself, with a contract', { ...END, completed: false, errorCode: 'agent_error', contract: true }, false],
    ['lost with its process', { ...END, completed: false, errorCode: 'lease_lost' }, null],
    ['cancelled', { ...END, completed: false, errorCode: 'cancelled' }, null],
  ] as const)('[RP1] %s', (_, end, good) => {
    expect(judgeDecision(end)).toBe(good);
  });

  it('[RP15] what is scored is what is predicted: the product of the stages that the task has, known as soon as one of them failed', () => {
    const ends = fc.record({
      completed: fc.boolean(),
      errorCode: fc.constantFrom(null, 'agent_error', 'contract_failed', 'lease_lost'),
      verification: fc.constantFrom(null, 'verified', 'rejected', 'unverified'),
      contract: fc.boolean(),
    });
    fc.assert(
      fc.property(ends, (end) => {
        const [judged, scored] = [judgeEnd(end), judgeDecision(end)];
        const product = judged === null ? null : !judged.returned ? false : end.contract ? judged.verified : true;
        expect(scored).toBe(product);
      }),
    );
  });
});

describe('rescoreRecord', () => {
  const record = recordOf([
    ['a', 0.7, 1, 0.4],
    ['b', 0.6, 0.2, 1],
    ['c', 0.5, 0.5, null],
  ]);

  it('[RP2] finds the best by other weights; a value that is unknown gives its weight to the others', () => {
    expect(rescoreRecord(record, weigh({ load: 1 })).winners).toEqual(['b']);
    expect(rescoreRecord(record, weigh({ capability: 1 })).winners).toEqual(['a']);
    const half = rescoreRecord(record, weigh({ capability: 0.5, load: 0.5 }));
    expect(Object.fromEntries(half.scores)).toEqual({ a: 0.7, b: 0.6, c: 0.5 });
  });

  it('[RP2] names components that were not recorded, and does as if they were not asked for', () => {
    const other = rescoreRecord(record, weigh({ capability: 0.3, persona: 0.7 }));
    expect([other.missing, other.winners]).toEqual([['persona'], ['a']]);
    expect(rescoreRecord(record, weigh({ persona: 1 })).winners).toEqual(['a', 'b', 'c']);
  });

  it('[RP16] whoever was set back for a late end stays behind, with its floor', () => {
    const hurried = recordOf(
      [
        ['swift', 0.7, 0.7, 0.7],
        ['slow', 0.9, 0.9, 0.9],
      ],
      { winner: 'swift', late: { endsInMs: 1_000, count: 1, agents: ['slow'] } },
    );
    const rescored = rescoreRecord(hurried, weigh({ capability: 1 }));
    expect([rescored.winners, rescored.scores.get('slow')]).toEqual([['swift'], 0.9]);
    expect(targetProbability(rescored, 'slow', { floor: 0.1, total: 2 })).toBeCloseTo(0.05, 9);
  });

  it('[RP3] probabilities of all candidates sum to 1, ties share, everybody keeps the floor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (values, floor) => {
          const rescored = rescoreRecord(recordOf(values.map((value, at) => [`a${at}`, value, value, value])), weigh({ capability: 1 }));
          const all = values.map((_, at) => targetProbability(rescored, `a${at}`, { floor, total: values.length }));
          expect(all.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
          expect(Math.min(...all)).toBeGreaterThanOrEqual(floor / values.length - 1e-12);
        },
      ),
    );
  });
});

describe('WhatIfReplay', () => {
  /** Two agents, chosen evenly; `good` succeeds in 9 of 10, the other in 3 of 10. */
  function replay(weights: object, decisions: number) {
    const random = seededRandom(11);
    const what = new WhatIfReplay(weigh(weights), 0);
    for (let at = 0; at < decisions; at += 1) {
      const agentId = random() < 0.5 ? 'good' : 'poor';
      const success = random() < (agentId === 'good' ? 0.9 : 0.3);
      const record = recordOf([
        ['good', 0.5, 1, 0],
        ['poor', 0.5, 0, 1],
      ]);
      what.add({ id: `d${at}`, taskType: 'x', agentId, record, success });
    }
    return what.result();
  }

  it('[RP4] estimates what other weights would have achieved, and counts and names the decisions that change', () => {
    const better = replay({ capability: 1 }, 1_000);
    expect(better.estimate.logged?.mean).toBeCloseTo(0.6, 1);
    for (const estimate of [better.estimate.selfNormalised, better.estimate.doublyRobust]) {
      expect(estimate?.low).toBeLessThan(0.9);
      expect(estimate?.high).toBeGreaterThan(0.9);
      expect(estimate?.low).toBeGreaterThan(better.estimate.logged?.high ?? 1);
    }
    expect(better.changed).toBeGreaterThan(400);
    expect(better.changed).toBeLessThan(600);
    expect(better.changes).toHaveLength(20);
    expect(better.changes[0]).toMatchObject({ chosen: 'poor', instead: 'good', gain: 1 });
    expect(replay({ load: 1 }, 1_000).estimate.selfNormalised?.high).toBeLessThan(0.5);
  });

  it('[RP4] says that there is not enough below thirty effective decisions', () => {
    const { estimate } = replay({ capability: 1 }, 20);
    expect([estimate.enough, estimate.importance, estimate.doublyRobust]).toEqual([false, null, null]);
    expect(estimate.logged).not.toBeNull();
  });

  it('[RP4] decisions without a probability, or without an outcome, change but are not estimated from', () => {
    const what = new WhatIfReplay(weigh({ load: 0.5, persona: 0.5 }), 0);
    const candidates: [string, number, number, number][] = [
      ['a', 1, 1, 0],
      ['b', 0, 0, 1],
    ];
    what.add({ id: '1', taskType: null, agentId: 'a', record: recordOf(candidates), success: null });
    what.add({ id: '2', taskType: null, agentId: 'a', record: recordOf(candidates, { propensity: undefined }), success: true });
    const { decisions, changed, missing, estimate } = what.result();
    expect({ decisions, changed, missing, samples: estimate.samples }).toEqual({
      decisions: 2,
      changed: 2,
      missing: { persona: 2 },
      samples: 0,
    });
  });
});
