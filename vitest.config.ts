import path from 'node:path';
import { defineConfig } from 'vitest/config';

const resolve = { alias: { '@': path.resolve('src') } };

// unit: pure and in-process, beside the code. int: on a real PostgreSQL, one database per file (tests/int/setup.ts).
export default defineConfig({
  resolve,
  test: {
    projects: [
      { resolve, test: { name: 'unit', include: ['{src,workers,bench,scripts,tests}/**/*.test.{ts,tsx}'], exclude: ['**/*.int.test.ts'] } },
      {
        resolve,
        test: {
          name: 'int',
          include: ['{src,workers,bench,scripts,tests}/**/*.int.test.ts'],
          globalSetup: ['tests/int/setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
