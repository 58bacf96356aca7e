import { expect, it } from 'vitest';
import { scrollToRow } from './shown-row.ts';

// Ten rows of 20 px are in view below the head.
const view = (scrollTop: number) => ({ scrollTop, clientHeight: 232 });
const list = {
  rows: Array.from({ length: 100 }, (_, index) => (index === 90 ? 'r7' : `r${index}`)),
  keyOf: (row: string) => row,
  rowPx: 20,
};

it.each<[string, string, number, number | 'here' | null]>([
  ['in view', 'r3', 0, 'here'],
  ['the last that is wholly in view', 'r9', 0, 'here'],
  ['half below', 'r10', 10, 110],
  ['far below', 'r50', 0, 910],
  ['above', 'r2', 1_000, 0],
  ['the first of its rows', 'r7', 600, 50],
  ['in view by another row', 'r7', 1_800, 'here'],
  ['not read yet', 'r200', 0, null],
])('[U15] a row that is %s', (_, wanted, scrollTop, top) => {
  expect(scrollToRow(wanted, list, view(scrollTop))).toBe(top);
});
