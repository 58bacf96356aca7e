import { readdir, readFile } from 'node:fs/promises';

/** The variable by which the processes of one call are found, also those that have left their group. */
export const MARK_VARIABLE = 'HIVE_ATTEMPT_MARK';

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  /** Clock ticks since boot: with the pid it names a process for good. */
  startedAt: string;
  /** Null without one, and for processes of other users. */
  mark: string | null;
}

const MARK = new RegExp(`(?:^|\\0)${MARK_VARIABLE}=([^\\0]+)`);

/** The living processes of this machine (zombies are none); empty where there is no /proc. */
export async function listProcesses(): Promise<ProcessEntry[]> {
  return readEntries(await listPids());
}

/**
 * The same, without those that are older than the process `pid`, as far as that can be told from the ids alone: they are handed out in
 * rising order until they start again from the bottom. Reading all of a machine's processes costs some 0.1 ms each, this next to nothing.
 */
export async function listProcessesSince(pid: number): Promise<ProcessEntry[]> {
  const [pids, newest] = await Promise.all([listPids(), readNewestPid()]);
  return readEntries(newest < pid ? pids : pids.filter((candidate) => candidate >= pid));
}

async function listPids(): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  return (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name)).map(Number);
}

/** The id that was handed out last; 0 where that cannot be known. */
async function readNewestPid(): Promise<number> {
  if (process.platform !== 'linux') return 0;
  return Number((await readFile('/proc/loadavg', 'latin1')).trim().split(' ').at(-1)) || 0;
}

async function readEntries(pids: readonly number[]): Promise<ProcessEntry[]> {
  const entries = await Promise.all(pids.map(readEntry));
  return entries.filter((entry) => entry !== null);
}

/** The fields behind the name, which stands in parentheses and may hold anything, also spaces and parentheses. */
const fieldsOf = (stat: string) => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/** The start time in the text of a /proc/PID/stat; empty when there is none. */
export function readStartTime(stat: string): string {
  return fieldsOf(stat)[19] ?? '';
}

async function readEntry(pid: number): Promise<ProcessEntry | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const [state, parent, group] = fieldsOf(stat);
    if (state === 'Z' || state === 'X') return null;
    return { pid, parent: Number(parent), group: Number(group), startedAt: readStartTime(stat), mark: await readMark(pid) };
  } catch {
    // It ended while we looked.
    return null;
  }
}

async function readMark(pid: number): Promise<string | null> {
  try {
    return MARK.exec(await readFile(`/proc/${pid}/environ`, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}
