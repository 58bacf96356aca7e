import { describe, expect, it } from 'vitest';
import { firstRows, flatten, insertRows, type KeysetData } from './keyset-pages.ts';

const newestFirst = (a: number, b: number) => b - a;
const pages = (rows: number[][], next: string | null): KeysetData<number> => ({
  pages: rows.map((data, at) => ({ data, nextCursor: at < rows.length - 1 ? 'on' : next })),
  pageParams: rows.map(() => null),
});

describe('rows that join a list', () => {
  it.each([
    ['before the first', [[8, 6], [4]], 'on', [9], [9, 8, 6, 4]],
    ['between', [[8, 6], [4]], 'on', [5, 7], [8, 7, 6, 5, 4]],
    ['behind all, once everything is read', [[8, 6]], null, [1], [8, 6, 1]],
    ['not behind what is read, while there is more', [[8, 6]], 'on', [1], [8, 6]],
    ['an empty list', [[]], null, [1, 2], [2, 1]],
    ['a list that found nothing yet', [[], []], 'on', [3], [3]],
    ['none', [[2]], null, [], [2]],
  ])('[V17] %s', (_, read, next, rows, shown) => {
    expect(flatten(insertRows(pages(read, next), rows, newestFirst))).toEqual(shown);
  });
});

it('[U21] a list that has become too long begins anew with its first rows, as one page', () => {
  const long = pages([[9, 8, 7], [6, 5], [4]], null);
  expect(firstRows(long, 4)).toEqual({ pages: [{ data: [9, 8, 7, 6], nextCursor: 'on' }], pageParams: [null] });
  expect(flatten(firstRows(pages([[2, 1]], null), 4))).toEqual([2, 1]);
  expect(firstRows({ pages: [], pageParams: [] }, 4).pages).toEqual([]);
});
