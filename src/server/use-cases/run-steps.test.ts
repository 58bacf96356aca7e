import { expect, test } from 'vitest';
import { Steps } from './run-steps.ts';

test('[L34] a step that fails keeps none of the others from being done, and is told in the end', async () => {
  const steps = new Steps();
  const broken = new Error('away');
  expect(await steps.run(true, 0, () => Promise.reject(broken))).toBe(0);
  expect(await steps.run(true, 0, () => Promise.resolve(2))).toBe(2);
  expect(await steps.run(false, 0, () => Promise.reject(new Error('not asked')))).toBe(0);
  expect(() => steps.end()).toThrow(broken);
  await steps.run(true, undefined, () => Promise.reject(new Error('too')));
  expect(() => steps.end()).toThrow(AggregateError);
});

test('[L34] steps that all succeed end quietly', async () => {
  const steps = new Steps();
  await steps.run(true, undefined, () => Promise.resolve());
  expect(() => steps.end()).not.toThrow();
});
