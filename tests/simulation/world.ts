// The world around the store: processes that place and execute, pull agents, and a network that loses, repeats and reorders.
//
//   process:     dispatches, executes what it placed, reports until told that the report arrived; may die, may lose touch and live on
//   pull agent:  is offered attempts over the network, starts each by compare-and-set, reports over the network
//
// A process that lost touch keeps working and reports late: that is where stale fences come from.

import type { AgentProfile } from '../../src/server/core/agent/agent.ts';
import type { TaskEvent } from '../../src/server/core/task/transition.ts';
import { routeBatch } from '../routing/route-batch.ts';
import type { Chance } from './scenario.ts';
import { InvariantError, type Store, type StoredAttempt } from './store.ts';

/** Simulated ms after which an unrenewed lease is over. */
const LEASE_MS = 3_000;

interface Process {
  id: string;
  alive: boolean;
  /** Reaches the database: dispatches and renews its lease. */
  connected: boolean;
  leaseExpiresAt: number;
  /** Placed and not yet executed. */
  inbox: StoredAttempt[];
  /** Reports not yet known to have arrived. */
  unsent: Report[];
}

interface Report {
  kind: 'report';
  taskId: string;
  fence: number;
  event: TaskEvent;
  from: string | null;
}
type Message = Report | { kind: 'offer'; attempt: StoredAttempt };

export class World {
  readonly store: Store;
  readonly agents: AgentProfile[];
  readonly chance: Chance;
  readonly effects = new Map<string, number>();
  /** Reports refused because their claim was old or over. */
  refused = 0;
  #processes: Process[] = [];
  #network: Message[] = [];
  #born = 0;

  constructor(store: Store, agents: AgentProfile[], chance: Chance) {
    this.store = store;
    this.agents = agents;
    this.chance = chance;
    this.birth();
  }

  /** One random thing happens. */
  step(): void {
    const happening = this.chance.pick<() => void>([
      ...Array.from({ length: 5 }, () => () => this.dispatch()),
      ...Array.from({ length: 5 }, () => () => this.work()),
      ...Array.from({ length: 6 }, () => () => this.deliver()),
      ...Array.from({ length: 3 }, () => () => this.pass(200 + this.chance.below(1_500))),
      () => this.resend(),
      () => this.lose(),
      () => this.repeat(),
      () => this.disturb(),
      () => this.store.setPaused(this.chance.hits(0.3)),
    ]);
    happening?.();
  }

