import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../e2e/fixtures/browser.ts';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { uiTables } from '../ui-tables.mjs';
import { compareLooks } from './compare-looks.ts';
import type { PageFigures, UiReport } from './figures.ts';
import { judgeGates } from './judge-gates.ts';
import { measurePage } from './measure-page.ts';
import { openProduct } from './open-product.ts';
import { readOptions, type UiOptions } from './read-options.ts';

// The benchmark of the canvas: a drawn graph of each size, a few rounds, smallest first, in one browser without a GPU. Only one page is open
// at a time, and views are moved by real input.

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
const load = () => os.loadavg()[0] ?? 0;

async function measureAll(browser: Browser, url: string, { sizes, rounds, quick }: UiOptions): Promise<PageFigures[]> {
  const pages: PageFigures[] = [];
  for (let round = 1; round <= rounds; round += 1)
    for (const size of sizes) {
      say(`round ${round}: ${size} nodes (load average ${load().toFixed(1)})`);
      // Everything after the first page is warm for all pages alike.
      pages.push(await measurePage(browser, { url, size, round, slow: !quick && size >= 1_000 && size <= 5_000 }));
    }
  return pages;
}

async function measure(options: UiOptions, url: string): Promise<UiReport> {
  const { executablePath, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  const before = load();
  try {
    const pages = await measureAll(browser, url, options);
    if (!options.quick) say('painted cards against real ones');
    const looks = options.quick ? [] : await compareLooks(browser, url);
    return {
      format: 1,
      kind: 'ui',
      takenAt: new Date().toISOString(),
      commit: readCommit(),
      command: options.quick ? 'npm run bench:ui -- --quick' : 'npm run bench:ui',
      machine: readMachine(),
      browser: `Chromium ${browser.version()}`,
      loadAverage: [before, load()],
      verdicts: judgeGates({ pages, looks }),
      pages,
      looks,
    };
  } finally {
    await browser.close();
  }
}

/** @returns the exit code: 0 when every promise is kept */
export async function benchUi(args: string[]): Promise<number> {
  const options = readOptions(args);
  const product = options.url === undefined ? await openProduct(path.resolve(import.meta.dirname, '../..'), say) : null;
  try {
    const report = await measure(options, options.url ?? `${product?.url}/bench/graph`);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${uiTables(report)}\n`);
    return report.verdicts.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    await product?.stop();
  }
}
