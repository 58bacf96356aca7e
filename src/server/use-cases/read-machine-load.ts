import os from 'node:os';

export interface MachineLoad {
  /** Of all cores since the question before; null the first time. */
  cpuPercent: number | null;
  memoryPercent: number;
}

let before: { busy: number; all: number } | null = null;

/** How busy this machine is. Processor time is measured between two questions, so the first answer has none. */
export function readMachineLoad(): MachineLoad {
  const times = os.cpus().map((cpu) => cpu.times);
  const idle = times.reduce((total, time) => total + time.idle, 0);
  const all = times.reduce((total, time) => total + time.user + time.nice + time.sys + time.idle + time.irq, 0);
  const last = before;
  before = { busy: all - idle, all };
  const cpuPercent = last !== null && all > last.all ? (100 * (before.busy - last.busy)) / (all - last.all) : null;
  return { cpuPercent, memoryPercent: 100 * (1 - os.freemem() / os.totalmem()) };
}
