import { type Channel, FARTHEST } from './level-channel.ts';
import { robustSpread } from './robust-spread.ts';
import { SortedWindow } from './sorted-window.ts';
import { tailSurprise } from './tail-surprise.ts';

/** Points that make a shape, and how many points back one like it is looked for. */
const LENGTH = 8;
const MEMORY = 700;
/** Points before the first search: fewer shapes and every one of them is new. */
const LEAST_SHAPES = 60;

/**
 * Watches the course of the last points against every course seen: how far is the nearest one? It knows what a season, a second mode or a
 * burst looks like without being told of any of them, and sees a course that is new though every value in it is usual.
 */
export function shapeChannel(): Channel {
  const values: number[] = [];
  const spreads = new SortedWindow(MEMORY);
  const distances = new SortedWindow(MEMORY);
  return {
    observe(value) {
      values.push(value);
      if (values.length > MEMORY + 2 * LENGTH) values.shift();
      let surprise = 0;
      if (values.length >= LENGTH + LEAST_SHAPES) {
        const nearest = Math.min(FARTHEST, nearestDistance(values) / robustSpread(spreads).spread);
        surprise = tailSurprise(distances, nearest);
        distances.add(nearest);
      }
      spreads.add(value);
      return surprise;
    },
  };
}

/** @returns the root mean square difference of the newest course to the nearest that shares no point with it */
function nearestDistance(values: readonly number[]): number {
  const last = values.length - 1;
  let least = Number.POSITIVE_INFINITY;
  for (let end = last - LENGTH; end >= LENGTH - 1; end -= 1) {
    let sum = 0;
    for (let back = 0; back < LENGTH && sum < least; back += 1) {
      const difference = (values[last - back] as number) - (values[end - back] as number);
      sum += difference * difference;
    }
    if (sum < least) least = sum;
  }
  return Math.sqrt(least / LENGTH);
}
