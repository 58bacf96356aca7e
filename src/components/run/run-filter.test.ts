import { expect, it } from 'vitest';
import { isNarrowed, NO_RUN_FILTER, type RunFilter } from './run-filter.ts';

it.each<[string, Partial<RunFilter>]>([
  ['a text', { q: 'night' }],
  ['a state', { status: ['failed'] }],
  ['a workflow', { workflow: 'nightly' }],
  ['who is waited for', { person: true }],
  ['the beginning of a span', { from: new Date(0) }],
  ['the end of a span', { to: new Date(0) }],
])('[U18] a list of runs that is narrowed by %s says so, and no longer once that is taken back', (_, part) => {
  const filter = { ...NO_RUN_FILTER, ...part };
  expect(isNarrowed(filter)).toBe(true);
  expect(isNarrowed({ ...filter, ...NO_RUN_FILTER })).toBe(false);
});

it('[U18] blanks narrow nothing', () => {
  expect(isNarrowed({ ...NO_RUN_FILTER, q: '  ' })).toBe(false);
});
