import { NOTICES, type Notice } from '../core/live/live-message.ts';
import type { LogLineView } from '../core/run/event-view.ts';
import { createCoalesced } from './coalesce.ts';
import { LOG_DELTAS, RUN_DELTAS } from './delta-rules.ts';
import type { Feed } from './feed.ts';
import { isSameLogPlace, type LiveReads, type LogPosition, type RunDelta } from './live-reads.ts';
import { LiveStrand, type OverflowPolicy } from './live-strand.ts';
import { LiveSubscription } from './live-subscription.ts';
import { createTail } from './live-tail.ts';
import { TailTable } from './tail-table.ts';
import type { Topic } from './topics.ts';

// The hub of one web process: the feed says what changed, the hub reads it once and hands it to everybody who watches it. The cost in
// reads is one per changed thing and interval, whatever the number of browsers; nothing is read while nobody watches.

/** Least time between two reads of the same thing. */
const RUN_INTERVAL_MS = 100;
const AGENT_INTERVAL_MS = 250;
/** Whoever begins to watch breakers has read them within this. */
const JOIN_MS = 10_000;

export interface LiveWants {
  runs: boolean;
  agents: boolean;
  breakers: boolean;
  notices: Notice[];
  runEvents: { runId: string; after: number }[];
  logs: { taskId: string; after: LogPosition }[];
  /** The client was here before and may have missed patches of lists. */
  resumes: boolean;
  overflow: OverflowPolicy;
}

const isNotice = (topic: Topic): topic is Notice => (NOTICES as readonly string[]).includes(topic);

export interface LiveHubOptions {
  feed: Feed;
  reads: LiveReads;
  onError(error: Error): void;
}

