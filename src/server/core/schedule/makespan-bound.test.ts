import { expect, it } from 'vitest';
import { buildGraph, topologicalOrder } from '../workflow/graph.ts';
import { makespanBound } from './makespan-bound.ts';

const chain = buildGraph([[], [0], [1]]);
const bag = buildGraph([[], [], []]);

it.each([
  ['a chain, by its length on the fastest agent', chain, [4, 4, 4], [1, 2], 6],
  ['a bag, by its work over all agents', bag, [4, 4, 4], [1, 2], 4],
  ['no work at all', bag, [0, 0, 0], [1], 0],
])('[SO5] the bound of %s', (_, graph, work, speeds, bound) => {
  expect(makespanBound({ graph, order: topologicalOrder(graph), work, speeds })).toBe(bound);
});
