import { expect, test } from 'vitest';
import { coveringPersonas } from './coverage-matrix.ts';

const demand = (name: string, personas: string[]) => ({ name, tasks: 1, personas, agents: [], state: 'no_agent' as const });

test('[FP13] the columns are the personas that fit a demand, those that fit most first', () => {
  const taskTypes = [demand('review', ['b', 'a'])];
  const capabilities = [
    { ...demand('lint', ['b']), agentsWithCapability: 0 },
    { ...demand('pay', []), agentsWithCapability: 0 },
  ];
  expect(coveringPersonas({ taskTypes, capabilities })).toEqual([
    { id: 'b', fits: 2 },
    { id: 'a', fits: 1 },
  ]);
});
