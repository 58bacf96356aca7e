import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLEAN, PLANTED } from './planted-sources.ts';
import { type GateResult, gateCommand, plantTree, runIn } from './planted-tree.ts';

// Every gate must stay silent on the clean tree and name the planted file on the other one.

const GATES = ['format', 'imports', 'schema', 'rules', 'lint'];
const READ_ENV = 'src/server/core/read-env.ts';

async function runGates(root: string): Promise<Map<string, GateResult>> {
  await runIn(root, ['-e', "require('node:child_process').execFileSync('git', ['init', '-q'])"]);
  const results = new Map<string, GateResult>();
  for (const gate of GATES) {
    const command = gate === 'format' ? [...gateCommand(gate), '--max-diagnostics=none'] : gateCommand(gate);
    results.set(gate, await runIn(root, command));
  }
  return results;
}

const trees: string[] = [];
let clean: Map<string, GateResult>;
let planted: Map<string, GateResult>;

beforeAll(async () => {
  const schema = fs.readFileSync('prisma/schema.prisma', 'utf8');
  trees.push(plantTree(CLEAN), plantTree({ ...CLEAN, ...PLANTED, 'prisma/schema.prisma': `${schema}\nmodel Egg {\n  id Int @id\n}\n` }));
  [clean, planted] = (await Promise.all(trees.map(runGates))) as [Map<string, GateResult>, Map<string, GateResult>];
});

afterAll(() => {
  for (const tree of trees) fs.rmSync(tree, { recursive: true, force: true });
});

describe('the clean tree', () => {
  it.each(GATES)('[H1] %s passes what is right', (gate) => {
    expect(clean.get(gate)).toMatchObject({ exitCode: 0 });
  });
});

