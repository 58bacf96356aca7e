import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses, listProcessesSince, type ProcessEntry } from './process-table.ts';

// Ending everything that a command has started:
//   asked (SIGTERM to the group and to those outside it) -> after the grace, killed (SIGKILL, again until nobody is left) -> gone
// A process belongs to the tree if it is in the group of the leader, descends from a member, or carries the mark of the call in its
// environment, or was a member when it was last looked at: ending a parent must not set its children free. One that clears its environment
// and loses its parent before the first look cannot be told from others; only a container holds that one.

export interface ProcessRoot {
  /** Process id and group id of the leader. */
  pid: number;
  mark: string;
  /** When the leader was started, on the clock of performance.now(); not known of what another process started. */
  startedAtMs?: number;
}

/** Within this time process ids do not run through their whole range. */
const IDS_RISE_MS = 60_000;

const FIRST_LOOK_MS = 10;
const LONGEST_WAIT_MS = 250;
const KILL_ROUNDS = 40;
const KILL_ROUND_MS = 25;

const NOBODY: readonly number[] = [];

/** The ids of the living processes of the tree. Without /proc: the group's, as long as one of it lives. @param seen members a moment ago */
export async function findTree(root: ProcessRoot, seen: readonly number[] = NOBODY): Promise<number[]> {
  if (process.platform !== 'linux') return groupLives(root.pid) ? [root.pid] : [];
  const isYoung = root.startedAtMs !== undefined && performance.now() - root.startedAtMs < IDS_RISE_MS;
  return selectTree(isYoung ? await listProcessesSince(root.pid) : await listProcesses(), root, seen);
}

/** The members of the tree among these processes; never this process or init. */
export function selectTree(processes: readonly ProcessEntry[], root: ProcessRoot, seen: readonly number[] = NOBODY): number[] {
  const members = new Set<number>();
  const known = new Set(seen);
  for (const { pid, group, mark } of processes) if (group === root.pid || mark === root.mark || known.has(pid)) members.add(pid);
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const entry of processes) if (members.has(entry.parent)) members.add(entry.pid);
  }
  members.delete(process.pid);
  members.delete(1);
  return [...members];
}

/** Ends the tree. @returns how many processes are still there in spite of it: 0 unless the kernel holds them */
export async function endTree(root: ProcessRoot, graceMs: number): Promise<number> {
  const deadline = performance.now() + graceMs;
  let left = await findTree(root);
  signal(root, left, 'SIGTERM');
  for (let wait = FIRST_LOOK_MS; left.length > 0 && performance.now() < deadline; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await sleep(Math.min(wait, Math.max(1, deadline - performance.now())));
    left = await findTree(root, left);
  }
  for (let round = 0; left.length > 0 && round < KILL_ROUNDS; round++) {
    signal(root, left, 'SIGKILL');
    await sleep(KILL_ROUND_MS);
    left = await findTree(root, left);
  }
  return left.length;
}

function signal(root: ProcessRoot, pids: readonly number[], name: 'SIGTERM' | 'SIGKILL'): void {
  if (pids.length === 0) return;
  trySignal(-root.pid, name);
  for (const pid of pids) trySignal(pid, name);
}

/** The process may have ended since it was listed. */
function trySignal(pid: number, name: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function groupLives(group: number): boolean {
  return trySignal(-group, 0);
}
