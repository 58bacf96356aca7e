import type { Browser, Page } from '@playwright/test';
import type { StorageState } from '../../e2e/fixtures/sign-in.ts';
import type { LongRunFigures } from './figures.ts';
import { READY_MS, readHeap, WINDOW } from './measure-page.ts';
import { pressKeys, turnWheel } from './move-view.ts';
import { addRecorder, type Frames, record, type Watched, watch } from './record-frames.ts';
import { LONG_RUN_EVENTS } from './seed-long-run.ts';

// The page of a run with 100,000 events, on the product itself: pages are read from the server as a person would have them read.

const TURNS = 90;
/** Of the scrubber. */
const STEPS = 30;
/** Further than a window per event: rows come anew with every frame. */
const DELTA_PX = 1_200;

declare global {
  interface Window {
    /** When the first row was painted, ms after the navigation began. */
    firstRowAt?: number;
  }
}

/** Runs in the page. */
function noteFirstRow(): void {
  const look = new MutationObserver(() => {
    if (!document.querySelector('[data-row]')) return;
    look.disconnect();
    // A frame is painted behind the callbacks that prepare it.
    requestAnimationFrame(() => {
      setTimeout(() => {
        window.firstRowAt = performance.now();
      });
    });
  });
  look.observe(document, { childList: true, subtree: true });
}

async function scroll(watched: Watched, panel: string): Promise<Frames> {
  const { page } = watched;
  const list = page.getByRole('tabpanel', { name: panel });
  await list.locator('[data-row]').first().hover();
  const down = await record(watched, () => turnWheel(page, TURNS, DELTA_PX));
  const up = await record(watched, () => turnWheel(page, TURNS, -DELTA_PX));
  return down.worst > up.worst ? down : up;
}

async function openTimeline(page: Page, url: string): Promise<number> {
  await page.goto(`${url}?tab=timeline`);
  await page.waitForFunction(() => window.firstRowAt !== undefined, null, { timeout: READY_MS });
  return page.evaluate(() => window.firstRowAt ?? Number.NaN);
}

/** Reads every event, as looking back does, and goes from one to the next. */
async function lookBack(watched: Watched): Promise<Pick<LongRunFigures, 'readEventsMs' | 'lookingBack'>> {
  const { page } = watched;
  const begun = performance.now();
  await page.getByRole('button', { name: 'Look back' }).click();
  await page.getByText(/^Reading events/).waitFor({ state: 'detached', timeout: 2 * READY_MS });
  const readEventsMs = performance.now() - begun;
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.getByRole('slider', { name: 'Event of the run' }).focus();
  const lookingBack = await record(watched, () => pressKeys(page, new Array<string>(STEPS).fill('ArrowLeft')));
  return { readEventsMs, lookingBack };
}

/** @param url of the page of the long run */
export async function measureLongRun(
  browser: Browser,
  { url, storageState, round }: { url: string; storageState: StorageState; round: number },
): Promise<LongRunFigures> {
  const context = await browser.newContext({ viewport: WINDOW, storageState });
  const page = await context.newPage();
  await addRecorder(page);
  await page.addInitScript(noteFirstRow);
  const firstRowMs = await openTimeline(page, url);
  const watched = await watch(page);
  // While tasks are still being read, how many are there stands beside the tabs.
  const reading = page.getByText(/^[\d,]+ of [\d,]+ tasks$/);
  const begun = performance.now();
  const whileReading = await record(watched, () => reading.waitFor({ state: 'detached', timeout: READY_MS }));
  const readMs = firstRowMs + performance.now() - begun;
  const timeline = await scroll(watched, 'Timeline');
  await page.getByRole('tab', { name: 'Events' }).click();
  const events = await scroll(watched, 'Events');
  const lookingBack = await lookBack(watched);
  const heapMb = await readHeap(watched);
  await context.close();
  return { round, events: LONG_RUN_EVENTS, firstRowMs, readMs, whileReading, timeline, scrolledEvents: events, ...lookingBack, heapMb };
}
