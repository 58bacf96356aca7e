import { conditionThreadUrl, createConditionEvaluator } from '../../src/server/conditions/evaluate-conditions.ts';
import { needsQuarantine } from '../../src/server/core/recovery/judge-poison.ts';
import type { Deps } from '../../src/server/deps.ts';
import type { Topic } from '../../src/server/events/topics.ts';
import { TEND_MS } from '../../src/server/queue/jobs.ts';
import { isReadyAtOnce, waitsForRetry } from '../../src/server/use-cases/announce-settled.ts';
import { claimReportedOutputs } from '../../src/server/use-cases/check-reported.ts';
import { claimDuties } from '../../src/server/use-cases/claim-duties.ts';
import { readFleetHolds } from '../../src/server/use-cases/emergency-stop.ts';
import { findCancelled } from '../../src/server/use-cases/find-cancelled.ts';
import { findOwnWork } from '../../src/server/use-cases/find-own-work.ts';
import { findTaken } from '../../src/server/use-cases/find-taken.ts';
import { type OutputChecker, openOutputChecker } from '../../src/server/use-cases/open-output-checker.ts';
import { returnStrays } from '../../src/server/use-cases/return-strays.ts';
import { mapGate, QUARANTINE_GATE } from '../../src/server/use-cases/sort-tasks.ts';
import { endSubRuns } from '../../src/server/use-cases/sub-runs.ts';
import { nextRetryMs, sweepFleet, takeFromGone, wakeDue } from '../../src/server/use-cases/sweep-fleet.ts';
import { createDuties, type Duties, type DutyWorks } from '../tend-duties.ts';
import { type ConditionGate, createConditionGate } from './condition-gate.ts';
import { type ControlGate, createControlGate } from './control-gate.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { CallAgent } from './execute-attempt.ts';
import { createExecutor, type Executor } from './executor.ts';
import { createFleetCache, type FleetCache } from './fleet-cache.ts';
import { createGateBook, type GateBook } from './gates.ts';
import { holdLease, type Lease } from './lease.ts';

// One process's share of the engine: a dispatcher that places tasks, an executor that runs what was placed, and the nets that make a
// missed hint cost time only. Everything it knows can be read again from the database.

/** A clean stop lets short attempts end; longer ones go back. From the signal on, milliseconds. */
const DRAIN_MS = 500;
const CONDITION_MS = 100;
/** Parked tasks of each gate worth a look when another process says that something changed. */
const HINT_CREDIT = 4;
/** Reported results taken at once at most: each may take a while. */
const MOST_REPORTED = 50;
/** Tasks behind breakers worth a look when one has changed: as many as probes, and some for those who find it closed. */
const BREAKER_CREDIT = 16;
/** Timers may fire a little early. Milliseconds. */
const RETRY_SLACK_MS = 5;
const PROBE_SLACK_MS = 2;

export interface Engine {
  wake(): void;
  /** One round of the duties that are due, and a look at what this process may have missed. */
  tend(): Promise<void>;
  /** Hands everything back and leaves the fleet: no attempt is lost. */
  close(): Promise<void>;
}

export interface EngineOptions {
  slots: number;
  version: string;
  /** Of the sources; left out where nobody asks for it. */
  commit?: string | null;
  callAgent: CallAgent;
  /** Duties of the fleet that this process does beside the sweep. */
  duties?: Omit<DutyWorks, 'sweep'>;
}

interface EngineParts {
  deps: Deps;
  fleet: FleetCache;
  gates: GateBook;
  conditions: ConditionGate;
  controls: ControlGate;
  executor: Executor;
  lease: Lease;
  dispatcher: Dispatcher;
  checker: OutputChecker;
  duties: Duties;
  slots: number;
  /** What happens when tasks wait for a time. */
  timed: { armed: () => void };
  /** The fleet was stopped by somebody: nothing starts. */
  /** on: calls are ended too. paused: nothing new is begun. */
  halt: { on: boolean; paused: boolean };
}

