import { expect, test } from 'vitest';
import type { DutyName } from '../src/server/queue/jobs.ts';
import { createDuties, type DutyWorks } from './tend-duties.ts';

/** A fleet in which this process gets whatever it asks for, as often as it asks. */
function lonely(works: DutyWorks, ageMs = 3_600_000) {
  const warnings: unknown[] = [];
  const asked: DutyName[][] = [];
  const duties = createDuties({
    works,
    claim: async (everyMs) => {
      const names = Object.keys(everyMs) as DutyName[];
      asked.push(names);
      return { answers: names.map((name) => ({ name, claimed: true, ageMs })), toRun: names };
    },
    log: { warn: (...said: unknown[]) => void warnings.push(said) },
  });
  return { duties, warnings, asked };
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('[DU2] a duty that fails is reported, stops no other, and comes again', async () => {
  const ran: string[] = [];
  const pruned = gate();
  const { duties, warnings } = lonely({
    sweep: async () => void ran.push('sweep'),
    rebalance: async () => {
      ran.push('rebalance');
      throw new Error('broken');
    },
    prune: async () => pruned.open(),
  });
  await duties.round();
  await pruned.opened;
  await duties.round();
  await duties.close();
  expect(ran.filter((name) => name === 'sweep')).toHaveLength(2);
  expect(ran).toContain('rebalance');
  expect(warnings.length).toBeGreaterThan(0);
});

test('[DU3] a duty that hangs delays neither the sweep nor the others, and is not begun twice', async () => {
  const hanging = gate();
  const pruned = gate();
  const begun = { sweep: 0, sleep: 0 };
  const { duties, asked } = lonely({
    sweep: async () => {
      begun.sweep += 1;
    },
    sleep: () => {
      begun.sleep += 1;
      return hanging.opened;
    },
    prune: async () => pruned.open(),
  });
  await duties.round();
  await duties.round();
  expect(begun).toEqual({ sweep: 2, sleep: 1 });
  expect(asked[1]).not.toContain('sleep');
  await pruned.opened;
  hanging.open();
  await duties.close();
  expect(begun.sleep).toBe(1);
});

test('[DU3] the sweep comes first, rounds that are asked for at once are one, and after the end there is none', async () => {
  const order: string[] = [];
  const { duties, asked } = lonely({ prune: async () => void order.push('prune'), sweep: async () => void order.push('sweep') }, 0);
  await Promise.all([duties.round(), duties.round()]);
  await duties.round();
  await duties.close();
  await duties.round();
  expect(order[0]).toBe('sweep');
  // What was run just now is not asked for again.
  expect(asked).toEqual([['prune', 'sweep']]);
});
