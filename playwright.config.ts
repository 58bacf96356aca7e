import { defineConfig, devices } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './e2e/fixtures/browser.ts';

const { executablePath, env } = await findBrowser();
const browser = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 720 } };

// The first start is watched while nothing else runs; a worker is killed, and everything stopped, when nobody else needs it.
// A story that pushes all other runs off the first page of their list comes after those that look there.
const FIRST = '**/first-start.spec.ts';
const MANY = '**/many-runs.spec.ts';
const LAST = '**/killed-worker.spec.ts';
const POISON = '**/poison-task.spec.ts';
const STOP = '**/emergency-stop.spec.ts';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  globalSetup: './e2e/fixtures/product.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // Where nobody watches, one test that races does not decide: `npm test` passes and names it (scripts/gates/count-tests.mjs).
  retries: process.env.CI ? 1 : 0,
  // These end what hangs; they do not judge a slow machine.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  use: {
    // Recording every step costs time: where a failure is tried again, that try is recorded. A film of screenshots
    // would slow the browser down several times on a small machine.
    trace: { mode: process.env.CI ? 'on-first-retry' : 'retain-on-failure', screenshots: false, snapshots: true },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: BROWSER_FLAGS, env: { ...(process.env as Record<string, string>), ...env } },
  },
  projects: [
    { name: 'first', use: browser, testMatch: FIRST },
    { name: 'stories', use: browser, testIgnore: [FIRST, MANY, LAST, POISON, STOP], dependencies: ['first'] },
    { name: 'many', use: browser, testMatch: MANY, dependencies: ['stories'] },
    { name: 'last', use: browser, testMatch: LAST, dependencies: ['many'] },
    { name: 'poison', use: browser, testMatch: POISON, dependencies: ['last'] },
    { name: 'stop', use: browser, testMatch: STOP, dependencies: ['poison'] },
  ],
});
