import { describe, expect, it } from 'vitest';
import { decisionRecordSchema, recordedComponents } from './decision-record.ts';
import { explainDecision } from './explain-decision.ts';

/** As it was written before there were strategies. */
const FIRST = {
  ...{ v: 1, strategy: 'hybrid_intelligence', policy: 'weighted-mean/1', seed: 7, winner: 'x', fleet: 2, total: 1, sampleCount: 12 },
  columns: ['agent', 'score', 'capability', 'load', 'history', 'preference'],
  candidates: [['x', 0.867, 0.8, 1, 0.833, null]],
  filtered: { capability: { count: 1, agents: ['y'] } },
};

describe('decision record', () => {
  it('[R9] a record of the first form is read, weighed and explained as it was', () => {
    const record = decisionRecordSchema.parse(FIRST);
    expect(recordedComponents(record).map(({ name, weight, column }) => [name, weight, column])).toEqual([
      ['capability', 0.4, 2],
      ['load', 0.25, 3],
      ['history', 0.2, 4],
      ['preference', 0.15, 5],
    ]);
    expect(explainDecision(record, (id) => id.toUpperCase())).toEqual([
      '1 of 2 agents could take this task.',
      'Left out, without a required capability: Y.',
      'X was chosen with a score of 86.7 %: capability 80 % (weight 0.4), load 100 % (weight 0.25), history 83.3 % (weight 0.2).',
    ]);
  });

  it('[R24] a record says in words what bent the weights', () => {
    const record = decisionRecordSchema.parse({
      ...FIRST,
      ...{ v: 2, columns: ['agent', 'score', 'cost'], candidates: [['x', 0.8, 0.8]], weights: [0.36], goal: 'minimize_cost' },
      ...{ strategy: 'contextual_adaptive', factors: { deadline_urgency: 0.9 } },
    });
    const text = explainDecision(record).join(' ');
    expect(text).toContain('The strategy contextual_adaptive bent its weights to the circumstances: deadline urgency 90 %.');
    expect(text).toContain('The goal of the workflow, minimize_cost, moved the weights.');
    expect(text).toContain('cost 80 % (weight 0.36)');
  });
});
