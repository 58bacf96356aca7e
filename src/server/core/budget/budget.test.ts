import { describe, expect, it } from 'vitest';
import { createBudgetSchema } from './budget.ts';
import { judgeBudget } from './budget-state.ts';
import { money } from './money.ts';
import { predictCost } from './predict-cost.ts';

const faultsOf = (input: object) =>
  createBudgetSchema.safeParse({ limit_usd: 5, ...input }).error?.issues.map(({ path }) => path.join('.'));

describe('what a budget may say', () => {
  it.each<[string, object, object]>([
    ['the installation, per day', { scope: 'installation' }, { period: 'day', time_zone: 'UTC', on_exceeded: 'block', alert_share: 0.8 }],
    ['a workflow, per month', { scope: 'workflow', subject: 'review', period: 'month' }, { period: 'month' }],
    ['one run', { scope: 'run', subject: 'x' }, { period: 'use' }],
  ])('[BG1] %s', (_, input, said) => {
    expect(createBudgetSchema.parse({ limit_usd: 5, ...input })).toMatchObject(said);
  });

  it.each<[string, object, string]>([
    ['an installation with a name', { scope: 'installation', subject: 'x' }, 'subject'],
    ['an agent without one', { scope: 'agent' }, 'subject'],
    ['a run per day', { scope: 'run', subject: 'x', period: 'day' }, 'period'],
    ['an agent for once', { scope: 'agent', subject: 'x', period: 'use' }, 'period'],
    ['no money', { scope: 'installation', limit_usd: 0 }, 'limit_usd'],
    ['what is no number', { scope: 'installation', limit_usd: Number.NaN }, 'limit_usd'],
    ['endless money', { scope: 'installation', limit_usd: Number.POSITIVE_INFINITY }, 'limit_usd'],
    ['a zone that is none', { scope: 'installation', time_zone: 'Mars/Base' }, 'time_zone'],
    ['a share above all of it', { scope: 'installation', alert_share: 1.5 }, 'alert_share'],
  ])('[BG1] refused: %s', (_, input, path) => {
    expect(faultsOf(input)).toContain(path);
  });
});

describe('where a budget stands', () => {
  const limits = { limitUsd: 10, alertShare: 0.8 };
  const nothing = { spentUsd: 0, reservedUsd: 0, calls: 0, unpriced: 0, waiting: 0 };
  it.each([
    ['nothing happened', {}, 'ok'],
    ['a hair below its share', { spentUsd: 7.99, calls: 3 }, 'ok'],
    ['its share', { spentUsd: 8, calls: 3 }, 'near'],
    ['all of it', { spentUsd: 10, calls: 3 }, 'exceeded'],
    ['more than all of it', { spentUsd: 12, calls: 3 }, 'exceeded'],
    ['tasks wait for more than is left', { spentUsd: 5, calls: 3, waiting: 1 }, 'exceeded'],
    ['tasks wait for what calls under way may leave', { spentUsd: 5, reservedUsd: 5, calls: 3, waiting: 1 }, 'ok'],
    ['calls of which nobody knows what they cost', { calls: 3, unpriced: 3 }, 'unknown'],
    ['some of which nobody knows it', { spentUsd: 1, calls: 3, unpriced: 2 }, 'ok'],
  ] as const)('[BG4] %s: %s', (_, spending, state) => {
    expect(judgeBudget(limits, { ...nothing, ...spending })).toBe(state);
  });
});

describe('what a call is expected to cost', () => {
  const command = { kind: 'command' as const, config: { argv: ['x'], env: {} }, costPerTaskUsd: null };
  const model = { base_url: 'http://127.0.0.1/', model: 'm', output_cost_per_million_usd: 10 };
  it('[BG5] what calls like it cost, else the price, else the longest answer of a model, else nothing', () => {
    expect(predictCost({ ...command, costPerTaskUsd: 0.2 }, 0.3)).toBe(0.3);
    expect(predictCost({ ...command, costPerTaskUsd: 0.2 }, null)).toBe(0.2);
    expect(predictCost({ kind: 'openai', config: model, costPerTaskUsd: null }, null)).toBeCloseTo(0.01);
    expect(predictCost({ kind: 'openai', config: { ...model, max_output_tokens: 200 }, costPerTaskUsd: null }, null)).toBeCloseTo(0.002);
    expect(predictCost(command, null)).toBe(0);
  });
});

it.each([
  [0, '$0.00'],
  [12.5, '$12.50'],
  [0.1, '$0.10'],
  [0.0421, '$0.042'],
  [0.00054, '$0.00054'],
  [-0.02, '$-0.020'],
])('[BG14] %d US dollars are %s', (usd, text) => {
  expect(money(usd)).toBe(text);
});
