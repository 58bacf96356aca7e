import { conditionThreadUrl, createConditionEvaluator } from '../../src/server/conditions/evaluate-conditions.ts';
import type { Deps } from '../../src/server/deps.ts';
import { findCancelled } from '../../src/server/use-cases/find-cancelled.ts';
import { nextRetryMs, SWEEP_MS, sweepFleet, wakeDue } from '../../src/server/use-cases/sweep-fleet.ts';
import { createConditionGate } from './condition-gate.ts';
import { createDispatcher } from './dispatcher.ts';
import type { CallAgent } from './execute-attempt.ts';
import { createExecutor } from './executor.ts';
import { createFleetCache } from './fleet-cache.ts';
import { createGateBook } from './gates.ts';
import { holdLease, type Lease } from './lease.ts';

// One process's share of the engine: a dispatcher that places tasks, an executor that runs what was placed, and the nets that make a
// missed hint cost time only. Everything it knows can be read again from the database.

/** Looks for work even if nobody said that there is any. Milliseconds. */
const TICK_MS = 1_000;
/** A clean stop lets short attempts end; longer ones go back. Milliseconds. */
const DRAIN_MS = 1_200;
const CONDITION_MS = 100;

export interface Engine {
  wake(): void;
  /** One sweep of the fleet, if it is due. */
  sweep(): Promise<void>;
  /** Hands everything back and leaves the fleet: no attempt is lost. */
  close(): Promise<void>;
}

export interface EngineOptions {
  slots: number;
  version: string;
  callAgent: CallAgent;
}

export async function startEngine(deps: Deps, options: EngineOptions): Promise<Engine> {
  const fleet = createFleetCache(deps);
  const gates = createGateBook();
  const evaluator = createConditionEvaluator({ timeoutMs: CONDITION_MS, threadUrl: conditionThreadUrl(import.meta.url) });
  const conditions = createConditionGate(deps, evaluator, () => dispatcher.wake());
  const executor = createExecutor(deps, options.callAgent, (placed) => {
    gates.credit(`run:${placed.task.runId}`, 1);
    gates.creditDemands(1);
    dispatcher.wake();
  });
  const lease: Lease = await holdLease(deps, {
    slots: options.slots,
    version: options.version,
    onLost: () => executor.stopAll('abandoned'),
    onJoined: () => dispatcher.wake(),
  });
  const dispatcher = createDispatcher({
    deps,
    workerId: () => lease.workerId(),
    slots: options.slots,
    fleet,
    gates,
    executor,
    conditions,
    mayWork: () => lease.held(),
  });

  deps.road.onSettled((_rows, result) => {
    if (result.unlocked > 0) dispatcher.wake();
  });
  let retryTimer: NodeJS.Timeout | null = null;
  deps.road.onSettled((rows) => {
    if (rows.some((row) => row.taskStatus === 'ready' && row.delayMs > 0)) void armRetry();
  });
  const armRetry = async () => {
    const ms = await nextRetryMs(deps).catch(() => null);
    if (ms === null || closing) return;
    if (retryTimer) clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void retryNow(), Math.min(ms, SWEEP_MS) + 5);
  };

  const unsubscribe = deps.feed.subscribe((topic, own) => {
    if (topic === 'ready' || (topic === 'settled' && !own)) {
      gates.creditAll(4);
      dispatcher.wake();
    } else if (topic === 'agents' || topic === 'resync') {
      fleet.invalidate();
      void dispatcher.refresh().catch(() => {});
    } else if (topic.startsWith('cancel:')) {
      executor.stopRun(topic.slice('cancel:'.length));
    }
  });

  let closing = false;
  const guarded = async (what: string, work: () => Promise<unknown>) => {
    try {
      if (!closing) await work();
    } catch (error) {
      deps.log.warn({ err: error }, `${what} failed; it is tried again`);
    }
  };
  const sweep = () =>
    guarded('a sweep', async () => {
      await sweepFleet(deps);
      executor.stopAttempts(await findCancelled(deps, lease.workerId()), 'cancelled');
      await dispatcher.refresh();
    });
  const retryNow = () =>
    guarded('waking due retries', async () => {
      await wakeDue(deps);
      dispatcher.wake();
      await armRetry();
    });
  const tick = setInterval(() => dispatcher.wake(), TICK_MS);
  const sweeper = setInterval(() => void sweep(), SWEEP_MS);
  await dispatcher.refresh();

  return {
    wake: () => dispatcher.wake(),
    sweep,
    async close() {
      closing = true;
      clearInterval(tick);
      clearInterval(sweeper);
      if (retryTimer) clearTimeout(retryTimer);
      unsubscribe();
      await dispatcher.close();
      const drained = executor.idle();
      const late = setTimeout(() => executor.stopAll('returned'), DRAIN_MS);
      await drained;
      clearTimeout(late);
      await conditions.close();
      await deps.road.drain();
      await lease.close();
    },
  };
}
