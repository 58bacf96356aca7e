import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GateResult, gateCommand, plantTree, runIn } from './planted-tree.ts';

// The fixtures of the stories on a stand-in product: what a story must not let pass.

const FIXTURES = ['playwright.config.ts', ...fs.readdirSync('e2e/fixtures').map((name) => path.posix.join('e2e/fixtures', name))];

const product = ({ atStart = '', atStop = 'process.exit(0)' }) => `import { spawn } from 'node:child_process';
import http from 'node:http';

const pages = {
  '/': '<h1>Hive</h1>',
  '/complains': '<script>console.error("egg is broken")</script>',
  '/throws': '<script>throw new Error("egg is gone")</script>',
  '/leaves': '<img src="http://127.0.0.1:9/egg.png">',
};
${atStart}
process.on('SIGTERM', () => { ${atStop}; });
http.createServer((request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><link rel="icon" href="data:,">' + pages[request.url]);
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready http://127.0.0.1:' + process.env.PORT));
`;

const story = (title: string, body: string) => `test('${title}', async ({ page, expectedComplaints }) => {\n${body}\n});\n`;
const STORIES = `import { test } from './fixtures/test.ts';
${story('plain', "await page.goto('/');")}
${story('complains', "await page.goto('/complains');")}
${story('throws', "await page.goto('/throws');")}
${story('leaves', "await page.goto('/leaves');")}
${story('expects', "expectedComplaints.push(/egg is broken/);\nawait page.goto('/complains');")}`;

const fixtures = () => Object.fromEntries(FIXTURES.map((file) => [file, fs.readFileSync(file, 'utf8')]));
const trees: string[] = [];

async function runStories(start: string, pattern: string): Promise<GateResult> {
  const root = plantTree({ ...fixtures(), 'bin/start.mjs': start, 'e2e/egg.spec.ts': STORIES });
  trees.push(root);
  return runIn(root, [...gateCommand('e2e'), '--reporter=list', `--grep=${pattern}`]);
}

/** Empty once the process has ended, even where nobody has collected it. */
const commandOf = (pid: number) => (fs.existsSync(`/proc/${pid}/cmdline`) ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '');

let stories: GateResult;
beforeAll(async () => {
  stories = await runStories(product({}), '.');
});

afterAll(() => {
  for (const tree of trees) fs.rmSync(tree, { recursive: true, force: true });
});

it.each([
  ['plain', '✓'],
  ['expects', '✓'],
  ['complains', '✘'],
  ['throws', '✘'],
  ['leaves', '✘'],
])('[H9] the story "%s" ends %s', (title, mark) => {
  expect(stories.output).toMatch(new RegExp(`${mark} .*› ${title} `));
});

it('[H9] the reasons are named', () => {
  for (const reason of ['console error: egg is broken', 'uncaught: egg is gone', 'request off the origin: http://127.0.0.1:9'])
    expect(stories.output).toContain(reason);
});

it('[H10] a product that leaves a process behind fails the run, and the process is ended', async () => {
  const atStart = "spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();";
  const { exitCode, output } = await runStories(product({ atStart }), 'plain');
  expect(exitCode).not.toBe(0);
  const pid = /left behind: (\d+) sleep 600/.exec(output)?.[1];
  expect(pid).toBeDefined();
  expect(commandOf(Number(pid))).toBe('');
});

it('[H10] a product that does not end well on SIGTERM fails the run', async () => {
  const { exitCode, output } = await runStories(product({ atStop: 'process.exit(3)' }), 'plain');
  expect(exitCode).not.toBe(0);
  expect(output).toContain('the product ended with 3 after SIGTERM');
});

it('[H10] a product that never becomes ready fails the run with its last words', async () => {
  const { exitCode, output } = await runStories("console.error('port 3000 is in use'); process.exit(1);", 'plain');
  expect(exitCode).not.toBe(0);
  expect(output).toContain('the product ended before it was ready (1)\nport 3000 is in use');
});
