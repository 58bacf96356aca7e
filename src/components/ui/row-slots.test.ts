import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowSlots } from './row-slots.ts';

const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => `row-${from + at}`);

describe('elements of a list', () => {
  it('[CV2] a row that comes takes the element of one that went, in their order', () => {
    const slots = new RowSlots();
    expect(slots.of(range(0, 4))).toEqual([0, 1, 2, 3]);
    expect(slots.of(range(1, 4))).toEqual([1, 2, 3, 0]);
    expect(slots.of(range(40, 4))).toEqual([1, 2, 3, 0]);
  });

  it('[CV2] the element with the focus goes with its row', () => {
    const slots = new RowSlots();
    slots.of(range(0, 3));
    slots.held = 1;
    expect(slots.of(range(10, 3))).not.toContain(1);
  });

  it('[CV2] rows that stay keep their elements, and no two rows have one', () => {
    const windows = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })), { maxLength: 12 });
    fc.assert(
      fc.property(windows, fc.option(fc.integer({ min: 0, max: 20 })), (moves, held) => {
        const slots = new RowSlots();
        slots.held = held;
        let before = new Map<string, number>();
        for (const [from, count] of moves) {
          const keys = range(from, count);
          const given = slots.of(keys);
          expect(new Set(given).size).toBe(count);
          const now = new Map(keys.map((key, at) => [key, given[at] ?? -1]));
          for (const [key, slot] of now) if (before.has(key)) expect(slot).toBe(before.get(key));
          before = now;
        }
      }),
    );
  });
});
