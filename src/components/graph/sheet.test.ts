import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rimOf, shiftOf, withRim } from './sheet.ts';

const view = { x: 40, y: -20, zoom: 0.3, width: 800, height: 600 };
const sheet = { view, rim: 128 };

describe('sheet', () => {
  it('[GV16] covers views that were panned within its rim, and no other', () => {
    const to = (rest: Partial<typeof view>) => shiftOf(sheet, { ...view, ...rest }, { dpr: 1, exact: true });
    expect(to({})).toEqual({ x: 0, y: 0 });
    expect(to({ x: 40 + 128, y: -20 - 7 })).toEqual({ x: 128, y: -7 });
    expect(to({ x: 40 + 129 })).toBeNull();
    expect(to({ y: -20 - 129 })).toBeNull();
    expect(to({ zoom: 0.31 })).toBeNull();
    expect(to({ width: 801 })).toBeNull();
    expect(shiftOf(null, view, { dpr: 1, exact: true })).toBeNull();
    expect(shiftOf({ view, rim: 0 }, { ...view, x: 41 }, { dpr: 1, exact: true })).toBeNull();
  });

  it('[GV16] between device pixels it is only taken while nothing lies over it', () => {
    const half = { ...view, x: view.x + 3.4 };
    expect(shiftOf(sheet, half, { dpr: 1, exact: true })).toBeNull();
    expect(shiftOf(sheet, half, { dpr: 1, exact: false })).toEqual({ x: 3, y: 0 });
    expect(shiftOf(sheet, { ...view, x: view.x + 3.5 }, { dpr: 2, exact: true })).toEqual({ x: 3.5, y: 0 });
  });

  it('[GV16] every box lies where it would have been painted', () => {
    const place = fc.integer({ min: -2_000, max: 2_000 });
    fc.assert(
      fc.property(place, place, fc.integer({ min: -128, max: 128 }), fc.constantFrom(1, 1.25, 1.5, 2, 3), (x, node, moved, dpr) => {
        const rim = rimOf(dpr);
        const painted = { ...view, x: x / dpr };
        const panned = { ...painted, x: painted.x + moved / dpr };
        const shift = shiftOf({ view: painted, rim }, panned, { dpr, exact: true });
        // A little beside: no box lies where rounding is a matter of the last bit.
        const boxAt = (origin: number) => Math.round((node + 0.3) * dpr + origin * dpr);
        const onSheet = boxAt(withRim(painted, rim).x);
        expect(onSheet + ((shift?.x ?? Number.NaN) - rim) * dpr).toBeCloseTo(boxAt(panned.x), 4);
      }),
    );
  });
});
