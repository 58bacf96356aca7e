import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { Verdict } from '../engine/report.ts';
import { percentile } from '../engine/statistics.ts';
import type { Found } from './figures.ts';
import { openPage, type Web } from './open-pages.ts';

// What a person feels on the pages of the control room, as the browser itself counts it: how much of what is seen moves by itself (layout
// shift, the worst window of five seconds), and how long after a click or key the next frame is painted (event timing, in steps of 8 ms).

const PAGES = ['/overview', '/metrics', '/performance', '/queues', '/activity', '/settings'];
const ROUNDS = 3;
/** Everything that comes by itself has come. */
const SETTLED_MS = 3_000;
/** Between two acts. */
const ACT_MS = 400;
const MOST_SHIFT = 0.02;
const MOST_INTERACTION_MS = 100;
/** Tabs and switches of one page that are tried. */
const MOST_TABS = 8;

interface Vitals {
  shifts: { at: number; value: number }[];
  /** Longest event of each interaction, ms. */
  interactions: Record<number, number>;
}

declare global {
  interface Window {
    vitals?: Vitals;
  }
  interface PerformanceEntry {
    value?: number;
    hadRecentInput?: boolean;
    interactionId?: number;
  }
}

/** Runs in the page. */
function noteVitals(): void {
  const vitals: Vitals = { shifts: [], interactions: {} };
  window.vitals = vitals;
  new PerformanceObserver((list) => {
    for (const { startTime, value = 0, hadRecentInput } of list.getEntries())
      if (!hadRecentInput) vitals.shifts.push({ at: startTime, value });
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId = 0, duration } of list.getEntries())
      if (interactionId > 0) vitals.interactions[interactionId] = Math.max(duration, vitals.interactions[interactionId] ?? 0);
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 });
}

/** Shifts that follow on each other within a second, for five at most, are felt as one. */
function worstWindow(shifts: Vitals['shifts']): number {
  let [worst, sum, first, last] = [0, 0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at, value } of shifts) {
    if (at - last >= 1_000 || at - first >= 5_000) [sum, first] = [0, at];
    sum += value;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

/** What a person does on any page: through its tabs, along it by keyboard, the palette open and closed, the theme there and back. */
async function act(page: Page): Promise<void> {
  const tabs = page.getByRole('main').getByRole('tab');
  const count = Math.min(MOST_TABS, await tabs.count());
  for (let at = 0; at < count; at += 1) {
    await tabs.nth(at).click();
    await pause(ACT_MS);
  }
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('Tab');
    await pause(ACT_MS / 4);
  }
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('run', { delay: ACT_MS / 4 });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await pause(ACT_MS);
}

interface PageVitals {
  path: string;
  shift: number;
  interactions: number[];
}

async function measurePage(browser: Browser, web: Web, path: string): Promise<PageVitals> {
  const page = await openPage(browser, web, { path, script: noteVitals });
  await pause(SETTLED_MS);
  await act(page);
  const { shifts, interactions } = (await page.evaluate(() => window.vitals)) ?? { shifts: [], interactions: {} };
  await page.context().close();
  return { path, shift: worstWindow(shifts), interactions: Object.values(interactions) };
}

export async function measureVitals(web: Web, browser: Browser, say: (line: string) => void): Promise<Found> {
  const found: PageVitals[] = [];
  for (let round = 1; round <= ROUNDS; round += 1)
    for (const path of PAGES) {
      const vitals = await measurePage(browser, web, path);
      found.push(vitals);
      say(`round ${round}: ${path} shift ${vitals.shift.toFixed(4)}, interactions ${vitals.interactions.join(' ')} ms`);
    }
  const worst = found.reduce((a, b) => (b.shift > a.shift ? b : a));
  const all = found.flatMap(({ interactions }) => interactions);
  const p75 = percentile(all, 0.75);
  const shift: Verdict = {
    name: 'layout shift of a page',
    target: `at most ${MOST_SHIFT}`,
    value: `${worst.shift.toFixed(4)} (${worst.path}, the worst of ${found.length})`,
    met: worst.shift <= MOST_SHIFT,
  };
  const interaction: Verdict = {
    name: 'click or key until the next frame, p75',
    target: `at most ${MOST_INTERACTION_MS} ms`,
    value: `${p75.toFixed(0)} ms (p95 ${percentile(all, 0.95).toFixed(0)}, of ${all.length} above 16 ms)`,
    met: p75 <= MOST_INTERACTION_MS,
  };
  return { verdicts: [shift, interaction] };
}
