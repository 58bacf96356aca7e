import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRows, foldLayers, NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

const layersOf = (sizes: number[]) => sizes.map((size, layer) => Array.from({ length: size }, (_, index) => `${layer}.${index}`));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('folded layers', () => {
  it('[U6] a chain stays one row', () => {
    expect(new Set(foldLayers(layersOf([1, 1, 1, 1])).map(({ y }) => y)).size).toBe(1);
  });

  it('[U6] a wide fan-out is folded until it fits the screen', () => {
    const layers = layersOf([1, 60, 60, 1]);
    const placed = foldLayers(layers);
    const width = Math.max(...placed.map(({ x }) => x)) + NODE_WIDTH;
    const height = Math.max(...placed.map(({ y }) => y)) + NODE_HEIGHT;
    expect(chooseRows(layers)).toBeLessThan(60);
    expect(width / height).toBeGreaterThan(1.2);
    expect(width / height).toBeLessThan(3.5);
  });

  it('[U6] no two nodes overlap, and every layer lies right of the one before', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        const layers = layersOf(given);
        const at = new Map(foldLayers(layers).map(({ id, x, y }) => [id, { x, y }]));
        const boxes = [...at.values()];
        const places = new Set(boxes.map(({ x, y }) => `${x} ${y}`));
        expect(places.size).toBe(given.reduce((sum, size) => sum + size, 0));
        const overlaps = boxes.some((a) =>
          boxes.some((b) => a !== b && Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT),
        );
        expect(overlaps).toBe(false);
        const edge = (layer: string[], pick: (...xs: number[]) => number) => pick(...layer.map((id) => at.get(id)?.x ?? Number.NaN));
        layers.slice(1).forEach((layer, index) => {
          expect(edge(layer, Math.min)).toBeGreaterThanOrEqual(edge(layers[index] ?? [], Math.max) + NODE_WIDTH);
        });
      }),
      { numRuns: 40 },
    );
  });
});
