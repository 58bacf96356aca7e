// Git as a reader of objects. A reviewed repository is untrusted: its own configuration may name programs (pager, textconv, external
// diff, signature check, fsmonitor, hooks), so every way to run one is closed, and no command here looks at the work tree or the network.

import { spawn } from 'node:child_process';
import { GitError, TooLargeError } from './failure.mjs';

const SAFE_CONFIG = [
  'core.fsmonitor=',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  // Larger files count as binary: no diff of them is computed.
  'core.bigFileThreshold=5m',
  'core.quotePath=false',
  'log.showSignature=false',
  'log.follow=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'safe.directory=*',
  'submodule.recurse=false',
];

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  GIT_ALLOW_PROTOCOL: '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

/** Most output one command may give, in bytes: about 1.5 million files of a tree or 2 million changes of a history. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Runs git in a directory and returns what it printed.
 *
 * @param {string} directory
 * @param {string[]} args
 * @param {{allowExitCodes?: number[]}} [options] exit codes that are an answer too; they return null
 * @returns {Promise<Buffer | null>}
 * @throws GitError, TooLargeError
 */
export async function runGit(directory, args, { allowExitCodes = [] } = {}) {
  const child = spawnGit(directory, args);
  const closed = closing(child);
  child.stdin.end();
  const chunks = [];
  let bytes = 0;
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    if (bytes > MAX_OUTPUT_BYTES) {
      child.kill('SIGKILL');
      throw new TooLargeError(`git ${args[0]} gives more than ${MAX_OUTPUT_BYTES / 2 ** 20} MB for this repository`);
    }
    chunks.push(chunk);
  }
  const { code, stderr } = await closed;
  if (code === 0) return Buffer.concat(chunks);
  if (code !== null && allowExitCodes.includes(code)) return null;
  throw new GitError(`git ${args[0]} failed (${code === null ? 'killed' : `exit ${code}`}): ${lastLine(stderr)}`);
}

/**
 * The contents of blobs, in the order asked. Memory holds one blob and one read of the pipe at a time.
 *
 * @param {string} directory
 * @param {string[]} ids
 * @returns {AsyncGenerator<Buffer>}
 * @throws GitError when an object is missing (a partial clone, a damaged repository)
 */
export async function* readBlobs(directory, ids) {
  if (ids.length === 0) return;
  const child = spawnGit(directory, ['cat-file', '--batch']);
  const closed = closing(child);
  // A reader that stops early ends git, and what was not yet written to it is of no use then.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${ids.join('\n')}\n`);
  try {
    let pending = Buffer.alloc(0);
    let size = null;
    for await (const chunk of child.stdout) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        if (size === null) {
          const end = pending.indexOf(10);
          if (end < 0) break;
          size = blobSize(pending.subarray(0, end).toString('latin1'));
          pending = pending.subarray(end + 1);
        }
        // A newline follows the contents.
        if (pending.length < size + 1) break;
        yield pending.subarray(0, size);
        pending = pending.subarray(size + 1);
        size = null;
      }
    }
    const { code, stderr } = await closed;
    if (code !== 0 || size !== null) throw new GitError(`git cat-file stopped early: ${lastLine(stderr)}`);
  } finally {
    child.kill('SIGKILL');
  }
}

function blobSize(header) {
  const match = /^[0-9a-f]+ blob (\d+)$/.exec(header);
  if (!match) throw new GitError(`git has no contents for object ${header}`);
  return Number(match[1]);
}

function spawnGit(directory, args) {
  const config = SAFE_CONFIG.flatMap((entry) => ['-c', entry]);
  return spawn('git', ['--no-pager', '--no-optional-locks', ...config, '-C', directory, ...args], {
    env: ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Settles when the process is gone; stderr is kept to its last 4,000 characters. */
function closing(child) {
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-4_000);
  });
  const closed = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new GitError(`git cannot be started: ${error.message}`, { cause: error })));
    child.on('close', (code) => resolve({ code, stderr }));
  });
  // The stream loop may throw first; the rejection is then nobody's.
  closed.catch(() => undefined);
  return closed;
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) || 'no message';
}
