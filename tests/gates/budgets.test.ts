import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { gateCommand, plantTree, runIn } from './planted-tree.ts';

// The gate of first loads reads what Next writes beside a build; here that is written by hand.

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) fs.rmSync(tree, { recursive: true, force: true });
});

/** Text that does not compress. */
const chunk = (kilobytes: number) => randomBytes(kilobytes * 500).toString('hex');

/** A build with one page; sizes in kilobytes. */
function plantBuild({ route, framework, frame, own }: { route: string; framework: number; frame: number; own: number }): string {
  const folder = `.next/server/app${route.slice(0, -'/page'.length)}`;
  const manifest = {
    entryJSFiles: {
      '[project]/src/app/layout': ['static/chunks/frame.js'],
      // Chunks that the frame has loaded already are not the page's.
      [`[project]/src/app${route}`]: ['static/chunks/frame.js', '/_next/static/chunks/own.js'],
    },
  };
  const tree = plantTree({
    '.next/static/chunks/main.js': chunk(framework),
    '.next/static/chunks/frame.js': chunk(frame),
    '.next/static/chunks/own.js': chunk(own),
    [`${folder}/page/build-manifest.json`]: JSON.stringify({ rootMainFiles: ['static/chunks/main.js'] }),
    [`${folder}/page_client-reference-manifest.js`]: `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};
globalThis.__RSC_MANIFEST[${JSON.stringify(route)}] = ${JSON.stringify(manifest)};`,
  });
  trees.push(tree);
  return tree;
}

const weigh = (build: Parameters<typeof plantBuild>[0]) => runIn(plantBuild(build), gateCommand('budgets'));
const LIGHT = { route: '/(shell)/runs/page', framework: 20, frame: 10, own: 5 };

describe('the gate of first loads', () => {
  test('[H11] passes a page within its budget', async () => {
    const { exitCode, output } = await weigh(LIGHT);
    expect(output).toContain('1 pages, 0 faults');
    expect(exitCode).toBe(0);
  });

  test.each([
    {
      what: 'a page that loads too much of its own',
      build: { ...LIGHT, own: 90 },
      says: /^\/\(shell\)\/runs\/page: \d+\.\d kB of its own, \d+ allowed/m,
    },
    { what: 'layouts that load too much', build: { ...LIGHT, frame: 200 }, says: /kB of layouts, \d+ allowed/ },
    { what: 'a framework that has grown', build: { ...LIGHT, framework: 300 }, says: /kB of framework, \d+ allowed/ },
    { what: 'a page without a budget', build: { ...LIGHT, route: '/moon/page' }, says: /^\/moon\/page: a page without a budget/m },
  ])('[H11] fails $what', async ({ build, says }) => {
    const { exitCode, output } = await weigh(build);
    expect(output).toMatch(says);
    expect(exitCode).not.toBe(0);
  });

  test('[H11] fails where nothing was built', async () => {
    const tree = plantTree({});
    trees.push(tree);
    expect((await runIn(tree, gateCommand('budgets'))).exitCode).not.toBe(0);
  });
});
