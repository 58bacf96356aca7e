import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaRing, type DeltaRules } from './delta-ring.ts';

const RULES: DeltaRules<number, number[]> = {
  isBefore: (a, b) => a < b,
  size: (numbers) => numbers.length,
  behind: (numbers, place) => numbers.filter((each) => each > place),
  join: (deltas) => deltas.flat(),
};

const between = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at + 1);

test('[V6] the ring answers any place it reaches back to with everything behind it, and keeps no more rows than it may', () => {
  const reads = fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.nat(1_000), reads, fc.nat(10_000), (start, sizes, place) => {
      const ring = new DeltaRing(RULES);
      let [head, oldest, kept] = [start, start, 0];
      const held: number[] = [];
      for (const size of sizes) {
        ring.add({ from: head, delta: between(head, head + size), to: head + size });
        head += size;
        kept += held[held.push(size) - 1] ?? 0;
        while (kept > 2_000) {
          const gone = held.shift() ?? 0;
          kept -= gone;
          oldest += gone;
        }
      }
      expect(ring.behind(place)).toEqual(place >= oldest && place < head ? between(place, head) : null);
    }),
  );
});

test('[V6] one read that is larger than the ring is kept until the next', () => {
  const ring = new DeltaRing(RULES);
  ring.add({ from: 0, delta: between(0, 3_000), to: 3_000 });
  expect(ring.behind(2_998)).toEqual([2_999, 3_000]);
  ring.add({ from: 3_000, delta: [3_001], to: 3_001 });
  expect([ring.behind(2_998), ring.behind(3_000)]).toEqual([null, [3_001]]);
});
