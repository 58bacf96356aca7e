import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import type { LookFigures } from './figures.ts';
import { WINDOW } from './measure-page.ts';
import { KNOW_NAMES } from './record-frames.ts';

// The painted card against the DOM card. At zoom 0.6 cards are painted when the view comes from afar, and are DOM when it comes from close
// by: the same view, twice.

const ZOOM = 0.6;
const FROM = { painted: 0.4, dom: 1 } as const;
const SETTLE_MS = 1_500;
/** From this difference of a channel on, a pixel is seen to differ. */
const SEEN = 64;

/** Runs in a page: shares of pixels that differ. */
async function countDifferences([one, other, seen]: [string, string, number]): Promise<{ any: number; visible: number }> {
  const read = async (data: string) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('this browser draws no 2D canvas');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  };
  const [a, b] = [await read(one), await read(other)];
  let any = 0;
  let visible = 0;
  for (let at = 0; at < a.length; at += 4) {
    const difference = Math.max(...[0, 1, 2].map((channel) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0))));
    if (difference > 0) any += 1;
    if (difference > seen) visible += 1;
  }
  return { any: any / (a.length / 4), visible: visible / (a.length / 4) };
}

async function compareOnce(browser: Browser, url: string, look: Pick<LookFigures, 'theme' | 'scale'>): Promise<LookFigures> {
  const context = await browser.newContext({
    viewport: WINDOW,
    colorScheme: look.theme,
    deviceScaleFactor: look.scale / ZOOM,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${url}?n=1000&seed=1`);
  await page.waitForFunction(() => window.bench !== undefined);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const shots: Record<keyof typeof FROM, string> = { painted: '', dom: '' };
  for (const kind of ['painted', 'dom'] as const) {
    await page.evaluate((zoom) => window.bench?.handle.zoomTo(zoom), FROM[kind]);
    await pause(SETTLE_MS);
    await page.evaluate((zoom) => window.bench?.handle.zoomTo(zoom), ZOOM);
    await pause(SETTLE_MS);
    shots[kind] = (await page.screenshot()).toString('base64');
  }
  await context.close();
  const blank = await browser.newPage();
  await blank.evaluate(KNOW_NAMES);
  const differences = await blank.evaluate(countDifferences, [shots.painted, shots.dom, SEEN] as [string, string, number]);
  await blank.close();
  return { ...look, ...differences };
}

export async function compareLooks(browser: Browser, url: string): Promise<LookFigures[]> {
  const figures: LookFigures[] = [];
  for (const theme of ['light', 'dark'] as const)
    for (const scale of [0.6, 0.9, 1.2]) figures.push(await compareOnce(browser, url, { theme, scale }));
  return figures;
}
