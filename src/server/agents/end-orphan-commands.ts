import { readlink } from 'node:fs/promises';
import { readMarkOwner } from './call-mark.ts';
import { listProcesses, type ProcessEntry } from './process-table.ts';
import { endTree } from './process-tree.ts';

/**
 * Ends the commands of workers that died without ending them (SIGKILL, out of memory). A worker asks for this when it starts. Does nothing
 * without /proc, and leaves alone what belongs to a container: the ids inside it mean something else out here.
 * @returns how many processes were found
 */
export async function endOrphanCommands(): Promise<number> {
  const processes = await listProcesses();
  const alive = new Set(processes.map((entry) => `${entry.pid}-${entry.startedAt}`));
  const orphans: { entry: ProcessEntry; mark: string }[] = [];
  for (const entry of processes) {
    const owner = entry.mark === null ? null : readMarkOwner(entry.mark);
    if (entry.mark !== null && owner !== null && !alive.has(owner) && (await isInOurNamespace(entry.pid))) {
      orphans.push({ entry, mark: entry.mark });
    }
  }
  const roots = new Map(orphans.map(({ entry, mark }) => [mark, { pid: entry.group, mark }]));
  await Promise.all([...roots.values()].map((root) => endTree(root, 0)));
  return orphans.length;
}

async function isInOurNamespace(pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/ns/pid`)) === (await readlink('/proc/self/ns/pid'));
  } catch {
    return false;
  }
}
