import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateDefinition } from '../workflow/validate-definition.ts';
import { type ComparedTask, compareRuns, type RunSide } from './compare-runs.ts';

const define = (tasks: [string, string[]][]) =>
  validateDefinition({ name: 'w', tasks: tasks.map(([task_id, dependencies]) => ({ task_id, task_type: 'work', dependencies })) });
const ended = (taskId: string, outputDigest: string | null = 'same', more: Partial<ComparedTask> = {}): ComparedTask => ({
  id: `id-${taskId}`,
  taskId,
  name: taskId,
  status: 'completed',
  durationMs: 1,
  outputDigest,
  reused: false,
  ...more,
});
const chain = define([
  ['c', ['b']],
  ['b', ['a']],
  ['a', []],
]);
const side = (...tasks: ComparedTask[]): RunSide => ({ definition: chain, tasks });

describe('compareRuns', () => {
  it('[CR2] names the first task that differs in the order of the work, not of the definition', () => {
    const { rows, firstDivergence } = compareRuns(
      side(ended('a'), ended('b', 'one'), ended('c', 'x')),
      side(ended('a', 'same', { durationMs: 9 }), ended('b', 'other'), ended('c', null, { status: 'failed' })),
    );
    expect(rows.map(({ taskId, divergence }) => [taskId, divergence])).toEqual([
      ['a', null],
      ['b', 'output'],
      ['c', 'status'],
    ]);
    expect(firstDivergence?.taskId).toBe('b');
  });

  it('[CR2] shows tasks of one run alone at their place', () => {
    const wider = define([
      ['a', []],
      ['new', ['a']],
      ['b', ['new']],
    ]);
    const { rows } = compareRuns(side(ended('a'), ended('b'), ended('c')), {
      definition: wider,
      tasks: [ended('a'), ended('new'), ended('b')],
    });
    expect(rows.map(({ taskId, divergence }) => [taskId, divergence])).toEqual([
      ['a', null],
      ['new', 'only_right'],
      ['c', 'only_left'],
      ['b', null],
    ]);
  });

  it('[CR5] says by how much a task took longer, where both runs did it to its end', () => {
    const took = (durationMs: number | null, more: Partial<ComparedTask> = {}) => ended('a', 'same', { durationMs, ...more });
    const longer = (left: ComparedTask | null, right: ComparedTask | null) =>
      compareRuns(side(...(left ? [left] : [])), side(...(right ? [right] : []))).rows.find(({ taskId }) => taskId === 'a')?.longerMs;
    expect(longer(took(100), took(250))).toBe(150);
    expect(longer(took(250), took(100))).toBe(-150);
    expect(longer(took(100), took(100))).toBe(0);
    expect(longer(took(100), took(null))).toBeNull();
    expect(longer(took(100, { reused: true }), took(100))).toBeNull();
    expect(longer(took(100), null)).toBeNull();
  });

  it('[CR2] a run diverges from itself nowhere, and both directions name the same tasks', () => {
    const digest = fc.constantFrom('x', 'y', null);
    fc.assert(
      fc.property(fc.tuple(digest, digest, digest), fc.tuple(digest, digest, digest), (one, other) => {
        const [left, right] = [one, other].map(([a, b, c]) => side(ended('a', a), ended('b', b), ended('c', c))) as [RunSide, RunSide];
        expect(compareRuns(left, left).firstDivergence).toBeNull();
        expect(compareRuns(left, right).firstDivergence?.taskId).toBe(compareRuns(right, left).firstDivergence?.taskId);
      }),
    );
  });
});