/** Joins the parts of an engine. They call one another, so the dispatcher is reached through what comes last. */
async function assemble(deps: Deps, options: EngineOptions): Promise<EngineParts> {
  const fleet = createFleetCache(deps);
  const gates = createGateBook();
  const threadUrl = conditionThreadUrl(import.meta.url);
  const evaluator = createConditionEvaluator({ timeoutMs: CONDITION_MS, threadUrl });
  const checker = openOutputChecker(deps, { threadUrl, callAgent: options.callAgent, workerId: () => lease.workerId() });
  const wake = () => dispatcher.wake();
  const conditions = createConditionGate(deps, evaluator, { passed: wake, gate: (key) => gates.note([key]) });
  const timed = { armed: () => {} };
  const controls = createControlGate(deps, (count) => {
    if (count > 0) timed.armed();
    wake();
  });
  const executor = createExecutor(deps, { callAgent: options.callAgent, checker }, (placed) => {
    gates.credit(`run:${placed.task.runId}`, 1);
    gates.creditDemands(1);
    gates.creditBudgets(1);
    const { group } = placed.spec;
    if (group !== undefined) gates.credit(mapGate(group.id), 1);
    if (needsQuarantine(placed.task)) gates.credit(QUARANTINE_GATE, 1);
    dispatcher.freed();
  });
  const { slots, version, commit = null } = options;
  const onGone = (workerIds: readonly string[]) => {
    takeFromGone(deps, workerIds).catch((err: unknown) => deps.log.warn({ err }, 'the dead were not ended; they are looked at again'));
  };
  const lease = await holdLease(deps, { slots, version, commit, onLost: () => executor.stopAll('abandoned'), onJoined: wake, onGone });
  const halt = { on: false, paused: false };
  const mayWork = () => lease.held() && !halt.on;
  const isPaused = () => halt.paused;
  const parts = { deps, fleet, gates, conditions, controls, executor, slots, workerId: () => lease.workerId(), mayWork, isPaused };
  const dispatcher = createDispatcher(parts);
  const works = { ...options.duties, sweep: () => sweepFleet(deps) };
  const duties = createDuties({ works, claim: (everyMs) => claimDuties(deps, everyMs), log: deps.log });
  return { deps, fleet, gates, conditions, controls, timed, executor, lease, dispatcher, checker, duties, slots, halt };
}

export async function startEngine(deps: Deps, options: EngineOptions): Promise<Engine> {
  const engine = new ProcessEngine(await assemble(deps, options));
  await engine.open();
  return engine;
}

