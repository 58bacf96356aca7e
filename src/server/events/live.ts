import type { AgentPatch } from '../core/agent/agent-view.ts';
import type { LiveMessage, LiveTopicName } from '../core/live/live-message.ts';
import type { EventView, LogLineView } from '../core/run/event-view.ts';
import type { RunSummary } from '../core/run/run-view.ts';
import type { TaskSummary } from '../core/task/task-view.ts';
import { createCoalesced } from './coalesce.ts';
import type { Feed } from './feed.ts';
import { createStrand, type OverflowPolicy } from './live-strand.ts';
import { LiveSubscription } from './live-subscription.ts';
import { createTail, type LiveTail, type TailRead } from './live-tail.ts';
import type { Topic } from './topics.ts';

// The hub of one web process: the feed says what changed, the hub reads it once and hands it to everybody who watches it. The cost in
// reads is one per changed thing and interval, whatever the number of browsers.

/** Least time between two reads of the same thing. */
const RUN_INTERVAL_MS = 100;
const AGENT_INTERVAL_MS = 250;

export interface RunDelta {
  run: RunSummary | null;
  events: EventView[];
  /** The tasks that the events name, as they are now. */
  tasks: TaskSummary[];
}

export interface LogPosition {
  fence: number;
  seq: number;
}

/** How the hub reads the tables. */
export interface LiveReads {
  runDelta(runId: string, after: number, limit: number): Promise<TailRead<number, RunDelta>>;
  logLines(taskId: string, after: LogPosition, limit: number): Promise<TailRead<LogPosition, LogLineView[]>>;
  runs(ids: string[]): Promise<RunSummary[]>;
  newestRuns(): Promise<RunSummary[]>;
  agents(): Promise<AgentPatch[]>;
  /** The text form of a place in a log. */
  logCursor(place: LogPosition): string;
}

export interface LiveWants {
  runs: boolean;
  agents: boolean;
  runEvents: { runId: string; after: number }[];
  logs: { taskId: string; after: LogPosition }[];
  /** The client was here before and may have missed patches of lists. */
  resumes: boolean;
  overflow: OverflowPolicy;
}

export interface LiveHub {
  /** Opens a subscription; it ends with its stream, or by `close`. */
  subscribe(wants: LiveWants): LiveSubscription;
  close(): void;
}

export interface LiveHubOptions {
  feed: Feed;
  reads: LiveReads;
  onError(error: Error): void;
}

/** Tails by name; one lives as long as somebody watches it. */
class TailTable<Place, Delta> {
  readonly #tails = new Map<string, LiveTail<Place, Delta>>();
  readonly #create: (id: string) => LiveTail<Place, Delta>;

  constructor(create: (id: string) => LiveTail<Place, Delta>) {
    this.#create = create;
  }

  /** The tail of a thing, made when nobody watched it before. */
  get(id: string): LiveTail<Place, Delta> {
    const tail = this.#tails.get(id) ?? this.#create(id);
    this.#tails.set(id, tail);
    return tail;
  }

  /** Something changed. A tail without watchers goes instead. */
  poke(id: string): void {
    const tail = this.#tails.get(id);
    if (tail === undefined) return;
    if (tail.watchers.size > 0) return tail.poke();
    tail.stop();
    this.#tails.delete(id);
  }

