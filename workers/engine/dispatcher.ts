import type { GateRead } from '../../src/server/db/read-queue.ts';
import type { Deps } from '../../src/server/deps.ts';
import { dispatchTasks, type PassResult } from '../../src/server/use-cases/dispatch-tasks.ts';
import { findGates } from '../../src/server/use-cases/find-gates.ts';
import { hedgeStragglers } from '../../src/server/use-cases/hedge-stragglers.ts';
import { openPass, type PassConnection } from '../../src/server/use-cases/open-pass.ts';
import { returnStrays } from '../../src/server/use-cases/return-strays.ts';
import type { ConditionGate } from './condition-gate.ts';
import type { ControlGate } from './control-gate.ts';
import type { Executor } from './executor.ts';
import type { FleetCache } from './fleet-cache.ts';
import type { GateBook } from './gates.ts';

// The dispatch loop of a process. Any number of wakes while a pass runs make one more pass. States: asleep -> passing -> (woken again or
// the pass was full) passing | asleep; closed is final. An attempt that ends wakes it only where the last pass left something behind or a
// gate may have opened: a pass that finds nothing costs as much as one that places a task. After a pass that failed, and now and then,
// attempts that the database counts as ours and that we do not execute are handed back: the answer to a committed pass may have been lost.

/** Another process is in its pass; soon it is not. Milliseconds. */
const LOCK_RETRY_MS = 2;
/** Parked tasks of each gate that the slow net looks at. */
const NET_CREDIT = 8;
/** After a failed pass; doubles up to the cap. Milliseconds. */
const FAILURE_MS = { first: 50, cap: 2_000 };

export interface Dispatcher {
  /** Something may have become ready. */
  wake(): void;
  /** An attempt ended here: what the last pass left behind may find room now. */
  freed(): void;
  /** Reads the gates anew and looks at each: the slow net. */
  refresh(): Promise<void>;
  /** No further pass starts; resolves when the running one is over. */
  close(): Promise<void>;
}

export interface DispatcherParts {
  deps: Deps;
  workerId: () => string;
  slots: number;
  fleet: FleetCache;
  gates: GateBook;
  executor: Executor;
  conditions: ConditionGate;
  controls: ControlGate;
  /** False while the process may not start work (lease in doubt). */
  mayWork(): boolean;
  /** True while nothing new may be placed; what a pass placed before is executed. */
  isPaused(): boolean;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  return new DispatchLoop(parts);
}

class DispatchLoop implements Dispatcher {
  readonly #parts: DispatcherParts;
  #connection: PassConnection | null = null;
  #woken = false;
  #mayHaveStrays = false;
  #mayHedge = false;
  /** What the last pass says; unknown before the first. */
  #leftBehind = true;
  /** An attempt ended since the pass began that is under way. */
  #freed = false;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  wake(): void {
    this.#woken = true;
    // A loop that may not go on would end before it is noted as running, and be taken for a running one ever after.
    if (this.#running === null && this.#mayGoOn()) this.#running = this.#loop();
  }

  freed(): void {
    this.#freed = true;
    if (this.#running === null) this.#heedFreed();
  }

  #heedFreed(): void {
    if (this.#freed && (this.#leftBehind || this.#parts.gates.hasCredit())) this.wake();
  }

  async refresh(): Promise<void> {
    const { gates, deps } = this.#parts;
    gates.replace(await findGates(deps));
    gates.creditAll(NET_CREDIT);
    this.#mayHaveStrays = true;
    this.#mayHedge = true;
    this.wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running) await this.#running;
    await this.#connection?.end().catch(() => {});
  }

  async #connect(): Promise<PassConnection> {
    if (this.#connection) return this.#connection;
    const opened = await openPass(this.#parts.deps, () => {
      if (this.#connection === opened) this.#connection = null;
    });
    this.#connection = opened;
    return opened;
  }

  #mayGoOn(): boolean {
    return this.#woken && !this.#closed && this.#parts.mayWork() && !this.#parts.isPaused();
  }

  async #loop(): Promise<void> {
    let wait = FAILURE_MS.first;
    while (this.#mayGoOn()) {
      this.#woken = false;
      this.#freed = false;
      try {
        await this.#returnStrays();
        if (await this.#pass()) this.#woken = true;
        await this.#hedge();
        this.#heedFreed();
        wait = FAILURE_MS.first;
      } catch (error) {
        await this.#recover(error, wait);
        wait = Math.min(wait * 2, FAILURE_MS.cap);
      }
    }
    this.#running = null;
    if (this.#mayGoOn()) this.#running = this.#loop();
  }

  async #recover(error: unknown, wait: number): Promise<void> {
    this.#parts.deps.log.warn({ err: error, wait }, 'a dispatch pass failed');
    await this.#connection?.end().catch(() => {});
    this.#connection = null;
    this.#mayHaveStrays = true;
    this.#leftBehind = true;
    this.#woken = true;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }

  async #returnStrays(): Promise<void> {
    if (!this.#mayHaveStrays) return;
    const { deps, executor, workerId } = this.#parts;
    await returnStrays(deps, workerId(), executor.held());
    this.#mayHaveStrays = false;
  }

  /** Answers whether another pass should follow at once. */
  async #pass(): Promise<boolean> {
    const { deps, executor, gates, conditions, controls } = this.#parts;
    const connection = await this.#connect();
    // Right before the queue is read: tasks judged by a fleet that is older than they are may be told that nobody can do them.
    const fleet = await this.#parts.fleet.read();
    const workerId = this.#parts.workerId();
    const spent = gates.take();
    const freeSlots = Math.max(0, this.#parts.slots - executor.inFlight());
    const examined = { passedConditions: conditions.passed, examining: conditions.examining() + controls.beginning() };
    const request = { connection, workerId, freeSlots, holdsQuarantined: executor.holdsQuarantined(), gates: spent, fleet, ...examined };
    const result = await dispatchTasks(deps, request).catch((error: unknown) => {
      this.#giveBack(spent);
      throw error;
    });
    if (!result.locked) {
      this.#giveBack(spent);
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
      return true;
    }
    this.#leftBehind = result.leftBehind;
    this.#take(result, workerId);
    return gates.widen(spent, result.leftGate) || gates.hasCredit() || result.full;
  }

  /** Between two passes only: what was placed and is not executed yet looks like a stray. */
  async #hedge(): Promise<void> {
    if (!this.#mayHedge) return;
    this.#mayHedge = false;
    const { deps, executor, slots, fleet, mayWork } = this.#parts;
    const running = executor.hedgeable();
    if (running.length === 0) return;
    const workerId = this.#parts.workerId();
    const freeSlots = slots - executor.inFlight();
    const placed = await hedgeStragglers(deps, { workerId, freeSlots, running, fleet: await fleet.read() });
    if (mayWork() && this.#parts.workerId() === workerId) for (const each of placed) executor.execute(each);
  }

  #giveBack(spent: GateRead[]): void {
    for (const gate of spent) this.#parts.gates.credit(gate.key, gate.limit);
  }

  /** A process whose lease ran out during the pass executes nothing of it: others take it back with the rest of the old lease. */
  #take(result: PassResult, placedFor: string): void {
    const { gates, executor, conditions, controls, mayWork, workerId } = this.#parts;
    gates.note(result.gates);
    const ours = mayWork() && workerId() === placedFor;
    for (const placed of result.placed) if (ours && placed.agent.kind !== 'worker') executor.execute(placed);
    conditions.examine(result);
    controls.begin(result);
  }
}
