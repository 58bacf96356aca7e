import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { cpuBetween, readCpu, readMemory } from './read-processes.ts';

const BURN_MS = 300;
// Named like an execution process, so that it is counted as one.
const burner = `const until = process.cpuUsage().user + ${BURN_MS * 1_000}; while (process.cpuUsage().user < until); process.send('burnt');`;

it('[N5] CPU time and memory of a process below this one are counted under its role', async () => {
  const before = readCpu();
  const child = spawn(process.execPath, ['-e', `${burner}; setInterval(() => {}, 1000)`, '--', '/worker.mjs'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    await once(child, 'message');
    const spent = cpuBetween(before, readCpu());
    expect(spent.worker).toBeGreaterThanOrEqual(BURN_MS - 10);
    expect(spent.postgres).toBe(0);
    const own = readMemory().find((one) => one.pid === child.pid);
    expect(own?.role).toBe('worker');
    expect(own?.pss).toBeGreaterThan(0);
    expect(own?.peakRss).toBeGreaterThanOrEqual(own?.rss ?? Number.POSITIVE_INFINITY);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
