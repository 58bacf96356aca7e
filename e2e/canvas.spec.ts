import { expect, test } from './fixtures/test.ts';

// Thin lines of icons are as wide as a pixel, so that their colour is the one that is asked for.
test.use({ deviceScaleFactor: 2 });

const STATES = 9;
/** Boxes, names alone, whole cards, whole cards under real ones. */
const ZOOMS = [null, 0.4, 0.6, 1] as const;

test('[Y50] the canvas shows every state in its colour, far away and close by, in both themes', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/bench/graph?n=400&seed=1');
  await page.waitForFunction(() => window.bench !== undefined);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const zoom of ZOOMS) {
      await page.evaluate((to) => (to === null ? window.bench?.handle.fit() : window.bench?.handle.zoomTo(to)), zoom);
      await expect
        .poll(
          async () => {
            const colours = Object.entries((await page.evaluate(() => window.bench?.colours())) ?? {});
            const wrong = colours
              .filter(([, { seen, right }]) => right < seen)
              .map(([state, { seen, right }]) => `${state}: ${right} of ${seen}`);
            return { wrong, states: colours.length };
          },
          `${theme}, zoom ${zoom ?? 'of the whole graph'}`,
        )
        .toEqual({ wrong: [], states: STATES });
    }
  }
});
