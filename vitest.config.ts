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
const setupFiles = ['tests/property-seed.ts'];
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
          setupFiles,
          // Half the time of a file went into loading what the one before it had loaded. What a file fakes ends with the file.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          testTimeout: 30_000,
          include: [`${FOLDERS}/**/*.test.{ts,tsx,mts}`],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        resolve,
        test: {
          name: 'int',
          setupFiles,
          include: [`${FOLDERS}/**/*.int.test.ts`],
          globalSetup: ['tests/int/setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
