import { expect, test } from 'vitest';
import { createPoolSchema } from '@/server/core/scaling/pool.ts';
import { readSizes, sizeForm } from './size-form.ts';

test('[FP12] the sizes of a new pool are those that the API gives one', () => {
  const {
    template: _,
    name: _name,
    kind: _kind,
    ...given
  } = createPoolSchema.parse({ name: 'p', kind: 'simulated', template: { config: {} } });
  expect(readSizes(sizeForm(null))).toEqual({ sizes: given });
});

test.each([
  [{ min: 'two' }, { min: 'A whole number.' }],
  [{ min: '5' }, { min: 'Not above the most.' }],
  [
    { max: '', cooldown_seconds: '-1' },
    { max: 'A whole number.', cooldown_seconds: 'A whole number.' },
  ],
] as const)('[FP12] %j is refused at its field', (change, faults) => {
  expect(readSizes({ ...sizeForm(null), ...change })).toEqual({ faults });
});
