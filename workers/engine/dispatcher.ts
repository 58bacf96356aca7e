import type { GateRead } from '../../src/server/db/read-queue.ts';
import type { Deps } from '../../src/server/deps.ts';
import { dispatchTasks, type PassResult } from '../../src/server/use-cases/dispatch-tasks.ts';
import { findGates } from '../../src/server/use-cases/find-gates.ts';
import { openPass, type PassConnection } from '../../src/server/use-cases/open-pass.ts';
import { returnStrays } from '../../src/server/use-cases/return-strays.ts';
import type { ConditionGate } from './condition-gate.ts';
import type { Executor } from './executor.ts';
import type { FleetCache } from './fleet-cache.ts';
import type { GateBook } from './gates.ts';

// The dispatch loop of a process. Any number of wakes while a pass runs make one more pass. States: asleep -> passing -> (woken again or
// the pass was full) passing | asleep; closed is final. After a pass that failed, and now and then, attempts that the database counts as
// ours and that we do not execute are handed back: the answer to a committed pass may have been lost.

/** Another process is in its pass; soon it is not. Milliseconds. */
const LOCK_RETRY_MS = 2;
/** After a failed pass; doubles up to the cap. Milliseconds. */
const FAILURE_MS = { first: 50, cap: 2_000 };

export interface Dispatcher {
  wake(): void;
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
  /** False while the process may not start work (lease in doubt). */
  mayWork(): boolean;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { deps, executor, gates } = parts;
  let connection: PassConnection | null = null;
  let woken = false;
  let mayHaveStrays = false;
  let running: Promise<void> | null = null;
  let closed = false;

  const connect = async (): Promise<PassConnection> => {
    if (connection) return connection;
    const opened = await openPass(deps, () => {
      if (connection === opened) connection = null;
    });
    connection = opened;
    return opened;
  };

  /** A process whose lease ran out during the pass executes nothing of it: others take it back with the rest of the old lease. */
  const take = (result: PassResult, placedFor: string) => {
    gates.note(result.gates);
    const ours = parts.mayWork() && parts.workerId() === placedFor;
    for (const placed of result.placed) if (ours && placed.agent.kind !== 'worker') executor.execute(placed);
    parts.conditions.examine(result);
  };

  const giveBack = (spent: GateRead[]) => {
    for (const gate of spent) gates.credit(gate.key, gate.limit);
  };

  /** Answers whether another pass should follow at once. */
  const pass = async (): Promise<boolean> => {
    const fleet = await parts.fleet.read();
    const opened = await connect();
    const workerId = parts.workerId();
    const spent = gates.take();
    const result = await dispatchTasks(deps, {
      connection: opened,
      workerId,
      freeSlots: Math.max(0, parts.slots - executor.inFlight()),
      gates: spent,
      fleet,
      passedConditions: parts.conditions.passed,
    }).catch((error: unknown) => {
      giveBack(spent);
      throw error;
    });
    if (!result.locked) {
      giveBack(spent);
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
      return true;
    }
    take(result, workerId);
    return gates.widen(spent, result.leftGate) || gates.hasCredit() || result.full;
  };

  const loop = async (): Promise<void> => {
    let wait = FAILURE_MS.first;
    while (woken && !closed && parts.mayWork()) {
      woken = false;
      try {
        if (mayHaveStrays) {
          await returnStrays(deps, parts.workerId(), executor.held());
          mayHaveStrays = false;
        }
        if (await pass()) woken = true;
        wait = FAILURE_MS.first;
      } catch (error) {
        deps.log.warn({ err: error, wait }, 'a dispatch pass failed');
        await connection?.end().catch(() => {});
        connection = null;
        mayHaveStrays = true;
        woken = true;
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, FAILURE_MS.cap);
      }
    }
    running = null;
    if (woken && !closed && parts.mayWork()) running = loop();
  };

  const wake = () => {
    woken = true;
    if (!closed) running ??= loop();
  };

  return {
    wake,
    async refresh() {
      gates.replace(await findGates(deps));
      gates.creditAll(8);
      mayHaveStrays = true;
      wake();
    },
    async close() {
      closed = true;
      while (running) await running;
      await connection?.end().catch(() => {});
    },
  };
}
