import { expect, it } from 'vitest';
import { planSubRun } from './plan-sub-run.ts';

it('[SW2] a workflow runs at most ten levels below others', () => {
  expect(planSubRun('new', { depth: 0, workflowIds: ['top'] })).toEqual({ depth: 1 });
  expect(planSubRun('new', { depth: 9, workflowIds: ['x'] })).toEqual({ depth: 10 });
  expect(planSubRun('new', { depth: 10, workflowIds: ['x'] })).toEqual({ fault: expect.stringContaining('at most 10') });
});

it('[SW3] a workflow never runs below itself, and the ring is named', () => {
  expect(planSubRun('a', { depth: 2, workflowIds: ['c', 'b', 'a'] })).toEqual({ fault: expect.stringContaining('a -> b -> c -> a') });
  expect(planSubRun('b', { depth: 2, workflowIds: ['c', 'b', 'a'] })).toEqual({ fault: expect.stringContaining('b -> c -> b') });
});
