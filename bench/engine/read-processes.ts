import fs from 'node:fs';

// What the system says about the processes of the stack: everything below this process. CPU time and memory come from /proc, so a
// benchmark needs Linux.

export type Role = 'worker' | 'web' | 'postgres' | 'supervisor' | 'guard' | 'other';

/** /proc counts CPU time in ticks of 10 ms on every Linux that Node runs on (USER_HZ). */
const MS_PER_TICK = 10;
const KB = 1_024;

interface Stat {
  pid: number;
  parent: number;
  /** Own time plus that of children that ended; milliseconds. */
  cpuMs: number;
}

/** Null when the process is gone. */
function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function readStat(pid: number): Stat | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name in brackets may hold anything; the fields after it are numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  return { pid, parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK };
}

function roleOf(commandLine: string): Role {
  if (commandLine.includes('postgres-guard.sh')) return 'guard';
  if (/(^|\/)postgres( |:|$)/.test(commandLine.split('\0', 1)[0] ?? '')) return 'postgres';
  if (commandLine.includes('/worker.mjs')) return 'worker';
  if (commandLine.includes('/web-server.mjs')) return 'web';
  return commandLine.includes('/start.mjs') ? 'supervisor' : 'other';
}

function descendants(): Stat[] {
  const stats = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== null);
  const found: Stat[] = [];
  let generation = new Set([process.pid]);
  while (generation.size > 0) {
    const children = stats.filter((stat) => generation.has(stat.parent));
    found.push(...children);
    generation = new Set(children.map((stat) => stat.pid));
  }
  return found;
}

/** Roles never change, and asking for them again would cost the machine that is being measured. */
const roles = new Map<number, Role>();

/** Every process of the stack; helpers that come and go are left out. */
function listProcesses(): (Stat & { role: Role })[] {
  return descendants().flatMap((stat) => {
    let role = roles.get(stat.pid);
    if (role === undefined) {
      role = roleOf(readText(`/proc/${stat.pid}/cmdline`) ?? '');
      if (role !== 'other') roles.set(stat.pid, role);
    }
    return role === 'other' ? [] : [{ ...stat, role }];
  });
}

/** CPU time in milliseconds. */
export interface CpuTimes {
  worker: number;
  web: number;
  postgres: number;
  supervisor: number;
  /** This process, which hands the work in. */
  submitter: number;
}

/** CPU time used so far. A PostgreSQL backend that ended is contained in its parent's. */
export function readCpu(): CpuTimes {
  const { user, system } = process.cpuUsage();
  const times: CpuTimes = { worker: 0, web: 0, postgres: 0, supervisor: 0, submitter: (user + system) / 1_000 };
  for (const { role, cpuMs } of listProcesses()) {
    if (role === 'guard' || role === 'supervisor') times.supervisor += role === 'guard' ? 0 : cpuMs;
    else if (role !== 'other') times[role] += cpuMs;
  }
  return times;
}

export function cpuBetween(before: CpuTimes, after: CpuTimes): CpuTimes {
  return {
    worker: after.worker - before.worker,
    web: after.web - before.web,
    postgres: after.postgres - before.postgres,
    supervisor: after.supervisor - before.supervisor,
    submitter: after.submitter - before.submitter,
  };
}

/** Memory of one process in bytes. PSS divides shared pages among those who share them, so its sum is true; the sum of RSS is not. */
export interface Memory {
  pid: number;
  role: Role;
  rss: number;
  pss: number;
  /** The most RSS since the process began. */
  peakRss: number;
}

const field = (text: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * KB;

export function readMemory(): Memory[] {
  return listProcesses().flatMap(({ pid, role }) => {
    const rollup = readText(`/proc/${pid}/smaps_rollup`);
    const status = readText(`/proc/${pid}/status`);
    if (rollup === null || status === null) return [];
    return [{ pid, role, rss: field(rollup, 'Rss'), pss: field(rollup, 'Pss'), peakRss: field(status, 'VmHWM') }];
  });
}
