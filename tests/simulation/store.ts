// The database of the simulated world: rows, and the one door through which a status changes. As in the real one, every write of an
// attempt names its fence and is refused when that is old. What must never happen is checked where it would happen.

import { finishRun } from '../../src/server/core/run/finish.ts';
import { isTerminalRun, type RunStatus } from '../../src/server/core/run/state.ts';
import { EDGE_TABLE, edgeEffect } from '../../src/server/core/task/dependency.ts';
import { type AttemptStatus, isTerminalTask } from '../../src/server/core/task/state.ts';
import { type TaskEvent, type TaskState, transition } from '../../src/server/core/task/transition.ts';
import type { PlannedDependency, PlannedTask, RunPlan } from '../../src/server/core/workflow/plan-run.ts';

export interface StoredTask extends PlannedTask {
  state: TaskState;
  blocked: number;
  /** Simulated ms; not to be placed before. */
  availableAt: number;
  /** Fences of the results written; one at most. */
  results: number[];
}

export interface StoredAttempt {
  id: string;
  taskId: string;
  agentId: string;
  /** The process it lives with; null for a pull agent, which has a lease of its own. */
  workerId: string | null;
  fence: number;
  status: AttemptStatus;
  leaseExpiresAt: number;
}

export interface StoredEvent {
  seq: number;
  taskId: string | null;
  type: string;
}

/** A broken invariant. */
export class InvariantError extends Error {}

export class Store {
  readonly plan: RunPlan;
  readonly tasks: Map<string, StoredTask>;
  readonly attempts = new Map<string, StoredAttempt>();
  readonly events: StoredEvent[] = [];
  readonly random: () => number;
  status: RunStatus = 'running';
  now = 0;
  #seq = 0;

  constructor(plan: RunPlan, random: () => number) {
    this.plan = plan;
    this.random = random;
    this.tasks = new Map(
      plan.tasks.map((task) => [
        task.id,
        { ...task, state: { status: task.status, fence: 0, attempts: 0, losses: 0 }, blocked: 0, availableAt: 0, results: [] },
      ]),
    );
  }

  live(): StoredAttempt[] {
    return [...this.attempts.values()].filter(({ status }) => status === 'assigned' || status === 'running');
  }

  /** What dispatch may place, in rank order. */
  queue(): StoredTask[] {
    if (this.status !== 'running') return [];
    const ready = [...this.tasks.values()].filter(({ state, availableAt }) => state.status === 'ready' && availableAt <= this.now);
    const rank = (task: StoredTask) => task.queueRank ?? BigInt(Math.trunc(this.now));
    return ready.sort((left, right) => (rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : left.id < right.id ? -1 : 1));
  }

  /** Claims a task for an agent; null when somebody else was faster or the run does not run. */
  assign(taskId: string, to: { agentId: string; workerId: string | null; leaseExpiresAt: number }): StoredAttempt | null {
    const task = this.tasks.get(taskId) as StoredTask;
    if (this.status !== 'running' || !this.write(task, { type: 'assigned' })) return null;
    this.#checkOrder(task);
    const attempt: StoredAttempt = { id: `${taskId}/${task.state.fence}`, taskId, fence: task.state.fence, status: 'assigned', ...to };
    this.attempts.set(attempt.id, attempt);
    return attempt;
  }

  /** Writes what happened to an attempt; false when its claim is old or over. */
  report(attempt: { taskId: string; fence: number }, event: TaskEvent): boolean {
    const task = this.tasks.get(attempt.taskId) as StoredTask;
    if (task.state.fence !== attempt.fence) return false;
    const written = this.write(task, event);
    if (written && event.type === 'attempt_completed') task.results.push(attempt.fence);
    if (written && event.type === 'started') this.#attemptOf(task).status = 'running';
    return written;
  }

  cancelRun(): void {
    if (isTerminalRun(this.status)) return;
    this.status = 'cancelled';
    for (const task of this.tasks.values()) this.write(task, { type: 'cancel' });
    this.#append(null, 'run.cancelled');
  }

  setPaused(paused: boolean): void {
    if (this.status !== (paused ? 'running' : 'paused')) return;
    this.status = paused ? 'paused' : 'running';
    this.#append(null, paused ? 'run.paused' : 'run.resumed');
  }

  write(task: StoredTask, event: TaskEvent): boolean {
    const decided = transition(task.state, event, { retry: task.spec.retry, random: this.random });
    if (!decided.ok) return false;
    if (decided.endsAttempt !== null) this.#attemptOf(task).status = decided.endsAttempt;
    task.state = decided.task;
    task.availableAt = this.now + (decided.delayMs ?? 0);
    this.#append(task.id, `task.${decided.task.status}`);
    if (decided.terminal && this.status !== 'cancelled') this.#tellDependents(task);
    return true;
  }

  #attemptOf(task: StoredTask): StoredAttempt {
    return this.attempts.get(`${task.id}/${task.state.fence}`) as StoredAttempt;
  }

  #append(taskId: string | null, type: string): void {
    this.#seq += 1;
    this.events.push({ seq: this.#seq, taskId, type });
  }

  #tellDependents(task: StoredTask): void {
    const outcome = task.state.status;
    if (!isTerminalTask(outcome)) throw new InvariantError(`${task.id} is not terminal`);
    for (const edge of this.plan.dependencies.filter(({ depId }) => depId === task.id)) {
      const dependent = this.tasks.get(edge.taskId) as StoredTask;
      dependent.pending -= 1;
      dependent.blocked += edge.when !== 'turn' && edgeEffect(edge.when, edge.soft, outcome) === 'blocking' ? 1 : 0;
      if (dependent.pending === 0) this.write(dependent, { type: dependent.blocked === 0 ? 'unlocked' : 'blocked' });
    }
    this.#finish();
  }

  #finish(): void {
    const states = [...this.tasks.values()].map(({ state }) => state.status);
    if (isTerminalRun(this.status) || !states.every(isTerminalTask)) return;
    const count = (status: string) => states.filter((state) => state === status).length;
    this.status = finishRun({
      total: states.length,
      failed: count('failed'),
      items: 0,
      itemsFailed: 0,
      cancelled: count('cancelled'),
      tolerance: this.plan.run.failureTolerance,
    });
    this.#append(null, `run.${this.status}`);
  }

  /** I4, from the edges and not from the counters. */
  #checkOrder(task: StoredTask): void {
    const open = (edge: PlannedDependency) => {
      const { status } = (this.tasks.get(edge.depId) as StoredTask).state;
      return !isTerminalTask(status) || (edge.when !== 'turn' && !edge.soft && EDGE_TABLE[edge.when][status] === 'blocking');
    };
    if (this.plan.dependencies.some((edge) => edge.taskId === task.id && open(edge)))
      throw new InvariantError(`I4: ${task.id} started before its dependencies allowed it`);
  }
}
