import { expect, it } from 'vitest';
import { measureBreakers } from './measure-breakers.ts';
import { measureDispatch } from './measure-dispatch.ts';

it('[BR21] a decision takes microseconds, a look at the fleet milliseconds, and a breaker is stored in less than 1 kB', () => {
  const { decisions, storedBytes, fleetMs } = measureBreakers(1_000);
  for (const { cpuUs } of decisions) expect(cpuUs).toBeLessThan(50);
  expect(decisions).toHaveLength(4);
  expect(fleetMs.p50).toBeLessThan(10);
  expect(storedBytes).toBeLessThan(1_000);
});

it('[BR21] a pass of the router costs no more for breakers that hold nothing back, and milliseconds for those that do', async () => {
  const [none, some] = [await measureDispatch({ breakers: 500, every: 0 }), await measureDispatch({ breakers: 500, every: 10 })];
  expect([none.breakers, none.watched, some.watched]).toEqual([500, 0, 50]);
  for (const { costMs } of [none, some]) expect(costMs).toBeLessThan(100);
});
