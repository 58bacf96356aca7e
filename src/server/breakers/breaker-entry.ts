import { createBreaker } from '../core/breaker/breaker.ts';
import { applyChange, type BreakerChange, type NewTransition } from '../core/breaker/change.ts';
import type { BreakerRules } from '../core/breaker/policy.ts';
import { type BreakerResource, breakerSeed } from '../core/breaker/resource.ts';
import type { BreakerState } from '../core/breaker/state.ts';
import type { BreakerWrite, StoredBreaker } from '../db/breakers.ts';

/** Who changes a breaker that nobody touched. */
const AUTOMATIC = 'system:breaker';
/** Changes that are kept for the next write; a database that is away for long costs the oldest. */
const MOST_PENDING = 2_000;

/** What became of an `acquire`, told once it is stored. */
export type Answer = (granted: { generation: number } | null) => void;

interface Pending {
  change: BreakerChange;
  transition: NewTransition | null;
  granted: { generation: number } | null;
  answer: Answer | undefined;
}

/** One breaker in one process: what is stored, and the changes that are not stored yet made on top of it. */
export class BreakerEntry {
  readonly resourceId: string;
  readonly resource: BreakerResource;
  rules: BreakerRules;
  /** What is stored with the pending changes made. */
  state: BreakerState;
  /** When the oldest change that is not stored was made, epoch ms; null when everything is. */
  dirtySince: number | null = null;
  #stored: BreakerState;
  #revision: number;
  #pending: Pending[] = [];

  constructor(resource: BreakerResource, of: { resourceId: string; rules: BreakerRules; now: number; stored?: StoredBreaker }) {
    this.resource = resource;
    this.resourceId = of.resourceId;
    this.rules = of.rules;
    this.#stored = of.stored?.state ?? createBreaker(of.rules, { now: of.now, seed: breakerSeed(of.resourceId) });
    this.#revision = of.stored?.revision ?? 0;
    this.state = this.#stored;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Something is to be stored at once: a status changed, or somebody waits for a permit. */
  get urgent(): boolean {
    return this.#pending.some(({ transition, answer }) => transition !== null || answer !== undefined);
  }

  /** @returns whether its status changed */
  apply(change: BreakerChange, now: number, answer?: Answer): boolean {
    const before = this.state.status;
    const pending = { change, transition: null, granted: null, answer };
    this.#make(pending);
    this.#pending.push(pending);
    if (this.#pending.length > MOST_PENDING) this.#pending.shift()?.answer?.(null);
    this.dirtySince ??= now;
    return this.state.status !== before;
  }

  /** What is to be written now; `confirm` it with the count of changes it holds, or `rebase`. */
  toWrite(newId: () => string): { write: BreakerWrite; count: number } {
    const transitions = this.#pending.flatMap(({ transition }) =>
      transition === null ? [] : [{ ...transition, id: newId(), actor: AUTOMATIC }],
    );
    const { resourceId, resource, state } = this;
    const write = { resourceId, type: resource.type, state, revision: this.#revision, transitions };
    return { write, count: this.#pending.length };
  }

  /** The first `count` changes are stored, as `state`. */
  confirm(state: BreakerState, count: number, now: number): void {
    this.#stored = state;
    this.#revision += 1;
    for (const { answer, granted } of this.#pending.splice(0, count)) answer?.(granted);
    this.dirtySince = this.#pending.length === 0 ? null : now;
  }

  /** Somebody else has stored something; null: removed it. Our changes are made again on top. @returns whether the status changed */
  rebase(stored: StoredBreaker | null): boolean {
    const before = this.state.status;
    if (stored !== null) this.#stored = stored.state;
    this.#revision = stored?.revision ?? 0;
    this.#remake();
    return this.state.status !== before;
  }

  /** Nobody waits for permits any more: those that were asked for are not taken. */
  giveUpPermits(): void {
    const given = this.#pending.filter(({ answer }) => answer !== undefined);
    this.#pending = this.#pending.filter(({ answer }) => answer === undefined);
    for (const { answer } of given) answer?.(null);
    this.#remake();
  }

  #remake(): void {
    this.state = this.#stored;
    for (const pending of this.#pending) this.#make(pending);
    if (this.#pending.length === 0) this.dirtySince = null;
  }

  #make(pending: Pending): void {
    const { state, permitted, transition } = applyChange(this.rules, this.state, pending.change);
    this.state = state;
    pending.transition = transition;
    pending.granted = pending.change.type === 'acquire' && permitted ? { generation: state.generation } : null;
  }
}
