import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, request } from '@playwright/test';
import { createRestApi } from '../../e2e/fixtures/rest-api.ts';
import { NOBODY, type StorageState } from '../../e2e/fixtures/sign-in.ts';
import type { EventView } from '../../src/server/core/run/event-view.ts';
import { createDatabase } from '../../src/server/db/client.ts';
import { listEvents } from '../../src/server/db/read-events.ts';
import { percentile } from '../engine/statistics.ts';
import type { LiveRunFigures } from './figures.ts';
import { READY_MS, WINDOW } from './measure-page.ts';
import { addRecorder, record, watch } from './record-frames.ts';

// From an event to its paint, on the product itself: a run whose tasks end at a steady pace, watched on its page. It waits for somebody
// who can do its tasks until the page is open and everything is read: how long a page takes to open is measured elsewhere. The n-th task
// that is completed has an event with a time; the page shows n or more from a frame on. Both clocks are this machine's.

const TASKS = 1_000;
/** So many work at once, for so long each: up to 100 tasks a second, each with three events while it is worked on. */
const SLOTS = 20;
const WORK_MS = 200;
/** The first of them come while the pace is still found. */
const SKIPPED = 80;

interface Seen {
  ended: number;
  /** Epoch ms. */
  at: number;
}

declare global {
  interface Window {
    seenProgress?: Seen[];
  }
}

/** Runs in the page: notes how many tasks its bar of progress says are over, and when that was painted. */
function noteProgress(): void {
  const seen: Seen[] = [];
  window.seenProgress = seen;
  const look = new MutationObserver(() => {
    const ended = Number(document.querySelector('[aria-label="Finished tasks"]')?.getAttribute('aria-valuenow') ?? 0);
    if (ended <= (seen.at(-1)?.ended ?? 0)) return;
    const note: Seen = { ended, at: Number.NaN };
    seen.push(note);
    requestAnimationFrame(() => {
      setTimeout(() => {
        note.at = performance.timeOrigin + performance.now();
      });
    });
  });
  look.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
}

const definition = (name: string, capability: string) => ({
  workflow_id: name,
  name,
  max_concurrent_tasks: SLOTS,
  tasks: Array.from({ length: TASKS }, (_, at) => ({
    task_id: `task-${at}`,
    task_type: 'bench',
    required_capabilities: [capability],
  })),
});

type Told = Pick<EventView, 'type' | 'at'>;

/** Every event of a run. */
async function readEvents(databaseUrl: string, runId: string): Promise<Told[]> {
  const db = createDatabase(databaseUrl, { poolSize: 1, hotSize: 1, onError: (error) => process.stderr.write(`${error.message}\n`) });
  try {
    return await listEvents(db, runId, { after: 0, limit: 100 * TASKS });
  } finally {
    await db.close();
  }
}

/** How long after each completion the page showed it, ms. */
function delaysOf(completed: readonly number[], seen: readonly Seen[]): number[] {
  return completed.flatMap((at, index) => {
    const shown = seen.find(({ ended, at: paintedAt }) => ended > index && !Number.isNaN(paintedAt));
    return shown && index >= SKIPPED ? [shown.at - at] : [];
  });
}

/** How fast events came while the delays were measured, and the delays. */
function figuresOf(events: readonly Told[], seen: readonly Seen[]): Omit<LiveRunFigures, 'round' | 'frames'> {
  const completed = events.filter(({ type }) => type === 'task.completed').map(({ at }) => at.getTime());
  const [first, last] = [completed[SKIPPED] ?? Number.NaN, completed.at(-1) ?? Number.NaN];
  const meanwhile = events.filter(({ at }) => at.getTime() >= first && at.getTime() <= last).length;
  const delays = delaysOf(completed, seen);
  return {
    eventsPerSecond: (meanwhile / (last - first)) * 1_000,
    p50: percentile(delays, 0.5),
    p95: percentile(delays, 0.95),
    worst: Math.max(...delays),
  };
}

/** Begins a run that waits; `work` registers who does its tasks. */
async function beginRun({ url, apiKey, round }: Asked): Promise<{ runId: string; work(): Promise<void> }> {
  const http = await request.newContext({ storageState: NOBODY });
  const api = createRestApi(http, url, apiKey);
  const capability = `bench-live-${round}`;
  return {
    runId: await api.execute(definition(`live-${round}`, capability)),
    async work() {
      await api.post('/agents', {
        name: `Live-run agent ${round}`,
        kind: 'simulated',
        capabilities: [{ name: capability, proficiency: 1 }],
        max_concurrent_tasks: SLOTS,
        config: { latency_ms: WORK_MS, latency_jitter: 0.2 },
      });
      await http.dispose();
    },
  };
}

interface Asked {
  url: string;
  apiKey: string;
  databaseUrl: string;
  storageState: StorageState;
  round: number;
}

/** One viewer of a run that goes on. */
export async function measureLiveRun(browser: Browser, asked: Asked): Promise<LiveRunFigures> {
  const { url, databaseUrl, storageState, round } = asked;
  const { runId, work } = await beginRun(asked);
  const context = await browser.newContext({ viewport: WINDOW, storageState });
  const page = await context.newPage();
  await addRecorder(page);
  await page.addInitScript(noteProgress);
  // The run is watched from the moment on in which the server is told so.
  const watching = page.waitForRequest((sent) => sent.url().includes('live.stream') && sent.url().includes(runId), { timeout: READY_MS });
  await page.goto(`${url}/runs/${runId}`);
  await watching;
  const watched = await watch(page);
  const frames = await record(watched, async () => {
    await work();
    await page.waitForFunction((all) => (window.seenProgress?.at(-1)?.ended ?? 0) >= all, TASKS, { timeout: 2 * READY_MS });
  });
  // The last frame is noted behind its paint.
  await pause(500);
  const seen = await page.evaluate(() => window.seenProgress ?? []);
  await context.close();
  return { round, ...figuresOf(await readEvents(databaseUrl, runId), seen), frames };
}
