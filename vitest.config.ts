import path from 'node:path';
import { defineConfig } from 'vitest/config';

// Vitest prints failures with Map.groupBy, which Node 20 does not have: without this, a failing test is reported as a crash of Vitest.
Map.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const resolve = { alias: { '@': path.resolve('src') } };
// A file spends half its time on loading what the one before it has loaded: the files of one process share it, and what they fake ends
// with them.
//
// No limit here says how fast something is: each ends a test that hangs, on a machine several times slower than a quiet one.
const shared = {
  setupFiles: ['tests/property-seed.ts'],
  isolate: false,
  restoreMocks: true,
  unstubEnvs: true,
  unstubGlobals: true,
  testTimeout: 120_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 30_000 } },
};
const FOLDERS = '{src,workers,bin,bench,demo,scripts,tests}';

// unit: pure and in-process, beside the code. int: on a real PostgreSQL, one database per file (tests/int/setup.ts).
export default defineConfig({
  resolve,
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          ...shared,
          include: [`${FOLDERS}/**/*.test.{ts,tsx,mts}`],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        resolve,
        test: {
          name: 'int',
          ...shared,
          include: [`${FOLDERS}/**/*.int.test.ts`],
          globalSetup: ['tests/int/setup.ts'],
          maxWorkers: 2,
          // Where nobody watches, one test that races does not decide: `npm test` passes and names it (scripts/gates/count-tests.mjs).
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
