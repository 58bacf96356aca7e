import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideIntoSlots, FOLDER_SLOTS, isInSlot } from '../../demo/lib/folder-slots.mjs';

const segment = fc.constantFrom('a', 'b', 'ab', 'a b', 'c.ts');
const filePath = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `${parts.join('/')}/file`);

describe('folder slots', () => {
  it('[D26] every file is in exactly one slot, and a slot knows its number of files', () => {
    fc.assert(
      fc.property(fc.uniqueArray(filePath, { maxLength: 80 }), fc.integer({ min: 1, max: FOLDER_SLOTS }), (paths, count) => {
        const slots = divideIntoSlots(paths, count);
        expect(slots.length).toBeLessThanOrEqual(count);
        for (const path of paths) expect(slots.filter((slot) => isInSlot(slot, path))).toHaveLength(1);
        for (const slot of slots) expect(paths.filter((path) => isInSlot(slot, path))).toHaveLength(slot.files);
      }),
    );
  });

  it('[D26] the order of the files does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(filePath, { maxLength: 40 }), (paths) => {
        expect(divideIntoSlots([...paths].reverse())).toEqual(divideIntoSlots(paths));
      }),
    );
  });

  it('[D26] no file: no slot', () => {
    expect(divideIntoSlots([])).toEqual([]);
  });
});
