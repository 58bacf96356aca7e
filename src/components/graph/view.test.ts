import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceToCurve, endsOf, middleOf } from './edge-path.ts';
import { GRID, snapTo } from './helper-lines.ts';
import { closeUp, fitBounds, showNode, toGraph, toScreen, worldOf, ZOOM, zoomAt } from './view.ts';

const views = fc.record({
  x: fc.integer({ min: -5_000, max: 5_000 }),
  y: fc.integer({ min: -5_000, max: 5_000 }),
  zoom: fc.double({ min: ZOOM.min, max: ZOOM.max, noNaN: true }),
  width: fc.integer({ min: 300, max: 2_000 }),
  height: fc.integer({ min: 300, max: 1_200 }),
});
const points = fc.record({ x: fc.integer({ min: -10_000, max: 10_000 }), y: fc.integer({ min: -10_000, max: 10_000 }) });

describe('view', () => {
  it('[GV9] what is shown whole lies within the window, never larger than life', () => {
    fc.assert(
      fc.property(views, points, fc.nat(20_000), fc.nat(20_000), (view, { x, y }, width, height) => {
        const fitted = fitBounds([x, y, x + width, y + height], view);
        const [x0, y0, x1, y1] = worldOf(fitted);
        expect(fitted.zoom).toBeLessThanOrEqual(1);
        if (fitted.zoom === ZOOM.min) return;
        expect(x0).toBeLessThanOrEqual(x + 0.01);
        expect(y0).toBeLessThanOrEqual(y + 0.01);
        expect(x1).toBeGreaterThanOrEqual(x + width - 0.01);
        expect(y1).toBeGreaterThanOrEqual(y + height - 0.01);
      }),
    );
  });

  it('[GV9] a node that is revealed is in view, and one in view does not move it', () => {
    fc.assert(
      fc.property(views, points, (view, at) => {
        const shown = showNode(view, at);
        expect(showNode(shown, at).x).toBeCloseTo(shown.x, 3);
        expect(shown.zoom).toBe(view.zoom);
      }),
    );
    const view = { x: 0, y: 0, zoom: 1, width: 1_000, height: 600 };
    expect(showNode(view, { x: 400, y: 300 })).toBe(view);
    expect(showNode(view, { x: 1_400, y: 300 }).x).toBe(1_000 - 32 - 1_400 - 208);
  });

  it('[GV9] zooming keeps the point under the pointer, and both ways of reading a place agree', () => {
    fc.assert(
      fc.property(views, points, fc.double({ min: 0.001, max: 9, noNaN: true }), (view, at, zoom) => {
        const pointer = { x: view.width / 3, y: view.height / 4 };
        const under = toGraph(view, pointer);
        const kept = toScreen(zoomAt(view, zoom, pointer), under);
        expect(kept.x).toBeCloseTo(pointer.x, 2);
        expect(kept.y).toBeCloseTo(pointer.y, 2);
        expect(toGraph(view, toScreen(view, at)).x).toBeCloseTo(at.x, 2);
        expect(closeUp(view, at).zoom).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('edges', () => {
  it('[GV2] the middle of an edge lies on it', () => {
    fc.assert(
      fc.property(points, points, (from, to) => {
        const ends = endsOf(from, to);
        const { x, y } = middleOf(ends);
        expect(distanceToCurve(ends, x, y)).toBeLessThan(1);
      }),
    );
  });
});

describe('helper lines', () => {
  it('[GV10] a card near the line of another snaps to it and says which; else it lies on the grid', () => {
    expect(snapTo({ x: 103, y: 57 }, [{ x: 100, y: 400 }], 6)).toEqual({ x: 100, y: 56, columns: [100], rows: [] });
    expect(
      snapTo(
        { x: 103, y: 402 },
        [
          { x: 100, y: 400 },
          { x: 104, y: 0 },
        ],
        6,
      ),
    ).toEqual({ x: 104, y: 400, columns: [104], rows: [422] });
    expect(snapTo({ x: 103, y: 57 }, [], 6)).toEqual({ x: 104, y: 56, columns: [], rows: [] });
  });

  it('[GV10] never moves a card further than its reach or the grid', () => {
    fc.assert(
      fc.property(points, fc.array(points, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (at, others, reach) => {
        const snapped = snapTo(at, others, reach);
        expect(Math.abs(snapped.x - at.x)).toBeLessThanOrEqual(Math.max(reach, GRID));
        expect(Math.abs(snapped.y - at.y)).toBeLessThanOrEqual(Math.max(reach, GRID));
      }),
    );
  });
});
