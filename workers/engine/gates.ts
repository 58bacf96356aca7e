import type { GateRead } from '../../src/server/db/read-queue.ts';

// Gates at which ready tasks are parked, as this process knows them, and how many tasks of each are worth a look. Credit is given where
// something may have changed (a slot was freed, an agent came); the slow tick gives a little to all, so that a missed hint only delays.

/** Tasks read of one gate per pass at most. */
const MOST_PER_GATE = 128;
/** Gates read per pass at most; the others keep their credit. */
const MOST_GATES = 64;

export interface GateBook {
  /** Tasks are parked there. */
  note(keys: Iterable<string>): void;
  /** Something may have opened this gate for so many tasks. */
  credit(key: string, count: number): void;
  creditAll(count: number): void;
  /** Capacity for demands was freed: any demand gate may open. */
  creditDemands(count: number): void;
  /** A breaker lets more through than before: any gate at which tasks wait for one may open. */
  creditBreakers(count: number): void;
  /** An attempt ended that may have cost less than was reserved for it: any gate at which tasks wait for money may open. */
  creditBudgets(count: number): void;
  /** What a pass should look at; spends the credit. Gates that were looked at queue up behind the others. */
  take(): GateRead[];
  /** Some gate still has credit. */
  hasCredit(): boolean;
  /**
   * Everything that was looked at went through the gate: more may. Credits those gates twice as much; answers whether there were any.
   * @param passed how many tasks left each gate
   */
  widen(looked: GateRead[], passed: ReadonlyMap<string, number>): boolean;
  /** Replaces what is known by what the database says. */
  replace(keys: string[]): void;
}

/** Paused runs are let go by resume, not by dispatch. */
const isOurs = (key: string) => !key.startsWith('paused:');

export function createGateBook(): GateBook {
  let credits = new Map<string, number>();
  const add = (key: string, count: number) => {
    const known = credits.get(key);
    if (known !== undefined) credits.set(key, Math.min(MOST_PER_GATE, known + count));
  };
  return {
    note(keys) {
      // One look for a new one: what opens it may have happened between the look that found it shut and this moment.
      for (const key of keys) if (isOurs(key) && !credits.has(key)) credits.set(key, 1);
    },
    credit: add,
    creditAll(count) {
      for (const key of credits.keys()) add(key, count);
    },
    creditDemands(count) {
      for (const key of credits.keys()) if (key.startsWith('demand:')) add(key, count);
    },
    creditBreakers(count) {
      for (const key of credits.keys()) if (key.startsWith('breaker:')) add(key, count);
    },
    creditBudgets(count) {
      for (const key of credits.keys()) if (key.startsWith('budget:')) add(key, count);
    },
    take() {
      const gates: GateRead[] = [];
      for (const [key, count] of credits) {
        if (count === 0) continue;
        gates.push({ key, limit: count });
        credits.delete(key);
        credits.set(key, 0);
        if (gates.length === MOST_GATES) break;
      }
      return gates;
    },
    hasCredit: () => [...credits.values()].some((count) => count > 0),
    widen(looked, passed) {
      const open = looked.filter((gate) => (passed.get(gate.key) ?? 0) >= gate.limit);
      for (const gate of open) add(gate.key, gate.limit * 2);
      return open.length > 0;
    },
    replace(keys) {
      credits = new Map(keys.filter(isOurs).map((key) => [key, credits.get(key) ?? 1]));
    },
  };
}
