import { expect, it } from 'vitest';
import { missingData } from './risk-table.tsx';

it.each([
  ['an agent that has hardly worked', { probability: null, samples: 4 }, 500, 'not enough data: 4 of 30 attempts'],
  ['predictions that nothing was held against yet', { probability: 0.4, samples: 90 }, 29, 'not enough data: 29 of 30 predictions scored'],
  ['enough of both', { probability: 0.4, samples: 90 }, 30, null],
])('[FR10] %s', (_, risk, scored, said) => {
  expect(missingData(risk, scored)).toBe(said);
});
