import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { NotFoundError, RateLimitedError, UnauthenticatedError } from '../core/errors.ts';
import { type LiveMessage, type LiveTopic, liveTopicSchema } from '../core/live/live-message.ts';
import type { HistogramSample } from '../core/metrics/exposition.ts';
import { type EventView, isLastEvent } from '../core/run/event-view.ts';
import { isTerminalRun } from '../core/run/state.ts';
import { findRunStatus } from '../db/read-runs.ts';
import type { Deps } from '../deps.ts';
import { LagBook } from '../events/lag-book.ts';
import { LiveHub, type LiveWants } from '../events/live.ts';
import type { LiveEnvelope } from '../events/live-subscription.ts';
import { accessTopic } from '../events/topics.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { createLiveReads } from './read-live.ts';
import { readLogCursor } from './read-task-logs.ts';

/** Streams that one principal may hold open in this process; a browser needs one per tab. */
const STREAMS_PER_PRINCIPAL = 64;

export const openLiveStreamSchema = z.strictObject({
  topics: z.array(liveTopicSchema).min(1).max(50),
  /** The id of the last message of the stream that broke. */
  lastEventId: z.string().max(20_000).nullish(),
});
export type OpenLiveStream = z.output<typeof openLiveStreamSchema>;

/** Where each ordered topic of a stream stood. */
const placesSchema = z.strictObject({
  runs: z.record(z.uuid(), z.number().int().min(0)),
  logs: z.record(z.uuid(), z.object({ fence: z.number().int().min(0), seq: z.number().int().min(-1) })),
});
type Places = z.output<typeof placesSchema>;

interface LiveState {
  hub: LiveHub;
  /** Open streams by principal. */
  open: Map<string, number>;
  /** How old events were when they were handed to viewers. */
  lag: LagBook;
  /** How old they were when a browser showed them. */
  paints: LagBook;
}

const states = new WeakMap<Deps['feed'], LiveState>();

function stateOf(deps: Deps): LiveState {
  const known = states.get(deps.feed);
  if (known) return known;
  const onError = (error: Error) => deps.log.warn({ err: error }, 'a live read failed and will be tried again');
  const state = {
    hub: new LiveHub({ feed: deps.feed, reads: createLiveReads(deps), onError }),
    open: new Map<string, number>(),
    lag: new LagBook('orchestration_events_lag_seconds'),
    paints: new LagBook('orchestration_ui_event_to_paint_seconds'),
  };
  states.set(deps.feed, state);
  return state;
}

export interface LiveFigures {
  streams: number;
  lag: HistogramSample;
  paints: HistogramSample;
}

/** What this process serves live, and how late. */
export function readLiveFigures(deps: Deps): LiveFigures {
  const { open, lag, paints } = stateOf(deps);
  return { streams: [...open.values()].reduce((total, streams) => total + streams, 0), lag: lag.sample, paints: paints.sample };
}

/** A browser that is slower than this was asleep. Milliseconds. */
const MOST_PAINT_MS = 600_000;
/** What a browser tells at once; more come with the next report. */
const MOST_PAINTS = 200;

export const notePaintsSchema = z.strictObject({ agesMs: z.array(z.number().min(0).max(MOST_PAINT_MS)).min(1).max(MOST_PAINTS) });

/** Ages of events when a browser showed them, as it says. */
export function notePaints(deps: Deps, { agesMs }: z.output<typeof notePaintsSchema>): void {
  const { paints } = stateOf(deps);
  for (const ageMs of agesMs) paints.note(ageMs);
}

interface Caller {
  principal: Principal;
  signal: AbortSignal;
}

interface Place {
  /** Aborts when the client goes away, or when what this principal may do changes: then they have to come in anew. */
  signal: AbortSignal;
  /** Aborted for the second reason. */
  access: AbortSignal;
  leave(): void;
}

/** Counts one stream more until it leaves. @throws RateLimitedError */
function takePlace(deps: Deps, { principal, signal }: Caller): Place {
  const state = stateOf(deps);
  const open = state.open.get(principal.id) ?? 0;
  if (open >= STREAMS_PER_PRINCIPAL) throw new RateLimitedError(`${STREAMS_PER_PRINCIPAL} live streams are open already`, 5_000);
  state.open.set(principal.id, open + 1);
  const access = new AbortController();
  const topic = accessTopic(principal.id);
  const unsubscribe = deps.feed.subscribe((changed) => {
    if (changed === topic) access.abort();
  });
  return {
    signal: AbortSignal.any([signal, access.signal]),
    access: access.signal,
    leave() {
      unsubscribe();
      const left = (state.open.get(principal.id) ?? 1) - 1;
      if (left > 0) state.open.set(principal.id, left);
      else state.open.delete(principal.id);
    },
  };
}

