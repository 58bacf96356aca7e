import { permitsAt, wouldPermit } from './breaker.ts';
import { advance } from './change-status.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerResource } from './resource.ts';
import type { BreakerState } from './state.ts';

// Asked of every candidate for every kind of task, and made anew for every pass: numbers in rows and plain loops, where an object for each
// breaker and a list for each agent would be most of the cost.

/** A breaker that is not simply closed. */
export interface WatchedBreaker {
  resourceId: string;
  resource: BreakerResource;
  rules: BreakerRules;
  state: BreakerState;
}

/** What the breakers of an agent say of it, as bits. */
export const WATCHED = 1;
export const OUT = 2;
export const HELD = 4;

/** No row, no link, no agent. */
export const NONE = -1;

/** @param current not closed, with the time that has passed taken in */
function leftOf(rules: BreakerRules, current: BreakerState, now: number): number {
  if (current.status === 'half_open') return Math.max(0, permitsAt(rules, current, now) - current.granted);
  return wouldPermit(rules, current, now) ? rules.halfOpenPermits : 0;
}

/** What breakers leave at this moment: a row each, named by its number. */
export class Restrictions {
  readonly resourceIds: string[] = [];
  readonly held: boolean[] = [];
  /** Epoch ms; NaN where it never opened. */
  readonly openedAt: number[] = [];
  /** When a probe may go at the earliest, epoch ms; Infinity while a person holds it. */
  readonly probeAt: number[] = [];
  /** Calls that it still lets through; 0: none. */
  readonly left: number[] = [];

  /** @returns its number; NONE when the breaker restricts nothing now */
  add({ resourceId, rules, state }: WatchedBreaker, now: number): number {
    const current = advance(rules, state, now);
    const { status, openedAt, until } = current;
    if (status !== 'open' && status !== 'half_open' && status !== 'forced_open') return NONE;
    const held = status === 'forced_open';
    this.held.push(held);
    this.openedAt.push(openedAt ?? Number.NaN);
    this.probeAt.push(held ? Number.POSITIVE_INFINITY : (until ?? now));
    this.left.push(leftOf(rules, current, now));
    return this.resourceIds.push(resourceId) - 1;
  }

  bits(row: number): number {
    if (this.held[row] === true) return WATCHED | OUT | HELD;
    return this.left[row] === 0 ? WATCHED | OUT : WATCHED;
  }
}

/** Rows by agent, as chains: of an agent its first link, of a link its row and the next one. What all of them say is kept as bits. */
export class Chains {
  /** By agent. */
  readonly bits: Uint8Array;
  readonly #first: Int32Array;
  readonly #rows: number[] = [];
  readonly #next: number[] = [];

  constructor(agents: number) {
    this.bits = new Uint8Array(agents);
    this.#first = new Int32Array(agents).fill(NONE);
  }

  add(agent: number, row: number, bits: number): void {
    this.bits[agent] = (this.bits[agent] as number) | bits;
    this.#next.push(this.#first[agent] as number);
    this.#first[agent] = this.#rows.push(row) - 1;
  }

  first(agent: number): number {
    return this.#first[agent] as number;
  }

  row(link: number): number {
    return this.#rows[link] as number;
  }

  next(link: number): number {
    return this.#next[link] as number;
  }
}
