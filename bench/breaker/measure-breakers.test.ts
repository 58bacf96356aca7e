import { expect, it } from 'vitest';
import { measureBreakers } from './measure-breakers.ts';

it('[BR21] a decision takes microseconds, a look at the fleet milliseconds, and a breaker is stored in less than 1 kB', () => {
  const { decisions, storedBytes, fleetMs } = measureBreakers(1_000);
  for (const { cpuUs } of decisions) expect(cpuUs).toBeLessThan(50);
  expect(decisions).toHaveLength(4);
  expect(fleetMs.p50).toBeLessThan(10);
  expect(storedBytes).toBeLessThan(1_000);
});
