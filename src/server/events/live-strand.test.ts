import { describe, expect, it } from 'vitest';
import type { LiveMessage } from '../core/live/live-message.ts';
import { LiveStrand, type OverflowPolicy } from './live-strand.ts';
import type { LiveTail, TailWatcher } from './live-tail.ts';

/** A tail over the numbers up to `end`, moved by hand. */
function createHandTail() {
  const watchers = new Set<TailWatcher<number, number[]>>();
  const state = { end: 0, reads: 0 };
  let head: number | null = null;
  const numbers = (after: number) => Array.from({ length: state.end - after }, (_, index) => after + index + 1);
  const tail: LiveTail<number, number[]> = {
    watchers,
    async read(after) {
      state.reads += 1;
      return state.end > after ? { delta: numbers(after), place: state.end, more: false } : { delta: null, place: after, more: false };
    },
    meet(place) {
      head ??= place;
      return place < head;
    },
    poke: () => {},
    stop: () => {},
  };
  const advance = () => {
    const from = head ?? 0;
    const delta = numbers(from);
    state.end += 1;
    head = state.end;
    for (const watcher of watchers) watcher.advance(from, [...delta, state.end], state.end);
  };
  return { tail, state, advance };
}

function createTestStrand(tail: LiveTail<number, number[]>, overflow: OverflowPolicy) {
  const told = { resets: 0 };
  const strand = new LiveStrand<number, number[]>({
    tail,
    start: 0,
    overflow,
    message: (delta): LiveMessage => ({ kind: 'agents', agents: [], removed: delta.map(String) }),
    isSame: (a, b) => a === b,
    onWake: () => {},
    onReset: () => {
      told.resets += 1;
    },
  });
  const take = async () => {
    const message = await strand.take();
    return message?.kind === 'agents' ? message.removed.map(Number) : null;
  };
  return { strand, told, take };
}

describe('a strand', () => {
  it('[V7] of a reader that must miss nothing drops its queue and reads again from the last place seen', async () => {
    const { tail, state, advance } = createHandTail();
    const { strand, told, take } = createTestStrand(tail, 'reread');
    expect(await take()).toBeNull();
    for (let step = 0; step < 1_000; step += 1) advance();
    const seen: number[] = [];
    for (let got = await take(); got !== null; got = await take()) seen.push(...got);
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect([told.resets, strand.place(), state.reads < 20]).toEqual([0, 1_000, true]);
  });

  it('[V7] of a page drops its queue, says so, and goes on from the head', async () => {
    const { tail, advance } = createHandTail();
    const { strand, told, take } = createTestStrand(tail, 'reset');
    expect(await take()).toBeNull();
    for (let step = 0; step < 150; step += 1) advance();
    expect(told.resets).toBe(1);
    const after: number[] = [];
    for (let got = await take(); got !== null; got = await take()) after.push(...got);
    expect(after.length).toBeLessThanOrEqual(100);
    expect(after.at(-1)).toBe(150);
    expect(after).toEqual(Array.from({ length: after.length }, (_, index) => 151 - after.length + index));
    expect(strand.place()).toBe(150);
  });
});
