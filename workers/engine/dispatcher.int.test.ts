import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFleet } from '../../src/server/use-cases/load-fleet.ts';
import { createInstallation, type Installation } from '../../tests/fixtures/installation.ts';
import { addAgent, startRun } from '../../tests/fixtures/played-run.ts';
import { createDispatcher, type DispatcherParts } from './dispatcher.ts';
import { createGateBook } from './gates.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

/** A dispatcher whose passes are counted, and held until they are let go. @param own the slots it has, and whether it sees the fleet's agents */
function countPasses(own = { slots: 4, seesAgents: false }) {
  const seen = { passes: 0, mayWork: true };
  let letGo = () => {};
  let begun = () => {};
  const nothing = async () => {};
  const parts: DispatcherParts = {
    deps: hive.deps,
    workerId: () => '01920000-0000-7000-8000-000000000001',
    slots: own.slots,
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
        const fleet = await loadFleet(hive.deps);
        return own.seesAgents ? fleet : { ...fleet, agents: [] };
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

test('[Q28] attempts that end make no pass where the last one left nothing behind', async () => {
  const { seen, dispatcher, nextPass, letGo } = countPasses();
  const pass = nextPass();
  dispatcher.wake();
  await pass;
  for (let at = 0; at < 100; at += 1) dispatcher.freed();
  const closed = dispatcher.close();
  letGo();
  await closed;
  expect(seen.passes).toBe(1);
});

test('[Q28] an attempt that ends makes a pass where the last one left a task for want of a slot', async () => {
  await addAgent(hive.deps, 'waits for a slot');
  await startRun(hive.deps, {
    workflow_id: 'left-behind',
    name: 'left behind',
    tasks: [{ task_id: 'only', name: 'only', task_type: 'work' }],
  });
  const { seen, dispatcher, nextPass, letGo } = countPasses({ slots: 0, seesAgents: true });
  let pass = nextPass();
  dispatcher.wake();
  await pass;
  pass = nextPass();
  dispatcher.freed();
  letGo();
  await pass;
  const closed = dispatcher.close();
  letGo();
  await closed;
  expect(seen.passes).toBe(2);
});
