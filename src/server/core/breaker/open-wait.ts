import { type BreakerRules, MAX_OPEN_WAIT_MS } from './policy.ts';

type WaitRules = Pick<BreakerRules, 'openWaitMs' | 'openBackoff' | 'openJitter'>;

/**
 * How long a breaker stays open, in ms.
 * @param of.openings how many times it has opened since it was last closed, this one included
 * @param of.spread in [0, 1); where in the range of the jitter the wait lies. It only lengthens it.
 */
export function openWaitMs(rules: WaitRules, { openings, spread }: { openings: number; spread: number }): number {
  const wait = Math.min(grownWaitMs(rules, Math.max(1, openings)), MAX_OPEN_WAIT_MS);
  return rules.openJitter === 0 ? wait : Math.round(wait * (1 + rules.openJitter * spread));
}

function grownWaitMs({ openWaitMs: base, openBackoff: backoff }: WaitRules, openings: number): number {
  switch (backoff?.type) {
    case undefined:
      return base;
    case 'exponential':
      return Math.min(base * backoff.multiplier ** (openings - 1), backoff.maxMs ?? Number.POSITIVE_INFINITY);
    case 'linear':
      return Math.min(base * openings, backoff.maxMs ?? Number.POSITIVE_INFINITY);
    case 'list':
      return backoff.waitsMs[Math.min(openings, backoff.waitsMs.length) - 1] ?? base;
  }
}

/** In [0, 1), the same for the same breaker and generation in every process, so that a shown countdown is the one that is kept. */
export function spreadOf(seed: number, generation: number): number {
  let mixed = Math.imul(seed ^ Math.imul(generation + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}
