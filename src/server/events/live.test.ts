import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveMessage } from '../core/live/live-message.ts';
import type { EventView } from '../core/run/event-view.ts';
import { LiveHub, type LiveWants } from './live.ts';
import type { LiveReads } from './live-reads.ts';
import type { LiveEnvelope } from './live-subscription.ts';
import type { Topic } from './topics.ts';

const RUN = 'r1';
const opened: { hub: LiveHub; stops: AbortController[] }[] = [];
afterEach(() => {
  for (const { hub, stops } of opened.splice(0)) {
    for (const stop of stops) stop.abort();
    hub.close();
  }
});

/** A table of events in memory, a feed, and a hub on both; reads are counted. */
function createWorld(answerTurns = 0) {
  const events: EventView[] = [];
  const listeners = new Set<(topic: Topic | 'resync', own: boolean) => void>();
  const stops: AbortController[] = [];
  const world = { reads: 0, runReads: 0 };
  const reads: LiveReads = {
    async runDelta(_, after, limit) {
      world.reads += 1;
      const found = events.filter((event) => event.seq > after).slice(0, limit);
      const last = found.at(-1);
      // What is read is of this moment, and arrives later.
      for (let turn = 0; turn < answerTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (last === undefined) return { delta: null, place: after, more: false };
      return { delta: { run: null, events: found, tasks: [] }, place: last.seq, more: found.length === limit };
    },
    logLines: async (_, after) => ({ delta: null, place: after, more: false }),
    async runs() {
      world.runReads += 1;
      return [];
    },
    newestRuns: async () => [],
    agents: async () => [],
    breakers: async () => ({ breakers: [], readAt: new Date(0) }),
    logCursor: () => '',
  };
  const feed = {
    publish: () => {},
    subscribe(listener: (topic: Topic | 'resync', own: boolean) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    ready: async () => {},
    close: async () => {},
  };
  const hub = new LiveHub({ feed, reads, onError: (error) => expect.unreachable(error.message) });
  opened.push({ hub, stops });
  const tell = (topic: Topic | 'resync') => {
    for (const listener of listeners) listener(topic, false);
  };
  return {
    world,
    hub,
    tell,
    /** Appends events without telling anybody. */
    append(count: number) {
      for (let index = 0; index < count; index += 1) {
        const seq = events.length + 1;
        events.push({ runId: RUN, seq, type: 'task.ready', at: new Date(0), taskId: null, taskKey: null, attemptId: null, data: null });
      }
    },
    watch(after: number, overflow: LiveWants['overflow'] = 'reread') {
      const stop = new AbortController();
      stops.push(stop);
      const wants: LiveWants = {
        runs: false,
        agents: false,
        breakers: false,
        notices: [],
        runEvents: [{ runId: RUN, after }],
        logs: [],
        resumes: false,
        overflow,
      };
      return { stop, stream: hub.subscribe(wants).stream(stop.signal) };
    },
  };
}

const seqsOf = (message: LiveMessage) => (message.kind === 'run' ? message.events.map((event) => event.seq) : []);

/** Takes messages until the events reach `last`. */
async function readUntil(stream: AsyncGenerator<LiveEnvelope>, last: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.at(-1) !== last) {
    const { value, done } = await stream.next();
    if (done) break;
    seen.push(...seqsOf(value.message));
  }
  return seen;
}

const upTo = (last: number, after = 0) => Array.from({ length: last - after }, (_, index) => after + index + 1);

describe('the live hub', () => {
  it('[V5] whoever joins where, and however appends and wakes fall, sees every event once and in order', async () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 1, max: 700 }) }),
      fc.constant('tell' as const),
      fc.record({ join: fc.integer({ min: 0, max: 50 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(3), async (steps, answerTurns) => {
        const { append, tell, watch } = createWorld(answerTurns);
        let last = 0;
        const readers: { after: number; seen: Promise<number[]> }[] = [];
        const total = steps.reduce((sum, each) => sum + (typeof each === 'object' && 'append' in each ? each.append : 0), 1);
        for (const each of steps) {
          if (each === 'tell') tell(`run:${RUN}`);
          else if ('append' in each) {
            append(each.append);
            last += each.append;
          } else {
            const after = Math.min(each.join, last);
            readers.push({ after, seen: readUntil(watch(after).stream, total) });
          }
          await new Promise((resolve) => setImmediate(resolve));
        }
        append(1);
        tell(`run:${RUN}`);
        for (const { after, seen } of readers) expect(await seen).toEqual(upTo(total, after));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('[V6] a change is read once, however many watch', async () => {
    const { world, append, tell, watch } = createWorld();
    const watchers = Array.from({ length: 50 }, () => watch(0).stream);
    append(1);
    tell(`run:${RUN}`);
    await Promise.all(watchers.map((stream) => readUntil(stream, 1)));
    const next = watchers.map((stream) => readUntil(stream, 3));
    await new Promise((resolve) => setImmediate(resolve));
    world.reads = 0;
    append(2);
    for (let times = 0; times < 20; times += 1) tell(`run:${RUN}`);
    await Promise.all(next);
    expect(world.reads).toBeLessThanOrEqual(2);
  });

  it('[V6] who begins at the same place catches up with the reads of one', async () => {
    const { world, append, watch } = createWorld();
    append(1_200);
    const seen = await Promise.all(Array.from({ length: 50 }, () => readUntil(watch(0).stream, 1_200)));
    for (const seqs of seen) expect(seqs).toEqual(upTo(1_200));
    expect(world.reads).toBeLessThanOrEqual(6);
  });

  it('[V6] who joins behind others by a little reads nothing by itself', async () => {
    const { world, append, tell, watch } = createWorld();
    append(1);
    const { stream } = watch(0);
    await readUntil(stream, 1);
    const rest = readUntil(stream, 301);
    append(300);
    tell(`run:${RUN}`);
    await rest;
    world.reads = 0;
    const joined = await Promise.all(Array.from({ length: 50 }, (_, at) => readUntil(watch(at + 1).stream, 301)));
    for (const [at, seqs] of joined.entries()) expect(seqs).toEqual(upTo(301, at + 1));
    expect(world.reads).toBeLessThanOrEqual(1);
  });

  it('[V6] nobody watching costs no read, and what was watched is let go', async () => {
    const { world, hub, append, tell, watch } = createWorld();
    const { stop, stream } = watch(0);
    append(1);
    await readUntil(stream, 1);
    const waiting = stream.next();
    stop.abort();
    expect((await waiting).done).toBe(true);
    expect(hub.watched).toEqual({ lists: 0, runs: 0, logs: 0 });
    world.reads = 0;
    append(1);
    tell(`run:${RUN}`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.reads + world.runReads).toBe(0);
  });

  it('[V5] after a lost connection of the feed what was missed is read', async () => {
    const { append, tell, watch } = createWorld();
    const { stream } = watch(0);
    append(1);
    await readUntil(stream, 1);
    const rest = readUntil(stream, 4);
    append(3);
    tell('resync');
    expect(await rest).toEqual([2, 3, 4]);
  });
});
