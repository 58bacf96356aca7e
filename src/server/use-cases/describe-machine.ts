import { execFileSync } from 'node:child_process';
import os from 'node:os';
import type { Machine } from '../core/validation/benchmark.ts';

const GIT_MS = 5_000;

/** The commit of a checkout; "-changed" when files differ from it; null where there is none, as in an image. */
export function readCommit(root: string): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', timeout: GIT_MS, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '-changed');
  } catch {
    return null;
  }
}

/** What somebody has to know of the machine to read a figure that was measured on it. */
export function describeMachine(): Machine {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryMb: Math.round(os.totalmem() / 1_048_576),
    system: `${os.type()} ${os.release()}`,
  };
}
