import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Budget } from './budget.ts';
import { BudgetIndex, type Limit } from './budget-index.ts';
import { explainRefusal, Purse } from './purse.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const limit = (key: string, limitUsd: number, blocks = true): Limit => ({
  ...{ key, limitUsd, blocks, scope: 'agent', subject: key, window: null, words: 'the budget of the agent' },
});
const budget = (fields: Partial<Budget>): Budget => ({
  ...{ id: 'b', scope: 'installation', subject: null, period: 'day', timeZone: 'UTC', limitUsd: 1, onExceeded: 'block', alertShare: 0.8 },
  ...{ revision: 1, createdBy: 'x', createdAt: NOW, updatedAt: NOW },
  ...fields,
});

describe('what may still be begun', () => {
  it('[BG5] a call is let through as long as what is left pays for what it is expected to cost', () => {
    const purse = new Purse(new Map([['a', { spentUsd: 0.5, reservedUsd: 0.3 }]]));
    const limits = [limit('a', 1)];
    expect(purse.refusal(limits, 0.2)).toBeNull();
    expect(purse.refusal(limits, 0.21)?.key).toBe('a');
    purse.take(limits, 0.2);
    expect(purse.refusal(limits, 0)?.key).toBe('a');
  });

  it('[BG5] calls at once never reserve more than is left, whatever they are expected to cost', () => {
    const usd = fc.double({ min: 0.0001, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(usd, { maxLength: 60 }), usd, usd, (costs, limitUsd, spentUsd) => {
        const purse = new Purse(new Map([['a', { spentUsd, reservedUsd: 0 }]]));
        let begun = 0;
        for (const cost of costs) {
          if (purse.refusal([limit('a', limitUsd)], cost) !== null) continue;
          purse.take([limit('a', limitUsd)], cost);
          begun += cost;
        }
        expect(begun).toBeLessThanOrEqual(Math.max(0, limitUsd - spentUsd) + 1e-6);
      }),
    );
  });

  it('[BG6] a limit that only warns forbids nothing', () => {
    const purse = new Purse(new Map([['a', { spentUsd: 5, reservedUsd: 0 }]]));
    expect(purse.refusal([limit('a', 1, false)], 1)).toBeNull();
  });

  it('[BG8] says what is spent, what is reserved, and what is missing', () => {
    expect(explainRefusal(limit('a', 1), { spentUsd: 1.2, reservedUsd: 0 }, 0.3)).toBe('the budget of the agent: $1.20 of $1.00 spent');
    expect(explainRefusal(limit('a', 1), { spentUsd: 0.5, reservedUsd: 0.25 }, 0.3)).toBe(
      'the budget of the agent: $0.50 of $1.00 spent, $0.25 reserved: what is left does not pay for a call expected to cost $0.30',
    );
  });
});

describe('the limits of a task', () => {
  const task = { taskId: 't', runId: 'r', workflowId: 'w', spec: { maxCostUsd: 0.5, runMaxCostUsd: 2 } };
  const keysOf = (index: BudgetIndex, of = task) => index.ofTask(of, NOW).map(({ key, limitUsd }) => `${key} ${limitUsd}`);

  it('[BG3] all that concern it: the installation, its workflow, its run and itself, and those of others not', () => {
    const index = new BudgetIndex([
      budget({ id: '1' }),
      budget({ id: '2', period: 'month', limitUsd: 9 }),
      budget({ id: '3', scope: 'workflow', subject: 'w', limitUsd: 3 }),
      budget({ id: '4', scope: 'workflow', subject: 'other' }),
      budget({ id: '5', scope: 'agent', subject: 'a', limitUsd: 4 }),
    ]);
    expect(keysOf(index)).toEqual(['installation::day 1', 'installation::month 9', 'workflow:w:day 3', 'run:r:use 2', 'task:t:use 0.5']);
    expect(index.ofAgent('a', NOW).map(({ key }) => key)).toEqual(['agent:a:day']);
    expect(index.ofAgent('b', NOW)).toEqual([]);
  });

  it('[BG3] what somebody has set for a run stands in place of what its definition says', () => {
    const index = new BudgetIndex([budget({ scope: 'run', subject: 'r', period: 'use', limitUsd: 7 })]);
    expect(keysOf(index)).toEqual(['run:r:use 7', 'task:t:use 0.5']);
    expect(keysOf(new BudgetIndex([]))).toEqual(['run:r:use 2', 'task:t:use 0.5']);
  });

  it('[BG2] a new day is a new window of the same budget', () => {
    const index = new BudgetIndex([budget({})]);
    const [today] = index.standing(NOW);
    const [tomorrow] = index.standing(new Date('2026-03-11T00:00:00Z'));
    expect(today?.window?.to).toEqual(tomorrow?.window?.from);
  });
});
