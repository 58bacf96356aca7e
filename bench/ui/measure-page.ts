import { setTimeout as pause } from 'node:timers/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import type { Motion, PageFigures } from './figures.ts';
import { drag, pan, pressKeys, wheelTo, zoomOf } from './move-view.ts';
import { addRecorder, type Frames, record, type Watched, watch } from './record-frames.ts';

export const WINDOW = { width: 1440, height: 900 } as const;
const CLOSE_UP = 0.75;
/** Long enough for every card to have come, ms. */
const REST_MS = 1_500;
const RECOLOUR_MS = 2_000;
const KEYS = 60;
/** What does not come at all, ms. */
export const READY_MS = 60_000;

export interface Asked {
  url: string;
  size: number;
  round: number;
  /** Whether the moves are also measured on a slowed-down processor. */
  slow: boolean;
}

async function open(browser: Browser, url: string): Promise<Watched> {
  const context = await browser.newContext({ viewport: WINDOW, reducedMotion: 'no-preference' });
  const page = await context.newPage();
  await addRecorder(page);
  await page.goto(url);
  await page.waitForFunction(() => window.bench !== undefined, null, { timeout: READY_MS });
  return watch(page);
}

const countCards = (page: Page) => page.locator('.react-flow__node').count();
const act = (page: Page, name: 'fit' | 'close') =>
  page.evaluate((what) => (what === 'fit' ? window.bench?.handle.fit() : window.bench?.handle.zoomTo(1)), name);

/** Steps 2 to 4: pan at fit, in and out by wheel, pan close by. */
async function measureMotion(watched: Watched): Promise<Motion> {
  const { page } = watched;
  await act(page, 'fit');
  await pause(600);
  const far = await zoomOf(page);
  const panFit = await record(watched, () => pan(page));
  const wheel = (zoom: number) => record(watched, () => wheelTo(page, zoom));
  const crossIn = await wheel(CLOSE_UP);
  const restIn = await record(watched, () => pause(REST_MS));
  const crossOut = await wheel(far);
  const warmIn = await wheel(CLOSE_UP);
  await pause(REST_MS);
  const warmOut = await wheel(far);
  await act(page, 'close');
  await pause(REST_MS);
  const panClose = await record(watched, () => pan(page));
  return { panFit, crossIn, restIn, crossOut, warmIn, warmOut, panClose };
}

async function measureRecolour(watched: Watched): Promise<PageFigures['recolour']> {
  const { page } = watched;
  const recolour = async (perSecond: number): Promise<Frames> => {
    await page.evaluate((rate) => window.bench?.recolour(rate), perSecond);
    const frames = await record(watched, () => pause(RECOLOUR_MS));
    await page.evaluate(() => window.bench?.recolour(0));
    return frames;
  };
  const close200 = await recolour(200);
  const close1000 = await recolour(1_000);
  await act(page, 'fit');
  await pause(600);
  return { far200: await recolour(200), far1000: await recolour(1_000), close200, close1000 };
}

/** What is left after a collection, MB. */
export async function readHeap({ session }: Watched): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 1_048_576;
}

/** Whether the focus is on a button with a name. */
const onNamedButton = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    return focused?.tagName === 'BUTTON' && (focused.getAttribute('aria-label') ?? focused.textContent ?? '').trim() !== '';
  });

/** Step 6, on a page that can be edited: drag one, drag all, box, keys. */
async function measureEdits(watched: Watched): Promise<Pick<PageFigures, 'edit' | 'keysArrived' | 'keysPressed' | 'selectedByBox'>> {
  const { page } = watched;
  await pause(600);
  await page.evaluate(() => window.bench?.handle.focus('task-0'));
  const first = await page.evaluate(() => {
    const { left, top, width, height } = document.activeElement?.getBoundingClientRect() ?? new DOMRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
  await page.mouse.click(first.x, first.y);
  const dragOne = await record(watched, () => drag(page, first, { x: first.x + 160, y: first.y + 90 }));
  await page.keyboard.press('Control+a');
  const moved = { x: first.x + 160, y: first.y + 90 };
  const dragAll = await record(watched, () => drag(page, moved, { x: moved.x + 60, y: moved.y + 60 }));
  await page.keyboard.press('Escape');
  await page.keyboard.down('Shift');
  const box = await record(watched, () => drag(page, { x: 1_430, y: 60 }, { x: 120, y: 780 }));
  await page.keyboard.up('Shift');
  const selectedByBox = await page.evaluate(() => window.bench?.selected() ?? 0);
  await page.evaluate(() => window.bench?.handle.focus('task-0'));
  const arrows = Array.from(
    { length: KEYS },
    (_, index) => (['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp'] as const)[index % 4] ?? 'Home',
  );
  const keys = await record(watched, () => pressKeys(page, arrows));
  let keysArrived = 0;
  for (const key of arrows.slice(0, 12)) {
    await page.keyboard.press(key);
    if (await onNamedButton(page)) keysArrived += 1;
  }
  return { edit: { dragOne, dragAll, box, keys }, keysArrived, keysPressed: 12, selectedByBox };
}

async function measureLayout(watched: Watched): Promise<PageFigures['layout']> {
  let ms = Number.NaN;
  const { longest } = await record(watched, async () => {
    ms = await watched.page.evaluate(async () => (await window.bench?.layout()) ?? Number.NaN);
  });
  return { ms, longest };
}

/** Larger drafts are promised nothing, and take their time to be written. */
const CHECKED = 1_000;

async function measureChecks({ page }: Watched, size: number): Promise<number | null> {
  return size > CHECKED ? null : page.evaluate((tasks) => window.bench?.check(tasks) ?? Number.NaN, size);
}

async function measureSlowed(watched: Watched): Promise<Motion> {
  await watched.session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const motion = await measureMotion(watched);
  await watched.session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return motion;
}

/** Everything that is measured of one page in one round. */
export async function measurePage(browser: Browser, { url, size, round, slow }: Asked): Promise<PageFigures> {
  const watched = await open(browser, `${url}?n=${size}&seed=1`);
  const { page } = watched;
  const openMs = await page.evaluate(() => window.bench?.openedAt ?? Number.NaN);
  const motion = await measureMotion(watched);
  const cards = [await countCards(page)];
  const recolour = await measureRecolour(watched);
  const heapMb = await readHeap(watched);
  const layout = await measureLayout(watched);
  const checkMs = await measureChecks(watched, size);
  const axe = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'], preload: false })
    .setLegacyMode()
    .analyze();
  const slowed = slow ? await measureSlowed(watched) : null;
  cards.push(await countCards(page));
  await page.context().close();
  const editable = await open(browser, `${url}?n=${size}&seed=1&edit=1`);
  const edits = await measureEdits(editable);
  cards.push(await countCards(editable.page));
  await editable.page.context().close();
  return {
    size,
    round,
    openMs,
    motion,
    slowed,
    recolour,
    ...edits,
    heapMb,
    mostCards: Math.max(...cards),
    layout,
    checkMs,
    axe: axe.violations.map(({ id }) => id),
  };
}
