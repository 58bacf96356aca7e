import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFleet } from '../../src/server/use-cases/load-fleet.ts';
import { createInstallation, type Installation } from '../../tests/fixtures/installation.ts';
import { createDispatcher, type DispatcherParts } from './dispatcher.ts';
import { createGateBook } from './gates.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

/** A dispatcher on an empty fleet whose passes are counted, and held until they are let go. */
function countPasses() {
  const seen = { passes: 0, mayWork: true };
  let letGo = () => {};
  let begun = () => {};
  const nothing = async () => {};
  const parts: DispatcherParts = {
    deps: hive.deps,
    workerId: () => '01920000-0000-7000-8000-000000000001',
    slots: 4,
    gates: createGateBook(),
    mayWork: () => seen.mayWork,
    isPaused: () => false,
    fleet: {
      read: async () => {
        seen.passes += 1;
        begun();
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        return { ...(await loadFleet(hive.deps)), agents: [] };
      },
      invalidate: () => {},
    },
    executor: {
      execute: () => {},
      inFlight: () => 0,
      holdsQuarantined: () => false,
      held: () => [],
      hedgeable: () => [],
      stopRun: () => {},
      stopAttempts: () => {},
      stopAll: () => {},
      idle: nothing,
    },
    controls: { beginning: () => 0, begin: () => {}, close: nothing },
    conditions: { passed: new Set(), examining: () => 0, examine: () => {}, close: nothing },
  };
  const dispatcher = createDispatcher(parts);
  const nextPass = () =>
    new Promise<void>((resolve) => {
      begun = resolve;
    });
  return { seen, dispatcher, nextPass, letGo: () => letGo() };
}

test('[Q24] any number of wakes during a pass makes one more', async () => {
  const { seen, dispatcher, nextPass, letGo } = countPasses();
  let pass = nextPass();
  for (let at = 0; at < 100; at += 1) dispatcher.wake();
  await pass;
  expect(seen.passes).toBe(1);
  for (let at = 0; at < 100; at += 1) dispatcher.wake();
  pass = nextPass();
  letGo();
  await pass;
  const closed = dispatcher.close();
  letGo();
  await closed;
  expect(seen.passes).toBe(2);
});

test('[Q24] a wake without a lease does nothing, and the next one with a lease makes a pass', async () => {
  const { seen, dispatcher, nextPass, letGo } = countPasses();
  seen.mayWork = false;
  dispatcher.wake();
  seen.mayWork = true;
  const pass = nextPass();
  dispatcher.wake();
  await pass;
  const closed = dispatcher.close();
  letGo();
  await closed;
  expect(seen.passes).toBe(1);
});
