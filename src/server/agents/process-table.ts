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
let running: Promise<ProcessEntry[]> | null = null;
let next: Promise<ProcessEntry[]> | null = null;

/**
 * The living processes of this machine (zombies are none); empty where there is no /proc. Callers that ask while a listing runs share the
 * one after it: theirs has to start after they asked.
 */
export function listProcesses(): Promise<ProcessEntry[]> {
  if (running === null) {
    running = scan().finally(() => {
      running = null;
    });
    return running;
  }
  next ??= running.then(() => {
    next = null;
    return listProcesses();
  });
  return next;
}

async function scan(): Promise<ProcessEntry[]> {
  if (process.platform !== 'linux') return [];
  const names = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const entries = await Promise.all(names.map(readEntry));
  return entries.filter((entry) => entry !== null);
}

async function readEntry(pid: string): Promise<ProcessEntry | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything, also spaces and parentheses; fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group] = fields;
    if (state === 'Z' || state === 'X') return null;
    return { pid: Number(pid), parent: Number(parent), group: Number(group), startedAt: fields[19] ?? '', mark: await readMark(pid) };
  } catch {
    // It ended while we looked.
    return null;
  }
}

async function readMark(pid: string): Promise<string | null> {
  try {
    return MARK.exec(await readFile(`/proc/${pid}/environ`, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}