  /** No more faults: everything that can still happen happens. True when the run is over and nothing is in flight. */
  settle(rounds: number): boolean {
    this.store.setPaused(false);
    if (!this.#processes.some(({ alive, connected }) => alive && connected)) this.birth();
    for (let round = 0; round < rounds; round += 1) {
      this.pass(1_000);
      this.dispatch();
      while (this.#processes.some(({ alive, inbox }) => alive && inbox.length > 0)) this.work();
      this.resend();
      while (this.#network.length > 0) this.deliver();
      if (this.store.status !== 'running' && this.store.live().length === 0) return true;
    }
    return false;
  }

  /** Time passes: leases are renewed by those in touch, and the sweep takes back the others' attempts. */
  pass(ms: number): void {
    const { store } = this;
    store.now += ms;
    for (const process of this.#processes) if (process.alive && process.connected) process.leaseExpiresAt = store.now + LEASE_MS;
    const leases = new Map(this.#processes.map(({ id, leaseExpiresAt }) => [id, leaseExpiresAt]));
    for (const attempt of store.live()) {
      const until = attempt.workerId === null ? attempt.leaseExpiresAt : (leases.get(attempt.workerId) ?? 0);
      if (until < store.now) store.report(attempt, { type: 'attempt_lost' });
    }
  }

  dispatch(): void {
    const process = this.chance.pick(this.#processes.filter(({ alive, connected }) => alive && connected));
    if (process === undefined) return;
    const live = this.store.live();
    const queue = this.store.queue().slice(0, Math.max(0, this.store.plan.run.maxConcurrentTasks - live.length));
    const agents = this.agents.map((profile) => ({
      profile: { ...profile, lastSeenAt: this.store.now },
      inFlight: live.filter(({ agentId }) => agentId === profile.id).length,
      stats: new Map(),
    }));
    const placements = routeBatch({
      tasks: queue.map(({ id, spec }) => ({ taskId: id, spec })),
      agents,
      now: this.store.now,
      random: this.chance.next,
    });
    for (const placement of placements) if ('agentId' in placement) this.#place(process, placement);
    this.#checkLimits();
  }

  #place(process: Process, placement: { taskId: string; agentId: string }): void {
    const pulls = this.agents.find(({ id }) => id === placement.agentId)?.kind === 'worker';
    const attempt = this.store.assign(placement.taskId, {
      agentId: placement.agentId,
      workerId: pulls ? null : process.id,
      leaseExpiresAt: this.store.now + LEASE_MS,
    });
    if (attempt === null) return;
    if (pulls) this.#network.push({ kind: 'offer', attempt: { ...attempt } });
    else process.inbox.push({ ...attempt });
  }

  /** A living process executes one attempt, in touch or not. */
  work(): void {
    const process = this.chance.pick(this.#processes.filter(({ alive, inbox }) => alive && inbox.length > 0));
    const attempt = process?.inbox.shift();
    if (process === undefined || attempt === undefined) return;
    if (this.chance.hits(0.5)) this.#send(process, attempt, { type: 'started' });
    this.#send(process, attempt, this.#execute(attempt));
  }

  #send(process: Process, attempt: StoredAttempt, event: TaskEvent): void {
    const report: Report = { kind: 'report', taskId: attempt.taskId, fence: attempt.fence, event, from: process.id };
    process.unsent.push(report);
    this.#network.push(report);
  }

  #execute(attempt: StoredAttempt): TaskEvent {
    const times = (this.effects.get(attempt.id) ?? 0) + 1;
    this.effects.set(attempt.id, times);
    if (times > 1) throw new InvariantError(`I5: ${attempt.id} took effect ${times} times`);
    if (this.chance.hits(0.7)) return { type: 'attempt_completed' };
    return { type: 'attempt_failed', error: { code: 'agent_error', message: 'no', retryable: this.chance.hits(0.7) } };
  }

  /** Any message of the network arrives, in no order. */
  deliver(): void {
    const [message] = this.#network.splice(this.chance.below(this.#network.length), 1);
    if (message === undefined) return;
    if (message.kind === 'offer') this.#takeOffer(message.attempt);
    else this.#takeReport(message);
  }

  /** Refused or not, the sender learns that its report has arrived. */
  #takeReport(report: Report): void {
    if (!this.store.report(report, report.event)) this.refused += 1;
    const sender = this.#processes.find(({ id }) => id === report.from);
    if (sender !== undefined) sender.unsent = sender.unsent.filter((unsent) => unsent !== report);
  }

  /** A pull agent works only on what it could start, so a repeated or late offer does nothing. */
  #takeOffer(attempt: StoredAttempt): void {
    if (!this.store.report(attempt, { type: 'started' })) return;
    this.#network.push({ kind: 'report', taskId: attempt.taskId, fence: attempt.fence, event: this.#execute(attempt), from: null });
  }

  resend(): void {
    for (const process of this.#processes) if (process.alive) this.#network.push(...process.unsent);
  }

  lose(): void {
    this.#network.splice(this.chance.below(this.#network.length), 1);
  }

  repeat(): void {
    const message = this.chance.pick(this.#network);
    if (message !== undefined) this.#network.push(message);
  }

  /** The rarer troubles: death, lost touch, an orderly stop, a new process, a cancel. */
  disturb(): void {
    const process = this.chance.pick(this.#processes.filter(({ alive }) => alive));
    const trouble = this.chance.below(6);
    if (process === undefined || trouble === 0) this.birth();
    else if (trouble === 1) process.alive = false;
    else if (trouble === 2) process.connected = !process.connected;
    else if (trouble === 3) this.#stop(process);
    else if (trouble === 4 && this.chance.hits(0.15)) this.store.cancelRun();
  }

  /** An orderly stop hands back what has not begun. */
  #stop(process: Process): void {
    for (const attempt of process.inbox.splice(0)) this.store.report(attempt, { type: 'attempt_returned' });
    process.alive = process.unsent.length > 0;
  }

  birth(): void {
    this.#born += 1;
    const leaseExpiresAt = this.store.now + LEASE_MS;
    this.#processes.push({ id: `process-${this.#born}`, alive: true, connected: true, leaseExpiresAt, inbox: [], unsent: [] });
  }

  /** I6, right after placing, when it would be broken first. */
  #checkLimits(): void {
    const live = this.store.live();
    if (live.length > this.store.plan.run.maxConcurrentTasks) throw new InvariantError(`I6: ${live.length} live attempts in the run`);
    for (const { id, maxConcurrentTasks } of this.agents) {
      const held = live.filter(({ agentId }) => agentId === id).length;
      if (held > maxConcurrentTasks) throw new InvariantError(`I6: ${id} holds ${held} of ${maxConcurrentTasks}`);
    }
  }
}