class ProcessEngine implements Engine {
  readonly #parts: EngineParts;
  #closing = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #arming: Promise<void> | null = null;
  #mayArm = false;
  #probeTimer: NodeJS.Timeout | null = null;
  #timer: NodeJS.Timeout | null = null;
  #unsubscribe: () => void = () => {};
  #forgetBreakers: () => void = () => {};

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    const { deps, dispatcher } = this.#parts;
    deps.road.onSettled((rows, result) => {
      if (result.unlocked > 0 || rows.some(isReadyAtOnce)) this.wake();
      if (rows.some(waitsForRetry)) void this.#armRetry();
    });
    this.#unsubscribe = deps.feed.subscribe((topic, own) => this.#hear(topic, own));
    this.#forgetBreakers = deps.breakers.onChange(() => this.#heedBreakers());
    this.#parts.timed.armed = () => void this.#armRetry();
    await deps.breakers.open();
    this.#timer = setInterval(() => void this.tend(), TEND_MS);
    await this.#obeyStop();
    await dispatcher.refresh();
  }

  wake(): void {
    this.#parts.dispatcher.wake();
  }

  async tend(): Promise<void> {
    await this.#parts.duties.round();
    await this.#guarded('a look for what was missed', () => this.#drawNets());
  }

  async close(): Promise<void> {
    const { deps, conditions, controls, executor, lease, dispatcher, checker, duties } = this.#parts;
    this.#closing = true;
    const until = performance.now() + DRAIN_MS;
    if (this.#timer) clearInterval(this.#timer);
    const tended = Promise.race([duties.close(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    if (this.#probeTimer) clearTimeout(this.#probeTimer);
    this.#unsubscribe();
    this.#forgetBreakers();
    await dispatcher.close();
    const late = setTimeout(() => executor.stopAll('returned'), Math.max(0, until - performance.now()));
    await executor.idle();
    clearTimeout(late);
    await conditions.close();
    await controls.close();
    await checker.close();
    await tended;
    await deps.road.drain();
    await deps.breakers.close().catch((err: unknown) => deps.log.warn({ err }, 'the last counts of breakers were not stored'));
    await lease.close();
  }

  #hear(topic: Topic | 'resync', own: boolean): void {
    const { gates, fleet, dispatcher, executor } = this.#parts;
    if (topic === 'ready' || (topic === 'settled' && !own)) {
      gates.creditAll(HINT_CREDIT);
      dispatcher.wake();
    } else if (topic === 'due' && !own) {
      void this.#armRetry();
    } else if (topic === 'agents' || topic === 'resync') {
      fleet.invalidate();
      void this.#guarded('a look at all gates', () => dispatcher.refresh());
    } else if (topic === 'children') {
      void this.#guarded('ending tasks whose runs ended', () => endSubRuns(this.#parts.deps));
    } else if (topic === 'reported') {
      void this.#guarded('taking reported results', () => this.#checkReported());
    } else if (topic === 'taken') {
      void this.#guarded('letting go of what was taken back', () => this.#dropTaken());
    } else if (topic === 'emergency') {
      void this.#guarded('a look at the emergency stop', () => this.#obeyStop());
    } else if (topic.startsWith('cancel:')) {
      executor.stopRun(topic.slice('cancel:'.length));
    } else if (topic.startsWith('stop:')) {
      executor.stopAttempts([topic.slice('stop:'.length)], 'cancelled');
    }
  }

  /** Looks at what waits behind breakers: now, and when the next of them lets a probe through. */
  #heedBreakers(): void {
    if (this.#closing) return;
    this.#parts.gates.creditBreakers(BREAKER_CREDIT);
    this.wake();
    if (this.#probeTimer) clearTimeout(this.#probeTimer);
    const now = Date.now();
    const at = this.#parts.deps.breakers.nextProbeAt(now);
    this.#probeTimer = at === null ? null : setTimeout(() => this.#heedBreakers(), Math.min(at - now + PROBE_SLACK_MS, TEND_MS));
  }

  /** What notifications should have said already. */
  async #drawNets(): Promise<void> {
    const { deps, executor, lease, dispatcher, halt } = this.#parts;
    const found = await findOwnWork(deps, lease.workerId());
    if (found.reported) await this.#checkReported();
    if (found.holding) executor.stopAttempts(await findCancelled(deps, lease.workerId()), 'cancelled');
    await this.#dropTaken();
    if (found.holding || found.waiting || halt.on || halt.paused) await this.#obeyStop();
    if (found.holding || found.waiting) await dispatcher.refresh();
  }

  /** Attempts that somebody took from us are not ours to answer for any more: their calls end. */
  async #dropTaken(): Promise<void> {
    const { deps, executor } = this.#parts;
    executor.stopAttempts(await findTaken(deps, executor.held()), 'abandoned');
  }

  /** Begins nothing while the fleet is paused, stops every call while it is stopped, and looks for work again when it is not any more. */
  async #obeyStop(): Promise<void> {
    const { deps, executor, dispatcher, lease, halt } = this.#parts;
    const { stopped, paused } = await readFleetHolds(deps);
    const resumed = (halt.on || halt.paused) && !stopped && !paused;
    halt.on = stopped;
    halt.paused = paused;
    if (stopped) {
      executor.stopAll('returned');
      // Placed by a pass that was on its way when the stop came: nobody executes it.
      await returnStrays(deps, lease.workerId(), executor.held());
    }
    if (resumed) await dispatcher.refresh();
  }

  /** Takes results that came from outside, as far as there are slots: what is left over is taken by others, or by the next sweep. */
  async #checkReported(): Promise<void> {
    const { deps, executor, lease, slots, halt } = this.#parts;
    const free = slots - executor.inFlight();
    if (free <= 0 || !lease.held() || halt.on) return;
    for (const { placed, reported } of await claimReportedOutputs(deps, lease.workerId(), Math.min(free, MOST_REPORTED))) {
      executor.execute(placed, reported);
    }
  }

  async #guarded(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      if (!this.#closing) await work();
    } catch (error) {
      this.#parts.deps.log.warn({ err: error }, `${what} failed; it is tried again`);
    }
  }

  /** One look at a time, and one more when somebody asked meanwhile: an older answer never puts off what a newer one found. */
  #armRetry(): Promise<void> {
    this.#mayArm = true;
    this.#arming ??= this.#arm();
    return this.#arming;
  }

  async #arm(): Promise<void> {
    while (this.#mayArm && !this.#closing) {
      this.#mayArm = false;
      const ms = await nextRetryMs(this.#parts.deps).catch(() => null);
      if (ms === null || this.#closing) continue;
      if (this.#retryTimer) clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => void this.#retryNow(), Math.min(ms, TEND_MS) + RETRY_SLACK_MS);
    }
    this.#arming = null;
  }

  #retryNow(): Promise<void> {
    return this.#guarded('waking due retries', async () => {
      await wakeDue(this.#parts.deps);
      this.wake();
      await this.#armRetry();
    });
  }
}
