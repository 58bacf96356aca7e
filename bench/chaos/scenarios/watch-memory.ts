import fs from 'node:fs';
import type { Hive } from '../stack/open-hive.ts';

const KB = 1_024;
const MB = 1_048_576;
/** What a hostile answer may cost an execution process at its worst; bytes. */
const MOST_GROWTH = 300 * MB;
const EVERY_MS = 50;

function rssOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * KB;
  } catch {
    return 0; // gone meanwhile: another check says so
  }
}

/** Looks at the memory of the execution processes until it is told to stop; then says what grew too much, or died. */
export function watchMemory(hive: Hive): () => string[] {
  const before = new Map(hive.product.pids('worker').map((pid) => [pid, rssOf(pid)]));
  const most = new Map(before);
  const timer = setInterval(() => {
    for (const pid of before.keys()) most.set(pid, Math.max(most.get(pid) ?? 0, rssOf(pid)));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    const alive = new Set(hive.product.pids('worker'));
    return [...before].flatMap(([pid, bytes]) => {
      if (!alive.has(pid)) return [`the execution process ${pid} died of it`];
      const grown = (most.get(pid) ?? 0) - bytes;
      return grown > MOST_GROWTH ? [`the execution process ${pid} grew by ${Math.round(grown / MB)} MB`] : [];
    });
  };
}
