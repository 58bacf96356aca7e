import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardMounter, MOUNT_LIMITS, nextBatch } from './card-mounter.ts';

/** A browser whose frames come when they are called for, and in which a card costs `costMs`. */
function playHost(costMs = 0.5) {
  let step: (() => void) | null = null;
  let clock = 0;
  let rendered = 0;
  const host = {
    pinnedNow: false,
    settledTimes: 0,
    commits: [] as number[],
    commit(cards: ReadonlySet<number>) {
      clock += Math.abs(cards.size - rendered) * costMs;
      rendered = cards.size;
      host.commits.push(cards.size);
    },
    nextFrame(next: () => void) {
      step = next;
      return () => {
        step = null;
      };
    },
    now: () => clock,
    pinned: () => host.pinnedNow,
    settled: () => {
      host.settledTimes += 1;
    },
    frame(): boolean {
      const next = step;
      step = null;
      next?.();
      return next !== null;
    },
  };
  return host;
}

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

describe('card mounter', () => {
  it('[GV5] adds a few cards per frame, the most wanted first, until all are there', () => {
    const host = playHost();
    const mounter = new CardMounter(host);
    mounter.retarget(numbers(100));
    host.frame();
    expect([...mounter.mounted]).toEqual([0, 1, 2, 3]);
    while (host.frame());
    expect(mounter.mounted.size).toBe(100);
    expect(host.settledTimes).toBe(1);
    expect(host.commits.length).toBeGreaterThan(8);
  });

  it('[GV5] the card under the pointer jumps the queue', () => {
    const host = playHost();
    const mounter = new CardMounter(host);
    mounter.retarget(numbers(100));
    mounter.urge(90);
    mounter.urge(4_000);
    host.frame();
    expect(mounter.mounted.has(90)).toBe(true);
    expect(mounter.mounted.has(4_000)).toBe(false);
  });

  it('[GV5] what a frame may add follows what the last one took', () => {
    expect(nextBatch(8, 20, 5)).toBe(2);
    expect(nextBatch(8, 4, 5)).toBe(8);
    expect(nextBatch(8, 1, 5)).toBe(10);
    expect(nextBatch(24, 0, 5)).toBe(24);
  });

  it('[GV6] takes no card while a hand holds one, and the surplus once it is let go', () => {
    const host = playHost();
    const mounter = new CardMounter(host);
    mounter.adopt(numbers(10));
    host.pinnedNow = true;
    mounter.retarget(numbers(10, 500));
    while (host.frame());
    expect([...mounter.mounted].sort((a, b) => a - b)).toEqual([...numbers(10), ...numbers(10, 500)]);
    host.pinnedNow = false;
    mounter.retarget(numbers(10, 500));
    while (host.frame());
    expect([...mounter.mounted].sort((a, b) => a - b)).toEqual(numbers(10, 500));
  });

  it('[GV6] whatever is wanted one after another, it arrives there, and never holds more than it may', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('want' as const), from: fc.nat(2_000), count: fc.nat(400) }),
      fc.record({ kind: fc.constant('frames' as const), count: fc.nat(6) }),
      fc.record({ kind: fc.constant('stop' as const) }),
      fc.record({ kind: fc.constant('urge' as const), node: fc.nat(2_400) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.double({ min: 0.01, max: 4, noNaN: true }), (acts, cost) => {
        const host = playHost(cost);
        const mounter = new CardMounter(host);
        let wanted: number[] = [];
        for (const each of acts) {
          if (each.kind === 'want') {
            wanted = numbers(each.count, each.from);
            mounter.retarget(wanted);
          } else if (each.kind === 'frames') for (let frame = 0; frame < each.count; frame += 1) host.frame();
          else if (each.kind === 'stop') mounter.stop();
          else mounter.urge(each.node);
          expect(mounter.mounted.size).toBeLessThanOrEqual(MOUNT_LIMITS.most);
        }
        mounter.retarget(wanted);
        while (host.frame());
        expect([...mounter.mounted].sort((a, b) => a - b)).toEqual(wanted.slice(0, MOUNT_LIMITS.most));
      }),
    );
  });
});
