import { expect, test } from 'vitest';
import { takeTurn } from './take-turn.ts';

test('[Q25] a crowd goes in order, and what arrives meanwhile is handled between its first and its last', async () => {
  const seen: string[] = [];
  const crowd = Array.from({ length: 5 }, (_, index) => takeTurn().then(() => void seen.push(`turn ${index}`)));
  // Comes as an answer from a socket does: in a round of the event loop of its own.
  setImmediate(() => setImmediate(() => seen.push('answer')));
  await Promise.all(crowd);
  expect(seen.filter((name) => name !== 'answer')).toEqual(['turn 0', 'turn 1', 'turn 2', 'turn 3', 'turn 4']);
  const place = seen.indexOf('answer');
  expect(place).toBeGreaterThan(0);
  expect(place).toBeLessThan(5);
});
