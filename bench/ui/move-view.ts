import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';

// Views are moved by real input, at the pace of a hand: sixty events a second.

const BEAT_MS = 1_000 / 60;
/** d3-zoom: a wheel of `delta` multiplies the zoom by 2 ** (-delta * 0.002). */
const WHEEL = { delta: 40, perDelta: 0.002 } as const;
/** Where the hand rests: away from the middle, where small graphs have their cards, and from the controls. */
const GRIP = { x: 720, y: 640 } as const;

/** Calls `step` sixty times a second, or as often as the browser keeps up. */
async function paced(count: number, step: (index: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) {
    await step(index);
    const ahead = begun + (index + 1) * BEAT_MS - performance.now();
    if (ahead > 0) await pause(ahead);
  }
}

/** Drags the view in a circle. */
export async function pan(page: Page, moves = 90): Promise<void> {
  await page.mouse.move(GRIP.x, GRIP.y);
  await page.mouse.down();
  await paced(moves, async (index) => {
    const angle = (index / moves) * 2 * Math.PI;
    await page.mouse.move(GRIP.x + 160 * Math.sin(angle), GRIP.y - 80 + 80 * Math.cos(angle));
  });
  await page.mouse.up();
}

export const zoomOf = (page: Page): Promise<number> =>
  page.evaluate(() => new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport') ?? document.body).transform).a);

/** Turns the wheel until the zoom is there. */
export async function wheelTo(page: Page, zoom: number): Promise<void> {
  const from = await zoomOf(page);
  const turns = Math.log2(zoom / from) / WHEEL.perDelta / WHEEL.delta;
  await page.mouse.move(720, 450);
  await paced(Math.round(Math.abs(turns)), () => page.mouse.wheel(0, turns > 0 ? -WHEEL.delta : WHEEL.delta));
}

/** Drags from one place to another in `moves` steps. */
export async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const moves = 60;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await paced(moves, (index) => {
    const t = (index + 1) / moves;
    return page.mouse.move(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t);
  });
  await page.mouse.up();
}

export async function pressKeys(page: Page, keys: readonly string[]): Promise<void> {
  await paced(keys.length, (index) => page.keyboard.press(keys[index] ?? ''));
}

/** Turns the wheel where the pointer is. */
export async function turnWheel(page: Page, turns: number, delta: number): Promise<void> {
  await paced(turns, () => page.mouse.wheel(0, delta));
}
