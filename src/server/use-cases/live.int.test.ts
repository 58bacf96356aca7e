import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { addAgent, placeReady, playRun, settle, startRun } from '../../../tests/fixtures/played-run.ts';
import { handleRequest } from '../api/rest/handle-request.ts';
import { REST_BASE } from '../api/rest/rest-base.ts';
import type { LiveMessage, LiveTopic } from '../core/live/live-message.ts';
import { openLiveStream, readLiveFigures } from './open-live-stream.ts';
import { seedDemo } from './seed-demo.ts';

let hive: Installation;
let agentId: string;
beforeAll(async () => {
  hive = await createInstallation();
  await hive.deps.feed.ready();
  agentId = await addAgent(hive.deps, 'Player');
});
afterAll(() => hive.close());

const viewer = { id: 'user:v', kind: 'user', name: 'V', role: 'viewer' } as const;
const chain = {
  name: 'Chain',
  tasks: ['a', 'b', 'c'].map((task_id, index, all) => ({ task_id, task_type: 'x', dependencies: all.slice(0, index) })),
};

/** Server-sent events as they come: id and type. */
async function readSse(path: string, lastEventId?: string): Promise<{ id: number; type: string }[]> {
  const headers = {
    authorization: `Bearer ${hive.keys.viewer}`,
    host: '127.0.0.1:3000',
    ...(lastEventId && { 'last-event-id': lastEventId }),
  };
  const response = await handleRequest(hive.deps, new Request(`http://127.0.0.1:3000${REST_BASE}${path}`, { headers }));
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const text = await response.text();
  return [...text.matchAll(/^id: (\d+)\nevent: (.+)$/gm)].map(([, id, type]) => ({ id: Number(id), type: type ?? '' }));
}

/** Messages of a stream until one of them satisfies `enough`; then the stream is left. */
async function readStream(topics: LiveTopic[], lastEventId: string | null, enough: (message: LiveMessage) => boolean) {
  const stop = new AbortController();
  const messages: LiveMessage[] = [];
  let id = '';
  for await (const next of openLiveStream(hive.deps, { topics, lastEventId }, { principal: viewer, signal: stop.signal })) {
    messages.push(next.message);
    id = next.id;
    if (enough(next.message)) break;
  }
  stop.abort();
  return { messages, id };
}

const eventsOf = (messages: LiveMessage[]) => messages.flatMap((message) => (message.kind === 'run' ? message.events : []));
const endsRun = (message: LiveMessage) => message.kind === 'run' && message.events.some((event) => event.type === 'run.completed');

describe('live streams', () => {
  it('[V13] the events of a run are streamed without a gap and end with the run; a break resumes where it was', async () => {
    const { runId } = await startRun(hive.deps, chain);
    const watched = readSse(`/runs/${runId}/events`);
    await playRun(hive.deps, runId, agentId);
    const events = await watched;
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['run.created', 'run.completed']);
    expect(await readSse(`/runs/${runId}/events`, '4')).toEqual(events.slice(4));
    expect(await readSse(`/runs/${runId}/events`, String(events.length))).toEqual([]);
  });

  it('[V21] asking for the headers of a stream takes no place', async () => {
    const { runId } = await startRun(hive.deps, chain);
    const headers = { authorization: `Bearer ${hive.keys.viewer}`, host: '127.0.0.1:3000' };
    const path = `http://127.0.0.1:3000${REST_BASE}/runs/${runId}/events`;
    const answer = await handleRequest(hive.deps, new Request(path, { method: 'HEAD', headers }));
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([200, 'text/event-stream; charset=utf-8', null]);
    await expect.poll(() => readLiveFigures(hive.deps).streams).toBe(0);
    await playRun(hive.deps, runId, agentId);
  });

  it('[V5] a stream of a tab brings events with the tasks they name, and resumes without a gap', async () => {
    const { runId } = await startRun(hive.deps, chain);
    const topics: LiveTopic[] = [{ run: runId, after: 0 }, 'runs', 'agents'];
    const first = await readStream(topics, null, (message) => message.kind === 'run');
    await playRun(hive.deps, runId, agentId);
    const rest = await readStream(topics, first.id, endsRun);
    const seqs = [...eventsOf(first.messages), ...eventsOf(rest.messages)].map((event) => event.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    const last = rest.messages.findLast((message) => message.kind === 'run');
    expect(last).toMatchObject({
      run: { status: 'completed', completed: 3 },
      tasks: expect.arrayContaining([expect.objectContaining({ taskId: 'c', status: 'completed' })]),
    });
    // Whoever comes back is told to read the lists again: what changed meanwhile was not kept.
    expect(rest.messages).toContainEqual({ kind: 'reset', topics: ['runs', 'agents'] });
  });

  it('[V6] the fleet is patched when an agent takes and ends work', async () => {
    const { runId } = await startRun(hive.deps, chain);
    let begin = () => {};
    const watching = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const inFlight: number[] = [];
    const watched = readStream(['agents'], null, (message) => {
      if (message.kind === 'agents') inFlight.push(...message.agents.filter(({ id }) => id === agentId).map((agent) => agent.inFlight));
      begin();
      return inFlight.includes(1) && inFlight.at(-1) === 0;
    });
    await watching;
    const attempt = (await placeReady(hive.deps, runId, agentId)).get('a');
    if (attempt === undefined) throw new Error('a was not placed');
    await expect.poll(() => inFlight).toContain(1);
    await settle(hive.deps, attempt, { output: 1 });
    await watched;
    expect(inFlight).toEqual([0, 1, 0]);
  });

  it('[V12] an unknown run is not found, a foreign id malformed, and streams are counted', async () => {
    const unknown = '019a0000-0000-7000-8000-000000000000';
    await expect(readStream([{ run: unknown }], null, () => true)).rejects.toThrow(/no run/);
    await expect(readStream(['runs'], 'bm9wZQ', () => true)).rejects.toThrow(/cursor/);
    const open = () => {
      const stop = new AbortController();
      const stream = openLiveStream(hive.deps, { topics: ['agents'] }, { principal: viewer, signal: stop.signal });
      return { first: stream.next(), close: () => stop.abort(), rest: () => stream.next() };
    };
    const streams = Array.from({ length: 64 }, open);
    await expect(open().first).rejects.toThrow(/64 live/);
    await Promise.all(streams.map((stream) => stream.first));
    for (const stream of streams) stream.close();
    expect((await Promise.all(streams.map((stream) => stream.rest()))).every(({ done }) => done)).toBe(true);
    const again = open();
    expect((await again.first).done).toBe(false);
    again.close();
  });
});

describe('the demo', () => {
  it('[F13] is set up once, however many processes start', async () => {
    const started = await Promise.all([seedDemo(hive.deps), seedDemo(hive.deps), seedDemo(hive.deps)]);
    const runs = started.filter((each) => each !== null);
    expect(runs).toHaveLength(1);
    expect(await seedDemo(hive.deps)).toBeNull();
    const { rows } = await hive.deps.db.pool.query({
      text: `SELECT (SELECT count(*)::int FROM agent WHERE kind = 'command') AS agents, (SELECT total FROM run WHERE id = $1) AS tasks,
        (SELECT published_version FROM workflow WHERE slug = 'repository-review') AS version`,
      values: [runs[0]?.runId],
    });
    expect(rows[0].agents).toBeGreaterThan(5);
    expect(rows[0].tasks).toBeGreaterThanOrEqual(40);
    expect(rows[0].version).toBe(1);
  });
});
