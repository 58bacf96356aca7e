import type { CDPSession, Page } from '@playwright/test';

/** What was on screen while something happened. Times in ms. */
export interface Frames {
  count: number;
  fps: number;
  /** Longest time between two frames. */
  worst: number;
  /** Longest animation frame the browser itself reports; 0 when none took over 50 ms. */
  longest: number;
  /** Processor time of the page's main thread per frame: what others on the machine do hardly shows in it. */
  cpuMs: number;
}

/** A page that is watched, and the line to its browser. */
export interface Watched {
  page: Page;
  session: CDPSession;
}

interface Recorder {
  start(): void;
  stop(): Omit<Frames, 'cpuMs'>;
}

declare global {
  interface Window {
    frameRecorder?: Recorder;
  }
}

/** Runs in the page. */
function installRecorder(): void {
  let times: number[] = [];
  /** The frame that was asked for; it is taken back when a record ends, or the next one would count every frame twice. */
  let asked = 0;
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'long-animation-frame', buffered: false });
  const tick = (now: number) => {
    times.push(now);
    asked = requestAnimationFrame(tick);
  };
  window.frameRecorder = {
    start() {
      times = [];
      longest = 0;
      asked = requestAnimationFrame(tick);
    },
    stop() {
      cancelAnimationFrame(asked);
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
      for (const { duration } of observer.takeRecords()) longest = Math.max(longest, duration);
      return { count: gaps.length, fps: span > 0 ? (gaps.length / span) * 1_000 : 0, worst: Math.max(0, ...gaps), longest };
    },
  };
}

/** The loader of this benchmark marks functions with their names; a page does not know how. */
export const KNOW_NAMES = 'globalThis.__name = (named) => named';

export async function addRecorder(page: Page): Promise<void> {
  await page.addInitScript({ content: KNOW_NAMES });
  await page.addInitScript(installRecorder);
}

/** Processor time of the main thread so far, ms. */
async function readCpu({ session }: Watched): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
}

/** Opens the line to the browser, with a clock that counts the page's own processor time. */
export async function watch(page: Page): Promise<Watched> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, session };
}

/** Records the frames while `act` happens. */
export async function record(watched: Watched, act: () => Promise<unknown>): Promise<Frames> {
  await watched.page.evaluate(() => window.frameRecorder?.start());
  const before = await readCpu(watched);
  await act();
  const cpu = (await readCpu(watched)) - before;
  const frames = await watched.page.evaluate(() => window.frameRecorder?.stop());
  if (!frames) throw new Error('the page lost its recorder');
  return { ...frames, cpuMs: cpu / Math.max(1, frames.count) };
}
