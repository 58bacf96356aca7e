import { expect, it } from 'vitest';
import { CHANGES, type ChangeName, playChange } from './changing-fleets.ts';

it.each(Object.keys(CHANGES) as ChangeName[])('[PR46] %s: the traffic follows the change, the same for the same seed', (name) => {
  const played = [1, 2, 3].map((seed) => playChange(name, seed));
  for (const { before, after, kept } of played) {
    if (name === 'newcomer') expect(before).toBe(0);
    expect(kept, `${name}: ${before} -> ${after}`).toBe(true);
  }
  expect(playChange(name, 1)).toEqual(played[0]);
});
