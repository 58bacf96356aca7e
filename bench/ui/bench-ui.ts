import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../e2e/fixtures/browser.ts';
import { type StorageState, signInState } from '../../e2e/fixtures/sign-in.ts';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { uiTables } from '../ui-tables.mjs';
import { compareLooks } from './compare-looks.ts';
import type { LiveRunFigures, LongRunFigures, PageFigures, UiReport } from './figures.ts';
import { judgeGates } from './judge-gates.ts';
import { judgeRuns } from './judge-runs.ts';
import { measureLiveRun } from './measure-live-run.ts';
import { measureLongRun } from './measure-long-run.ts';
import { measurePage, READY_MS } from './measure-page.ts';
import { type OpenProduct, openProduct } from './open-product.ts';
import { readOptions, type UiOptions } from './read-options.ts';
import { seedLongRun } from './seed-long-run.ts';

// The benchmark of what is seen: a drawn graph of each size, a few rounds, smallest first, in one browser without a GPU; then the page of a
// run with many events, and of one that goes on. Only one page is open at a time, and views are moved by real input.

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
const load = () => os.loadavg()[0] ?? 0;

/** The first page pays for what the server loads once. */
async function warmUp(browser: Browser, url: string, storageState?: StorageState): Promise<void> {
  const page = await browser.newPage(storageState && { storageState });
  await page.goto(url, { timeout: READY_MS });
  await page.close();
}

async function measureAll(browser: Browser, url: string, { sizes, rounds, quick }: UiOptions): Promise<PageFigures[]> {
  const pages: PageFigures[] = [];
  await warmUp(browser, `${url}?n=10&seed=1`);
  for (let round = 1; round <= rounds; round += 1)
    for (const size of sizes) {
      say(`round ${round}: ${size} nodes (load average ${load().toFixed(1)})`);
      pages.push(await measurePage(browser, { url, size, round, slow: !quick && size >= 1_000 && size <= 5_000 }));
    }
  return pages;
}

/** What is asked of the product itself; nothing of a page that runs without it. */
async function measureRuns(
  browser: Browser,
  product: OpenProduct | null,
  rounds: number,
): Promise<Pick<UiReport, 'longRuns' | 'liveRuns'>> {
  const [longRuns, liveRuns]: [LongRunFigures[], LiveRunFigures[]] = [[], []];
  if (product === null) return { longRuns, liveRuns };
  const { url, apiKey, admin, databaseUrl } = product;
  const storageState = await signInState(url, admin);
  const runId = await seedLongRun(databaseUrl);
  await warmUp(browser, `${url}/runs/${runId}`, storageState);
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round}: a run with 100,000 events (load average ${load().toFixed(1)})`);
    longRuns.push(await measureLongRun(browser, { url: `${url}/runs/${runId}`, storageState, round }));
    say(`round ${round}: a run that goes on`);
    liveRuns.push(await measureLiveRun(browser, { url, apiKey, databaseUrl, storageState, round }));
  }
  return { longRuns, liveRuns };
}

async function measure(options: UiOptions, product: OpenProduct | null): Promise<UiReport> {
  const url = options.url ?? `${product?.url}/bench/graph`;
  const { executablePath, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  const before = load();
  try {
    const pages = options.only === 'runs' ? [] : await measureAll(browser, url, options);
    const compared = !options.quick && options.only !== 'runs';
    if (compared) say('painted cards against real ones');
    const looks = compared ? await compareLooks(browser, url) : [];
    const runs = options.only === 'graph' ? { longRuns: [], liveRuns: [] } : await measureRuns(browser, product, options.rounds);
    return {
      format: 1,
      kind: 'ui',
      takenAt: new Date().toISOString(),
      commit: readCommit(),
      command: options.quick ? 'npm run bench:ui -- --quick' : 'npm run bench:ui',
      machine: readMachine(),
      browser: `Chromium ${browser.version()}`,
      loadAverage: [before, load()],
      verdicts: [...(pages.length > 0 ? judgeGates({ pages, looks }) : []), ...judgeRuns(runs)],
      pages,
      looks,
      ...runs,
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
    const report = await measure(options, product);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${uiTables(report)}\n`);
    return report.verdicts.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    await product?.stop();
  }
}
