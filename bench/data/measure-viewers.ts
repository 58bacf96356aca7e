import type { Browser } from '@playwright/test';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import type { Stack } from '../engine/open-stack.ts';
import type { Verdict } from '../engine/report.ts';
import { BENCH } from '../engine/seed-fleet.ts';
import { spread } from '../engine/statistics.ts';
import type { Found } from './figures.ts';
import { openPage, type Web } from './open-pages.ts';
import { addAgent, fanOf } from './watched-work.ts';

// What watching costs: fifty viewers of one run that makes about two hundred events a second, one of them a browser. A pixel is drawn by the
// end of the second frame after its message.

const VIEWERS = 50;
/** Each task makes four events; so many run at once, each for a second. */
const EVENTS_PER_TASK = 4;
const EVENTS_PER_SECOND = 200;
const SECONDS = 30;
const MOST_LAG_MS = 250;

/** How old an event was when somebody had it. */
interface Lag {
  /** When it happened, epoch ms. */
  at: number;
  ms: number;
}

/** Follows the events of a run to its end. */
async function follow({ url, apiKey }: Web, runId: string): Promise<Lag[]> {
  const response = await fetch(`${url}/api/v1/orchestration/runs/${runId}/events`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (response.body === null || !response.ok) throw new Error(`events of a run: ${response.status}`);
  const lags: Lag[] = [];
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const now = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const text = line.startsWith('data:') ? /"at":"([^"]+)"/.exec(line)?.[1] : undefined;
      if (text === undefined) continue;
      const at = Date.parse(text);
      lags.push({ at, ms: now - at });
    }
  }
  return lags;
}

declare global {
  interface Window {
    seenAfter?: Lag[];
  }
}

/** Notes for every message of a stream how old its newest event is two frames later. */
function noteMessages(): void {
  const seen: Lag[] = [];
  window.seenAfter = seen;
  const Plain = window.EventSource;
  window.EventSource = class extends Plain {
    constructor(url: string | URL, init?: EventSourceInit) {
      super(url, init);
      this.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const ages = [...data.matchAll(/"at":"([^"]+Z)"/g)].map(([, at = '']) => Date.parse(at));
        if (ages.length === 0) return;
        const at = Math.max(...ages);
        requestAnimationFrame(() => requestAnimationFrame(() => seen.push({ at, ms: Date.now() - at })));
      });
    }
  };
}

async function measureLag(stack: Stack, web: Web, browser: Browser): Promise<Verdict[]> {
  const perSecond = EVENTS_PER_SECOND / EVENTS_PER_TASK;
  await addAgent(stack, { type: 'watched', ms: 1_000, slots: perSecond });
  const { runId } = await executeWorkflow(
    stack.deps,
    { definition: fanOf('watched', { tasks: perSecond * SECONDS, atOnce: perSecond, seconds: 60 }) },
    BENCH,
  );
  const followed = Promise.all(Array.from({ length: VIEWERS - 1 }, () => follow(web, runId)));
  const page = await openPage(browser, web, { path: `/runs/${runId}`, script: noteMessages });
  // What happened before tells how long a page takes to open.
  const since = Date.now();
  const lags = (await followed).flat().filter(({ at }) => at >= since);
  const rate = lags.length / (VIEWERS - 1) / ((Date.now() - since) / 1_000);
  const seen = (await page.evaluate(() => window.seenAfter ?? [])).filter(({ at }) => at >= since);
  await page.context().close();
  const judge = (name: string, values: readonly Lag[]): Verdict => {
    const { p50, p95, max } = spread(values.map(({ ms }) => ms));
    const value = `${p95.toFixed(0)} ms (p50 ${p50.toFixed(0)}, at most ${max.toFixed(0)}, of ${values.length}; ${VIEWERS} viewers, ${rate.toFixed(0)} events/s)`;
    return { name, target: `at most ${MOST_LAG_MS} ms`, value, met: p95 <= MOST_LAG_MS };
  };
  return [judge('an event until it arrives, p95', lags), judge('a message until it is seen, p95', seen)];
}

export async function measureViewers(stack: Stack, web: Web, browser: Browser): Promise<Found> {
  return { verdicts: await measureLag(stack, web, browser) };
}