describe('the planted tree', () => {
  it.each(GATES)('[H1] %s fails what is wrong', (gate) => {
    expect(planted.get(gate)?.exitCode).not.toBe(0);
  });

  it('[H1] a wrong type is reported where it stands', () => {
    expect(planted.get('lint')?.output).toMatch(/^src\/server\/use-cases\/wrong-type\.ts\(1,14\): error TS2322: /m);
  });

  // By itself: a core file that imports node:fs would bring the types of Node, and `process` with them.
  it('[H2] the type check of core knows no process', async () => {
    const passed = await runIn(trees[0]!, gateCommand('types'));
    expect(passed).toMatchObject({ exitCode: 0 });
    const root = plantTree({ ...CLEAN, [READ_ENV]: PLANTED[READ_ENV]! });
    trees.push(root);
    const refused = await runIn(root, gateCommand('types'));
    expect(refused.output).toMatch(/read-env\.ts\(1,\d+\): error TS2\d+: Cannot find name 'process'/);
    expect(refused.exitCode).not.toBe(0);
  });

  it.each([
    ['no-restricted-globals', 'src/server/core/read-env.ts'],
    ['no-restricted-properties', 'src/server/core/read-clock.ts'],
    ['no-restricted-syntax', 'src/server/core/make-date.ts'],
    ['no-restricted-properties', 'src/server/core/throw-dice.ts'],
  ])('[H2] typed lint reports %s in %s', (rule, file) => {
    expect(reportsOf(file)).toContain(rule);
  });

  it.each([
    ['core-is-pure', 'src/server/core/load-rows.ts', 'src/server/db/tasks.ts'],
    ['core-is-pure', 'src/server/core/read-file.ts', 'fs'],
    ['core-is-pure', 'src/server/core/match-condition.ts', 'cel-js'],
    ['only-db-opens-the-store', 'src/server/use-cases/open-prisma.ts', '@prisma/adapter-pg'],
    ['use-cases-point-down', 'src/server/use-cases/call-api.ts', 'src/server/api/root.ts'],
    ['db-points-down', 'src/server/db/wake-queue.ts', 'src/server/queue/enqueue.ts'],
    ['only-the-queue-knows-bullmq', 'src/server/api/enqueue-job.ts', 'bullmq'],
    ['api-calls-use-cases', 'src/server/api/query-rows.ts', 'src/server/db/tasks.ts'],
    ['components-know-no-server', 'src/components/tasks/task-rows.ts', 'src/server/db/tasks.ts'],
    ['components-import-api-types-only', 'src/components/tasks/task-caller.ts', 'src/server/api/root.ts'],
    ['ui-knows-no-noun', 'src/components/ui/task-badge.ts', 'src/components/tasks/task-count.ts'],
    ['app-composes', 'src/app/load-tasks.ts', 'src/server/use-cases/read-tasks.ts'],
    ['workers-call-use-cases', 'workers/read-rows.ts', 'src/server/db/tasks.ts'],
    ['no-cycles', 'src/server/use-cases/egg.ts', 'src/server/use-cases/hen.ts'],
  ])('[H3] the arrows: %s refuses %s -> %s', (rule, from, to) => {
    const line = planted
      .get('imports')
      ?.output.split('\n')
      .find((text) => text.startsWith(`${rule}: ${from} -> `));
    expect(line).toContain(to);
  });

  it('[H3] a cruise that does not read every source file fails', async () => {
    const configuration = fs.readFileSync('.dependency-cruiser.cjs', 'utf8').replace("exclude: { path: '", "exclude: { path: '^workers/|");
    const root = plantTree({ ...CLEAN, '.dependency-cruiser.cjs': configuration });
    trees.push(root);
    const { exitCode, output } = await runIn(root, gateCommand('imports'));
    expect(output).toContain('not-cruised: workers/main.ts');
    expect(exitCode).not.toBe(0);
  });

  it.each([
    ['no-floating-promises', 'src/server/use-cases/lose-promise.ts'],
    ['no-misused-promises', 'src/server/use-cases/pass-promise.ts'],
    ['no-explicit-any', 'src/server/use-cases/take-any.ts'],
    ['switch-exhaustiveness-check', 'src/server/use-cases/forget-member.ts'],
    ['consistent-type-imports', 'src/server/use-cases/import-value.ts'],
    ['no-restricted-syntax', 'src/server/use-cases/take-four.ts'],
    ['no-restricted-syntax', 'src/server/use-cases/read-home.ts'],
    ['max-lines', 'src/server/use-cases/too-long.ts'],
    ['max-lines-per-function', 'src/server/use-cases/long-function.ts'],
    ['no-restricted-syntax', 'src/components/tasks/poll-query.ts'],
    ['no-restricted-syntax', 'src/components/tasks/poll-clock.ts'],
    ['no-restricted-syntax', 'src/components/tasks/open-stream.ts'],
  ])('[H4] typed lint reports %s in %s', (rule, file) => {
    expect(reportsOf(file)).toContain(rule);
  });

  it.each([
    ['src/server/use-cases/bad-format.ts', 'format'],
    ['src/server/use-cases/BadName.ts', 'lint/style/useFilenamingConvention'],
    ['src/server/use-cases/skip.test.ts', 'lint/suspicious/noSkippedTests'],
    ['src/server/use-cases/hen.ts', 'lint/suspicious/noImportCycles'],
  ])('[H5] biome reports %s: %s', (file, rule) => {
    const line = planted
      .get('format')
      ?.output.split('\n')
      .find((text) => text.startsWith(file) && text.includes(rule));
    expect(line).toBeDefined();
  });

  it('[H6] a model without a migration is named', () => {
    expect(planted.get('schema')?.output).toContain('CREATE TABLE "Egg"');
  });

  it.each([
    'src/server/task-utils.ts: the name',
    'src/server/utils/task.ts: the name',
    'src/server/utils/task.ts: contains',
    'src/server/use-cases/untitled.test.ts:3: the title',
    'src/server/use-cases/unknown-rule.test.ts: tests T9',
    'docs/spec.md: has two rules T1',
  ])('[H7] the gate of names, words and rules says "%s"', (start) => {
    expect(
      planted
        .get('rules')
        ?.output.split('\n')
        .some((text) => text.startsWith(start)),
    ).toBe(true);
  });
});

/** What typed lint says about one file. */
function reportsOf(file: string): string {
  const output = planted.get('lint')?.output ?? '';
  const sections = output.split('\n\n').filter((section) => section.includes(`${file}\n`));
  return sections.join('\n');
}
