import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOf, nextSheet, rimOf, shiftOf, withRim } from './sheet.ts';

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

  const coordinate = fc.integer({ min: -2_000, max: 2_000 });
  const zoom = fc.double({ min: 0.03, max: 1.7, noNaN: true });

  it('[CV1] a sheet that is shown larger or smaller has every node where the view has it', () => {
    fc.assert(
      fc.property(coordinate, coordinate, zoom, fc.double({ min: 0.3, max: 3, noNaN: true }), (x, node, painted, factor) => {
        const from = { ...view, x, zoom: painted };
        const to = { ...view, x: -x, zoom: painted * factor };
        const laid = layOf({ view: from, rim: 0 }, to, { dpr: 1, exact: false });
        fc.pre(to.zoom !== from.zoom);
        const onSheet = node * from.zoom + withRim(from, rimOf(1)).x;
        expect(onSheet * (laid?.scale ?? Number.NaN) + (laid?.x ?? Number.NaN)).toBeCloseTo(node * to.zoom + to.x, 6);
        expect(laid?.faithful).toBe(false);
      }),
    );
  });

  it('[CV1] a sheet of another window, or of a zoom that is far away, stands for nothing', () => {
    const lay = (rest: Partial<typeof view>) => layOf(sheet, { ...view, ...rest }, { dpr: 1, exact: true });
    expect(lay({})).toMatchObject({ scale: 1, faithful: true });
    expect(lay({ x: view.x + 0.4 })).toMatchObject({ scale: 1, faithful: false });
    expect(lay({ width: 801 })).toBeNull();
    expect(lay({ zoom: view.zoom * 5 })).toBeNull();
    expect(lay({ zoom: view.zoom / 5 })).toBeNull();
  });

  it('[CV1] the next sheet is of the view, or of a little more where the view is zoomed out; one that rests is painted as it is', () => {
    const next = (to: number, exact: boolean) => nextSheet(sheet, { ...view, zoom: to }, { dpr: 1, exact });
    expect(next(0.4, false)).toEqual({ view: { ...view, zoom: 0.4 }, rim: 0 });
    expect(next(0.2, true)).toEqual({ view: { ...view, zoom: 0.2 }, rim: rimOf(1) });
    const ahead = next(0.2, false);
    expect(ahead.view.zoom).toBeLessThan(0.2);
    // Once that is there, the view itself comes: a zoom that has ended is painted as it is in the end.
    expect(nextSheet(ahead, { ...view, zoom: 0.2 }, { dpr: 1, exact: false }).view.zoom).toBe(0.2);
  });
});