export class LiveHub {
  readonly #reads: LiveReads;
  readonly #onError: (error: Error) => void;
  readonly #runsWatchers = new Set<LiveSubscription>();
  readonly #agentWatchers = new Set<LiveSubscription>();
  readonly #breakerWatchers = new Set<LiveSubscription>();
  readonly #noticeWatchers: Readonly<Record<Notice, Set<LiveSubscription>>> = {
    alerts: new Set(),
    failures: new Set(),
    emergency: new Set(),
    inbox: new Set(),
    metrics: new Set(),
    validations: new Set(),
    audit: new Set(),
  };
  readonly #runTails: TailTable<number, RunDelta>;
  readonly #logTails: TailTable<LogPosition, LogLineView[]>;
  readonly #runList;
  readonly #fleet;
  readonly #breakers;
  readonly #unsubscribe: () => void;
  #changedRuns = new Set<string>();
  /** What watchers of the fleet were told last, as JSON by agent id. */
  #shownAgents = new Map<string, string>();
  /** When breakers were last looked at. */
  #breakersReadAt: Date | null = null;

  /** Starts listening to the feed at once. */
  constructor({ feed, reads, onError }: LiveHubOptions) {
    this.#reads = reads;
    this.#onError = onError;
    const common = { intervalMs: RUN_INTERVAL_MS, onError };
    this.#runTails = new TailTable((runId) =>
      createTail({ ...common, rules: RUN_DELTAS, read: (after, limit) => reads.runDelta(runId, after, limit) }),
    );
    this.#logTails = new TailTable((taskId) =>
      createTail({ ...common, rules: LOG_DELTAS, read: (after, limit) => reads.logLines(taskId, after, limit) }),
    );
    this.#runList = createCoalesced({ ...common, work: () => this.#readRuns() });
    this.#fleet = createCoalesced({ intervalMs: AGENT_INTERVAL_MS, onError, work: () => this.#readFleet() });
    this.#breakers = createCoalesced({ intervalMs: AGENT_INTERVAL_MS, onError, work: () => this.#readBreakers() });
    this.#unsubscribe = feed.subscribe((topic) => this.#onTopic(topic));
  }

  /** Open subscriptions cost reads; closed ones nothing. For tests and health. */
  get watched(): { lists: number; runs: number; logs: number } {
    return {
      lists:
        this.#runsWatchers.size +
        this.#agentWatchers.size +
        this.#breakerWatchers.size +
        NOTICES.reduce((sum, notice) => sum + this.#noticeWatchers[notice].size, 0),
      runs: this.#runTails.size,
      logs: this.#logTails.size,
    };
  }

  /** Opens a subscription; it ends with its stream, or by its `close`. */
  subscribe(wants: LiveWants): LiveSubscription {
    const subscription = new LiveSubscription(() => {
      this.#runsWatchers.delete(subscription);
      this.#agentWatchers.delete(subscription);
      this.#breakerWatchers.delete(subscription);
      for (const notice of NOTICES) this.#noticeWatchers[notice].delete(subscription);
      for (const { runId } of wants.runEvents) this.#runTails.release(runId);
      for (const { taskId } of wants.logs) this.#logTails.release(taskId);
    });
    this.#joinLists(subscription, wants);
    this.#joinRuns(subscription, wants);
    this.#joinLogs(subscription, wants);
    return subscription;
  }

  close(): void {
    this.#unsubscribe();
    this.#runList.stop();
    this.#fleet.stop();
    this.#breakers.stop();
  }

  #onTopic(topic: Topic | 'resync'): void {
    if (topic === 'resync') this.#onResync();
    else if (topic === 'agents') this.#fleet.poke();
    else if (topic === 'breakers') this.#onBreakers();
    else if (isNotice(topic)) this.#tell(topic);
    else if (topic.startsWith('run:')) this.#onRun(topic.slice('run:'.length));
    else if (topic.startsWith('log:')) this.#logTails.poke(topic.slice('log:'.length));
  }

  #onRun(runId: string): void {
    this.#runTails.poke(runId);
    if (this.#runsWatchers.size > 0) {
      this.#changedRuns.add(runId);
      this.#runList.poke();
    }
    // What agents hold changes with the runs.
    if (this.#agentWatchers.size > 0) this.#fleet.poke();
  }

  /** An agent shows its breaker too. */
  #onBreakers(): void {
    if (this.#breakerWatchers.size > 0) this.#breakers.poke();
    if (this.#agentWatchers.size > 0) this.#fleet.poke();
  }

  #onResync(): void {
    this.#runTails.pokeAll();
    this.#logTails.pokeAll();
    for (const watcher of this.#runsWatchers) watcher.reset('runs');
    for (const watcher of this.#breakerWatchers) watcher.reset('breakers');
    for (const notice of NOTICES) this.#tell(notice);
    this.#fleet.poke();
  }

  #tell(notice: Notice): void {
    for (const watcher of this.#noticeWatchers[notice]) watcher.reset(notice);
  }

  async #readRuns(): Promise<void> {
    const ids = [...this.#changedRuns];
    this.#changedRuns = new Set();
    if (ids.length === 0 || this.#runsWatchers.size === 0) return;
    const runs = await this.#reads.runs(ids).catch((error: unknown) => {
      for (const id of ids) this.#changedRuns.add(id);
      throw error;
    });
    for (const watcher of this.#runsWatchers) watcher.addRuns(runs);
  }

  async #readFleet(): Promise<void> {
    if (this.#agentWatchers.size === 0) return;
    const agents = await this.#reads.agents();
    const now = new Map(agents.map((agent) => [agent.id, JSON.stringify(agent)]));
    const changed = agents.filter((agent) => this.#shownAgents.get(agent.id) !== now.get(agent.id));
    const removed = [...this.#shownAgents.keys()].filter((id) => !now.has(id));
    this.#shownAgents = now;
    if (changed.length + removed.length > 0) for (const watcher of this.#agentWatchers) watcher.addAgents(changed, removed);
  }

  async #readBreakers(): Promise<void> {
    if (this.#breakerWatchers.size === 0) return;
    const { breakers, readAt } = await this.#reads.breakers(this.#breakersReadAt ?? new Date(Date.now() - JOIN_MS));
    this.#breakersReadAt = readAt;
    if (breakers.length > 0) for (const watcher of this.#breakerWatchers) watcher.addBreakers(breakers);
  }

  /** Whoever joins has read the lists a moment ago: a first look closes the gap to now. */
  #joinLists(subscription: LiveSubscription, wants: LiveWants): void {
    if (wants.runs) {
      this.#runsWatchers.add(subscription);
      if (wants.resumes) subscription.reset('runs');
      else this.#reads.newestRuns().then((runs) => subscription.addRuns(runs), this.#onError);
    }
    if (wants.agents) {
      this.#agentWatchers.add(subscription);
      if (wants.resumes) subscription.reset('agents');
      else this.#reads.agents().then((agents) => subscription.addAgents(agents, []), this.#onError);
    }
    if (wants.breakers) {
      // Nobody looked while nobody watched: what stands between the list and now is little.
      if (this.#breakerWatchers.size === 0) this.#breakersReadAt = null;
      this.#breakerWatchers.add(subscription);
      if (wants.resumes) subscription.reset('breakers');
      else this.#breakers.poke();
    }
    for (const notice of wants.notices) {
      this.#noticeWatchers[notice].add(subscription);
      subscription.reset(notice);
    }
  }

  #joinRuns(subscription: LiveSubscription, { runEvents, overflow }: LiveWants): void {
    for (const { runId, after } of runEvents) {
      const strand = new LiveStrand<number, RunDelta>({
        tail: this.#runTails.get(runId),
        start: after,
        overflow,
        message: (delta) => ({ kind: 'run', runId, ...delta }),
        isSame: (a, b) => a === b,
        onWake: () => subscription.wake(),
        onReset: () => subscription.reset(`run:${runId}`),
      });
      subscription.strands.set(`run:${runId}`, strand);
    }
  }

  #joinLogs(subscription: LiveSubscription, { logs, overflow }: LiveWants): void {
    for (const { taskId, after } of logs) {
      const strand = new LiveStrand<LogPosition, LogLineView[]>({
        tail: this.#logTails.get(taskId),
        start: after,
        overflow,
        message: (lines) => ({ kind: 'logs', taskId, lines, cursor: this.#reads.logCursor(lines.at(-1) ?? after) }),
        isSame: isSameLogPlace,
        onWake: () => subscription.wake(),
        onReset: () => subscription.reset(`logs:${taskId}`),
      });
      subscription.strands.set(`logs:${taskId}`, strand);
    }
  }
}
