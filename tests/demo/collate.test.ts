import { expect, it } from 'vitest';
import { collateMeasurements } from '../../demo/reviews/collate-measurements.mjs';

const quiet = () => undefined;

it('[D32] joins measurements of any shape, and what was joined before', async () => {
  const finding = { title: 'x' };
  const folders = await collateMeasurements(
    { items: [{ files: 2, ratio: 0.5, findings: [finding] }, { skipped: true }, null, { files: 3, high: 1 }] },
    quiet,
  );
  expect(folders).toEqual({ measured: 2, skipped: 1, missing: 1, sums: { files: 5, high: 1 }, findings: [finding] });
  const whole = await collateMeasurements({ answers: { a: folders, b: { files: 10 } } }, quiet);
  expect(whole).toMatchObject({ measured: 3, sums: { files: 15, high: 1 }, findings: [finding] });
  await expect(collateMeasurements({}, quiet)).rejects.toThrow('no items');
});
