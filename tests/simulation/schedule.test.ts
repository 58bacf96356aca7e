import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { isTerminalRun } from '../../src/server/core/run/state.ts';
import { TERMINAL_TASK_STATUSES } from '../../src/server/core/task/state.ts';
import { Chance, randomFleet, randomPlan } from './scenario.ts';
import { Store } from './store.ts';
import { World } from './world.ts';

const SCHEDULES = 1_200;
const MAX_STEPS = 250;
/** Simulated seconds after the last fault; a task may lose all its attempts to backoff of up to a minute each. */
const SETTLE_ROUNDS = 1_000;

const TASK_ENDS = new Set<string>(TERMINAL_TASK_STATUSES.map((status) => `task.${status}`));

/** Plays one seeded schedule to its end and returns everything that can be judged. */
function play(seed: number): { store: Store; world: World; settled: boolean } {
  const chance = new Chance(seededRandom(seed));
  const store = new Store(randomPlan(chance), chance.next);
  const world = new World(store, randomFleet(chance), chance);
  const steps = chance.below(MAX_STEPS);
  for (let step = 0; step < steps; step += 1) world.step();
  return { store, world, settled: world.settle(SETTLE_ROUNDS) };
}

/** The invariants that show at the end; I4, I5 and I6 are thrown where they break. */
function brokenInvariants({ store, settled }: ReturnType<typeof play>): string[] {
  const tasks = [...store.tasks.values()];
  const grants = (taskId: string) =>
    Math.max(0, ...[...store.attempts.values()].filter((attempt) => attempt.taskId === taskId).map(({ fence }) => fence));
  const ends = (taskId: string) => store.events.filter((event) => event.taskId === taskId && TASK_ENDS.has(event.type)).length;
  return [
    ...(settled && isTerminalRun(store.status) ? [] : [`I1: the run is ${store.status}`]),
    ...tasks
      .filter(({ state, results }) => results.length !== (state.status === 'completed' ? 1 : 0))
      .map(({ id, results }) => `I2: ${id} has ${results.length} results`),
    ...tasks.filter(({ id }) => ends(id) !== 1).map(({ id }) => `I2: ${id} ended ${ends(id)} times`),
    ...tasks
      .filter(({ id, results }) => results.some((fence) => fence !== grants(id)))
      .map(({ id }) => `I3: ${id} has the result of an old claim`),
    ...(store.live().length === 0 ? [] : [`I7: ${store.live().length} attempts are left`]),
    ...(store.events.every(({ seq }, at) => seq === at + 1) ? [] : ['I8: the events have a gap']),
    ...(store.events.at(-1)?.type === `run.${store.status}` ? [] : ['I8: the last event is not the end of the run']),
  ];
}

describe('simulated schedules', () => {
  it(`[T21] I1-I8 hold in ${SCHEDULES} schedules with loss, repetition, reordering, death, late results, cancel and pause`, () => {
    const seen = { completed: 0, failed: 0, cancelled: 0, refused: 0, lost: 0, returned: 0, retried: 0, skipped: 0 };
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const end = play(seed);
      expect(brokenInvariants(end), `seed ${seed}`).toEqual([]);
      seen[end.store.status as 'completed' | 'failed' | 'cancelled'] += 1;
      seen.refused += end.world.refused;
      for (const { status } of end.store.attempts.values()) if (status === 'lost' || status === 'returned') seen[status] += 1;
      for (const { state } of end.store.tasks.values()) {
        if (state.attempts > 1) seen.retried += 1;
        if (state.status === 'skipped') seen.skipped += 1;
      }
    }
    // A world in which nothing goes wrong would prove nothing.
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(SCHEDULES / 20);
  }, 30_000);

  it('[T22] the same seed plays the same schedule', () => {
    expect(play(42).store.events).toEqual(play(42).store.events);
  });
});