/** Where to begin with a run: where the stream broke, where the client says, or now. @throws NotFoundError */
async function runStart(deps: Deps, topic: { run: string; after?: number | undefined }, resumed: Places | undefined): Promise<number> {
  const known = resumed?.runs[topic.run] ?? topic.after;
  if (known !== undefined) return known;
  const found = await findRunStatus(deps.db, topic.run);
  if (found === null) throw new NotFoundError(`no run ${topic.run}`);
  return found.seq;
}

async function wantsOf(deps: Deps, topics: LiveTopic[], resumed: Places | undefined): Promise<LiveWants> {
  const wants: LiveWants = {
    runs: false,
    agents: false,
    breakers: false,
    notices: [],
    runEvents: [],
    logs: [],
    resumes: resumed !== undefined,
    overflow: 'reset',
  };
  for (const topic of topics) {
    if (topic === 'runs') wants.runs = true;
    else if (topic === 'agents') wants.agents = true;
    else if (topic === 'breakers') wants.breakers = true;
    else if (typeof topic === 'string') wants.notices.push(topic);
    else if ('run' in topic) wants.runEvents.push({ runId: topic.run, after: await runStart(deps, topic, resumed) });
    else wants.logs.push({ taskId: topic.logs, after: resumed?.logs[topic.logs] ?? readLogCursor(topic.after) });
  }
  return wants;
}

function encodePlaces(places: Partial<Record<string, unknown>>): string {
  const sorted: Record<'runs' | 'logs', Record<string, unknown>> = { runs: {}, logs: {} };
  for (const [topic, place] of Object.entries(places)) {
    const [kind, id = ''] = topic.split(':', 2);
    sorted[kind === 'run' ? 'runs' : 'logs'][id] = place;
  }
  return encodeCursor(sorted);
}

/** How old the newest event is; null for what happened before the stream began, which was late for reasons of its own. */
function ageOf(events: readonly EventView[], begun: number): number | null {
  const newest = events.at(-1);
  return newest === undefined || newest.at.getTime() < begun ? null : Math.max(0, Date.now() - newest.at.getTime());
}

function withAge(deps: Deps, message: LiveMessage, begun: number): LiveMessage {
  if (message.kind !== 'run') return message;
  const ageMs = ageOf(message.events, begun);
  if (ageMs === null) return message;
  stateOf(deps).lag.note(ageMs);
  return { ...message, ageMs };
}

/**
 * Everything a tab watches, in one stream. Each message carries the id to resume from; a resumed stream misses no event and no log line,
 * and is told to read lists again.
 * @throws NotFoundError, MalformedError for a foreign id, RateLimitedError; UnauthenticatedError once the caller's access has changed
 */
export async function* openLiveStream(
  deps: Deps,
  input: OpenLiveStream,
  caller: Caller,
): AsyncGenerator<{ id: string; message: LiveMessage }> {
  const place = takePlace(deps, caller);
  try {
    const resumed = decodeCursor(placesSchema, input.lastEventId ?? undefined);
    const subscription = stateOf(deps).hub.subscribe(await wantsOf(deps, input.topics, resumed));
    const begun = Date.now();
    for await (const { message, places } of subscription.stream(place.signal)) {
      yield { id: encodePlaces(places), message: withAge(deps, message, begun) };
    }
    if (place.access.aborted) throw new UnauthenticatedError('what you may do has changed: sign in again');
  } finally {
    place.leave();
  }
}

/** Hands on what `source` yields, as it comes together, and gives the place back when it ends, also when nobody reads to the end. */
async function* runEvents(source: AsyncGenerator<LiveEnvelope>, leave: () => void): AsyncGenerator<readonly EventView[]> {
  try {
    for await (const { message } of source) {
      if (message.kind !== 'run') continue;
      const last = message.events.findIndex(isLastEvent);
      yield last < 0 ? message.events : message.events.slice(0, last + 1);
      if (last >= 0) return;
    }
  } finally {
    leave();
  }
}

/**
 * The events of one run, in order and without gaps, from after `after` until the run is over. However slow the reader, nothing is left
 * out: what does not fit into memory is read again. Null when the run is over and has no event after `after`.
 * @throws NotFoundError, RateLimitedError
 */
export async function watchRunEvents(
  deps: Deps,
  input: { runId: string; after: number },
  caller: Caller,
): Promise<AsyncGenerator<readonly EventView[]> | null> {
  const run = await findRunStatus(deps.db, input.runId);
  if (run === null) throw new NotFoundError(`no run ${input.runId}`);
  if (isTerminalRun(run.status) && input.after >= run.seq) return null;
  const place = takePlace(deps, caller);
  const wants: LiveWants = {
    runs: false,
    agents: false,
    breakers: false,
    notices: [],
    runEvents: [input],
    logs: [],
    resumes: false,
    overflow: 'reread',
  };
  return runEvents(stateOf(deps).hub.subscribe(wants).stream(place.signal), place.leave);
}