  pokeAll(): void {
    for (const id of [...this.#tails.keys()]) this.poke(id);
  }

  release(id: string): void {
    if (this.#tails.get(id)?.watchers.size === 0) this.poke(id);
  }
}

const isSameLog = (a: LogPosition, b: LogPosition) => a.fence === b.fence && a.seq === b.seq;
const isEarlierLog = (a: LogPosition, b: LogPosition) => a.fence < b.fence || (a.fence === b.fence && a.seq < b.seq);

/** Starts listening to the feed at once; reads nothing while nobody watches. */
export function createLiveHub({ feed, reads, onError }: LiveHubOptions): LiveHub {
  const runsWatchers = new Set<LiveSubscription>();
  const agentWatchers = new Set<LiveSubscription>();
  let changedRuns = new Set<string>();
  let shownAgents = new Map<string, string>();

  const runTails = new TailTable<number, RunDelta>((runId) =>
    createTail({
      intervalMs: RUN_INTERVAL_MS,
      read: (after, limit) => reads.runDelta(runId, after, limit),
      isBefore: (a, b) => a < b,
      onError,
    }),
  );
  const logTails = new TailTable<LogPosition, LogLineView[]>((taskId) =>
    createTail({
      intervalMs: RUN_INTERVAL_MS,
      read: (after, limit) => reads.logLines(taskId, after, limit),
      isBefore: isEarlierLog,
      onError,
    }),
  );

  const runList = createCoalesced({
    intervalMs: RUN_INTERVAL_MS,
    onError,
    work: async () => {
      const ids = [...changedRuns];
      changedRuns = new Set();
      if (ids.length === 0 || runsWatchers.size === 0) return;
      const runs = await reads.runs(ids);
      for (const watcher of runsWatchers) watcher.addRuns(runs);
    },
  });

  const fleet = createCoalesced({
    intervalMs: AGENT_INTERVAL_MS,
    onError,
    work: async () => {
      if (agentWatchers.size === 0) return;
      const agents = await reads.agents();
      const now = new Map(agents.map((agent) => [agent.id, JSON.stringify(agent)]));
      const changed = agents.filter((agent) => shownAgents.get(agent.id) !== now.get(agent.id));
      const removed = [...shownAgents.keys()].filter((id) => !now.has(id));
      shownAgents = now;
      if (changed.length + removed.length > 0) for (const watcher of agentWatchers) watcher.addAgents(changed, removed);
    },
  });

  const onRun = (runId: string): void => {
    runTails.poke(runId);
    if (runsWatchers.size > 0) {
      changedRuns.add(runId);
      runList.poke();
    }
    // What agents hold changes with the runs.
    if (agentWatchers.size > 0) fleet.poke();
  };

  const onResync = (): void => {
    runTails.pokeAll();
    logTails.pokeAll();
    for (const watcher of runsWatchers) watcher.reset('runs');
    fleet.poke();
  };

  const unsubscribe = feed.subscribe((topic: Topic | 'resync') => {
    if (topic === 'resync') onResync();
    else if (topic === 'agents') fleet.poke();
    else if (topic.startsWith('run:')) onRun(topic.slice('run:'.length));
    else if (topic.startsWith('log:')) logTails.poke(topic.slice('log:'.length));
  });

  const joinLists = (subscription: LiveSubscription, wants: LiveWants): void => {
    // Whoever joins has read the lists a moment ago: a first look closes the gap to now.
    if (wants.runs) {
      runsWatchers.add(subscription);
      if (wants.resumes) subscription.reset('runs');
      else reads.newestRuns().then((runs) => subscription.addRuns(runs), onError);
    }
    if (wants.agents) {
      agentWatchers.add(subscription);
      if (wants.resumes) subscription.reset('agents');
      else reads.agents().then((agents) => subscription.addAgents(agents, []), onError);
      fleet.poke();
    }
  };

  const joinTails = (subscription: LiveSubscription, wants: LiveWants): void => {
    const common = { overflow: wants.overflow, onWake: () => subscription.wake() };
    for (const { runId, after } of wants.runEvents) {
      const name: LiveTopicName = `run:${runId}`;
      const message = (delta: RunDelta): LiveMessage => ({ kind: 'run', runId, ...delta });
      const isSame = (a: number, b: number) => a === b;
      const onReset = () => subscription.reset(name);
      const strand = createStrand({ ...common, tail: runTails.get(runId), start: after, message, isSame, onReset });
      subscription.strands.set(name, strand);
    }
    for (const { taskId, after } of wants.logs) {
      const name: LiveTopicName = `logs:${taskId}`;
      const message = (lines: LogLineView[]): LiveMessage => ({
        kind: 'logs',
        taskId,
        lines,
        cursor: reads.logCursor(lines.at(-1) ?? after),
      });
      const onReset = () => subscription.reset(name);
      const strand = createStrand({ ...common, tail: logTails.get(taskId), start: after, message, isSame: isSameLog, onReset });
      subscription.strands.set(name, strand);
    }
  };

  return {
    subscribe(wants) {
      const subscription = new LiveSubscription(() => {
        runsWatchers.delete(subscription);
        agentWatchers.delete(subscription);
        for (const { runId } of wants.runEvents) runTails.release(runId);
        for (const { taskId } of wants.logs) logTails.release(taskId);
      });
      joinLists(subscription, wants);
      joinTails(subscription, wants);
      return subscription;
    },
    close() {
      unsubscribe();
      runList.stop();
      fleet.stop();
    },
  };
}
