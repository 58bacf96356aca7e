import { describe, expect, it } from 'vitest';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { heldFor, holdRuns, MOST_HELD } from './held-runs.ts';

const run = (id: string, seq = 1) => ({ id, seq }) as RunSummary;
const byId = (...runs: RunSummary[]) => new Map(runs.map((each) => [each.id, each]));
const ids = (runs: readonly RunSummary[]) => runs.map(({ id, seq }) => `${id}${seq}`);

describe('runs that wait while rows stand still', () => {
  it('[Y58] are those of the list on screen: under another filter none wait', () => {
    const failed = ['runs', 'pages', { status: ['failed'] }] as const;
    const held = { list: failed, runs: [run('a')] };
    expect(ids(heldFor(held, failed))).toEqual(['a1']);
    expect(heldFor(held, ['runs', 'pages', {}])).toEqual([]);
    expect(heldFor(null, failed)).toEqual([]);
  });

  it('[Y58] are counted once each, the newest first, as they are now', () => {
    const first = holdRuns([], byId(run('a'), run('b')), [run('a'), run('b')]);
    expect(ids(holdRuns(first, byId(run('a', 2), run('c')), [run('a', 2), run('c')]))).toEqual(['a2', 'c1', 'b1']);
  });

  it('[Y58] wait no longer once they do not belong into the list', () => {
    expect(ids(holdRuns([run('a'), run('b')], byId(run('a', 2)), []))).toEqual(['b1']);
  });

  it('[Y58] are so many at most, the newest', () => {
    const held = Array.from({ length: MOST_HELD }, (_, at) => run(`old ${at}`));
    const next = holdRuns(held, byId(run('new')), [run('new')]);
    expect([next.length, next[0]?.id, next.at(-1)?.id]).toEqual([MOST_HELD, 'new', `old ${MOST_HELD - 2}`]);
  });
});
