import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readStartTime } from './process-table.ts';

// The mark of a call: <pid>-<start time of that process>-<uuid>. It names the process that waits for the call, so that a later one can
// tell whether anybody still does.

let owner: Promise<string> | undefined;

export async function createMark(): Promise<string> {
  owner ??= nameThisProcess();
  return `${await owner}-${randomUUID()}`;
}

/** `<pid>-<start time>` of the process that waits for the call; null when the mark is not one of ours. */
export function readMarkOwner(mark: string): string | null {
  return /^([0-9]+-[0-9]+)-[0-9a-f-]{36}$/.exec(mark)?.[1] ?? null;
}

async function nameThisProcess(): Promise<string> {
  const stat = process.platform === 'linux' ? await readFile('/proc/self/stat', 'latin1') : '';
  return `${process.pid}-${readStartTime(stat) || '0'}`;
}
