// Every check of the project in one table: `npm test` runs them all, `npm test -- --only format,types` some of them.

/** @typedef {{ name: string, title: string, commands: string[][], after?: string[], alone?: boolean, report?: 'vitest' | 'playwright' }} Step */

const bin = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  next: 'node_modules/next/dist/bin/next',
  playwright: 'node_modules/@playwright/test/cli.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/** Where a step that counts tests leaves its JSON; Playwright empties its own folder beside it at every start. */
export const reportFile = (name) => `test-results/reports/${name}.json`;

const vitest = (name) => [
  bin.vitest,
  'run',
  '--project',
  name,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile(name)}`,
];

/**
 * Commands run one after another, each as `node <command>`. `after` names steps that must have ended (well or badly) before; a step that
 * is `alone` gets the machine to itself: what it tests keeps leases and deadlines. A step with a `report` counts its tests, any other one
 * counts as one check.
 * @type {Step[]}
 */
export const STEPS = [
  {
    name: 'types',
    title: 'types: core without Node and DOM',
    commands: [
      [bin.next, 'typegen'],
      [bin.tsc, '--noEmit', '--pretty', 'false', '-p', 'src/server/core'],
    ],
  },
  { name: 'format', title: 'format and lint: biome', commands: [[bin.biome, 'check', '--error-on-warnings', '.']] },
  { name: 'imports', title: 'imports: the arrows', commands: [['scripts/gates/check-imports.mjs']] },
  { name: 'schema', title: 'schema: every change has a migration', commands: [['scripts/db-new.mjs', '--check']] },
  { name: 'rules', title: 'rules: names, words, rule IDs', commands: [['scripts/gates/check-rules.mjs']] },
  { name: 'lint', title: 'types and typed lint of the program', commands: [['scripts/gates/check-program.mjs']], after: ['types'] },
  { name: 'unit', title: 'unit tests', commands: [vitest('unit')], report: 'vitest' },
  { name: 'build', title: 'build', commands: [['scripts/build.mjs']], after: ['types', 'lint'] },
  { name: 'budgets', title: 'first-load JavaScript of every page', commands: [['scripts/gates/check-budgets.mjs']], after: ['build'] },
  { name: 'int', title: 'integration tests on a real PostgreSQL', commands: [vitest('int')], alone: true, report: 'vitest' },
  {
    name: 'e2e',
    title: 'stories in a real browser, against the built product',
    commands: [[bin.playwright, 'test', '--reporter=list,json']],
    after: ['build'],
    alone: true,
    report: 'playwright',
  },
];
