import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, CDPSession } from '@playwright/test';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import type { Stack } from '../engine/open-stack.ts';
import { BENCH } from '../engine/seed-fleet.ts';
import type { Found } from './figures.ts';
import { openPage, type Web } from './open-pages.ts';
import { addAgent, fanOf } from './watched-work.ts';

// A page that somebody leaves open: 24 tasks that run and are ticked every second, how busy they keep its main thread, and what its heap
// has grown by in the end.

const CARDS = 24;
const STILL_MS = 5_000;
/** For the page to open, and to be closed before anything ends. */
const SPARE_S = 60;
const HOUR_S = 3_600;
/** Of a shorter time what collects in an hour cannot be told. */
const LEAST_S = 3_000;
const MOST_BUSY = 0.2;
const MOST_GROWTH_MB = 50;

interface Spent {
  at: number;
  busy: number;
  heapMb: number;
}

async function readSpent(session: CDPSession): Promise<Spent> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  return { at: of('Timestamp'), busy: of('TaskDuration'), heapMb: of('JSHeapUsedSize') / 1_048_576 };
}

/** @param seconds how long the page is watched */
export async function measureCards(stack: Stack, web: Web, { browser, seconds }: { browser: Browser; seconds: number }): Promise<Found> {
  // A simulated agent takes an hour at most.
  const taken = Math.min(HOUR_S, seconds + SPARE_S);
  await addAgent(stack, { type: 'slow', ms: taken * 1_000, slots: CARDS });
  const definition = fanOf('slow', { tasks: CARDS, atOnce: CARDS, seconds: taken + SPARE_S });
  const { runId } = await executeWorkflow(stack.deps, { definition }, BENCH);
  const page = await openPage(browser, web, { path: `/runs/${runId}` });
  await page
    .locator('.react-flow__node')
    .nth(CARDS - 1)
    .waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  // What the page does once is not what it does all the time.
  await pause(STILL_MS);
  const before = await readSpent(session);
  await pause(seconds * 1_000);
  const after = await readSpent(session);
  await page.context().close();
  const share = (after.busy - before.busy) / (after.at - before.at);
  const grown = after.heapMb - before.heapMb;
  return {
    verdicts: [
      {
        name: `${CARDS} running tasks on one page, main thread`,
        target: `at most ${MOST_BUSY * 100} %`,
        value: `${(share * 100).toFixed(1)} % (over ${seconds} s)`,
        met: share <= MOST_BUSY,
      },
      {
        name: `${CARDS} running tasks on one page, heap`,
        target: `at most ${MOST_GROWTH_MB} MB more in an hour`,
        value: `${grown.toFixed(2)} MB more after ${seconds} s (${after.heapMb.toFixed(1)} MB)`,
        met: seconds < LEAST_S ? null : (grown / seconds) * HOUR_S <= MOST_GROWTH_MB,
      },
    ],
  };
}
