import { needsQuarantine } from '../../src/server/core/recovery/judge-poison.ts';
import type { Deps } from '../../src/server/deps.ts';
import { runTopic } from '../../src/server/events/topics.ts';
import type { PlacedTask } from '../../src/server/use-cases/dispatch-tasks.ts';
import type { Hedgeable } from '../../src/server/use-cases/hedge-stragglers.ts';
import { type AttemptTools, executeAttempt, type ReportedAnswer, type RunningAttempt, type StopReason } from './execute-attempt.ts';

/** An attempt that is answered sooner stores its start together with its end: one write less for the many short ones. Milliseconds. */
const STORE_START_AFTER_MS = 50;
const LOOK_EVERY_MS = 25;

/** Everything this process executes right now. */
export interface Executor {
  /** @param reported the agent's answer, when it came from outside */
  execute(placed: PlacedTask, reported?: ReportedAnswer): void;
  /** Slots taken. */
  inFlight(): number;
  /** Whether one of them is a task that holders died of before. */
  holdsQuarantined(): boolean;
  /** Ids of the attempts in flight. */
  held(): string[];
  /** Attempts that run alone and whose task allows a second one beside them; the longest running first. */
  hedgeable(): Hedgeable[];
  stopRun(runId: string): void;
  stopAttempts(attemptIds: Iterable<string>, reason: StopReason): void;
  stopAll(reason: StopReason): void;
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>;
}

/** Attempts beside which a second one may begin, the longest first. */
function findHedgeable(running: Iterable<RunningAttempt>): Hedgeable[] {
  const now = performance.now();
  return [...running]
    .filter(({ placed, answered, startWrite }) => placed.spec.hedge === true && placed.hedge !== true && !answered && startWrite !== null)
    .map(({ placed, startedAt }) => ({ placed, runningMs: now - startedAt }))
    .sort((a, b) => b.runningMs - a.runningMs);
}
/** Stores that an attempt runs; one that may not run any more is stopped. */
function storeStart(deps: Deps, attempt: RunningAttempt): void {
  const { task, attemptId, fence } = attempt.placed;
  const startedAgoMs = performance.now() - attempt.startedAt;
  attempt.startWrite = deps.road.start
    .add({ attemptId, taskId: task.id, runId: task.runId, fence, startedAgoMs, leaseMs: null })
    .then((started) => {
      // Not waiting to start any more: its run was cancelled, or the sweep took it back.
      if (started === null) attempt.stop('cancelled');
      else deps.feed.publish([runTopic(task.runId)]);
      return started !== null;
    })
    .catch((error: unknown) => {
      deps.log.warn({ err: error, attemptId }, 'a start was not stored');
      return false;
    });
}

/** @param onFree called when a slot was freed */
export function createExecutor(deps: Deps, tools: AttemptTools, onFree: (placed: PlacedTask) => void): Executor {
  const running = new Map<string, RunningAttempt>();
  let looker: NodeJS.Timeout | null = null;
  let quarantined = 0;

  const look = () => {
    const before = performance.now() - STORE_START_AFTER_MS;
    for (const attempt of running.values()) {
      if (attempt.startWrite === null && !attempt.answered && attempt.startedAt < before) storeStart(deps, attempt);
    }
    if (running.size > 0) return;
    if (looker) clearInterval(looker);
    looker = null;
  };

  return {
    execute(placed, reported) {
      const attempt = executeAttempt(deps, placed, { ...tools, reported });
      running.set(placed.attemptId, attempt);
      const apart = needsQuarantine(placed.task) ? 1 : 0;
      quarantined += apart;
      looker ??= setInterval(look, LOOK_EVERY_MS);
      void attempt.done.then(() => {
        running.delete(placed.attemptId);
        quarantined -= apart;
        onFree(placed);
      });
    },
    inFlight: () => running.size,
    holdsQuarantined: () => quarantined > 0,
    held: () => [...running.keys()],
    hedgeable: () => findHedgeable(running.values()),
    stopRun(runId) {
      for (const attempt of running.values()) if (attempt.placed.task.runId === runId) attempt.stop('cancelled');
    },
    stopAttempts(attemptIds, reason) {
      for (const id of attemptIds) running.get(id)?.stop(reason);
    },
    stopAll(reason) {
      for (const attempt of running.values()) attempt.stop(reason);
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running.values()].map((attempt) => attempt.done));
      if (looker) clearInterval(looker);
      looker = null;
    },
  };
}
