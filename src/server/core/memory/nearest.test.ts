import { describe, expect, test } from 'vitest';
import { fuseRanks } from './fuse-ranks.ts';
import { nearestEntries } from './nearest.ts';

const at = (degrees: number) => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const entries = (...degrees: number[]) => degrees.map((angle, place) => ({ id: `e${place}`, vector: at(angle) }));

describe('nearest entries', () => {
  test('[EM2] the nearest come first, at most so many; what has nothing in common does not come', () => {
    expect(nearestEntries(at(0), entries(60, 10, 89, 30, 180), 9)).toEqual(['e1', 'e3', 'e0']);
    expect(nearestEntries(at(0), entries(60, 10, 30), 2)).toEqual(['e1', 'e2']);
    expect(nearestEntries(at(0), [], 2)).toEqual([]);
  });

  test('[EM2] of many that are all alike, those count that stand out', () => {
    expect(nearestEntries(at(0), entries(40, 41, 42, 5, 43, 44, 45, 46, 47), 9)).toEqual(['e3']);
  });

  test('[EM2] a vector of another length is not compared', () => {
    expect(nearestEntries(at(0), [{ id: 'long', vector: Float32Array.of(1, 0, 0) }, ...entries(0)], 9)).toEqual(['e0']);
  });
});

describe('fused ranks', () => {
  test('[EM3] two lists beat one, and within a list the earlier place wins', () => {
    const scores = fuseRanks([
      ['a', 'b', 'c'],
      ['c', 'd'],
    ]);
    expect([...scores].sort(([, left], [, right]) => right - left).map(([id]) => id)).toEqual(['c', 'a', 'b', 'd']);
    expect(fuseRanks([[], []]).size).toBe(0);
  });
});
