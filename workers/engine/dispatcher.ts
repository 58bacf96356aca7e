import type { Deps } from '../../src/server/deps.ts';
import { dispatchTasks, type PassResult } from '../../src/server/use-cases/dispatch-tasks.ts';
import { findGates } from '../../src/server/use-cases/find-gates.ts';
import { openPass, type PassConnection } from '../../src/server/use-cases/open-pass.ts';
import type { ConditionGate } from './condition-gate.ts';
import type { Executor } from './executor.ts';
import type { FleetCache } from './fleet-cache.ts';
import type { GateBook } from './gates.ts';

// The dispatch loop of a process. Any number of wakes while a pass runs make one more pass. States: asleep -> passing -> (woken again or
// the pass was full) passing | asleep; closed is final.

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

  const take = (result: PassResult) => {
    gates.note(result.gates);
    for (const placed of result.placed) if (placed.agent.kind !== 'worker') executor.execute(placed);
    parts.conditions.examine(result);
  };

  /** Answers whether another pass should follow at once. */
  const pass = async (): Promise<boolean> => {
    const fleet = await parts.fleet.read();
    const spent = gates.take();
    const result = await dispatchTasks(deps, {
      connection: await connect(),
      workerId: parts.workerId(),
      freeSlots: Math.max(0, parts.slots - executor.inFlight()),
      gates: spent,
      fleet,
      passedConditions: parts.conditions.passed,
    });
    if (!result.locked) {
      for (const gate of spent) gates.credit(gate.key, gate.limit);
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
      return true;
    }
    take(result);
    return result.full;
  };

  const loop = async (): Promise<void> => {
    let wait = FAILURE_MS.first;
    while (woken && !closed && parts.mayWork()) {
      woken = false;
      try {
        if (await pass()) woken = true;
        wait = FAILURE_MS.first;
      } catch (error) {
        deps.log.warn({ err: error, wait }, 'a dispatch pass failed');
        await connection?.end().catch(() => {});
        connection = null;
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
      wake();
    },
    async close() {
      closed = true;
      while (running) await running;
      await connection?.end().catch(() => {});
    },
  };
}
