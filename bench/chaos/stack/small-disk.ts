import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const MB = 1_048_576;
/** A fresh cluster with its schema takes 100 MB; the log grows by 16 MB at a time. */
const SIZE_MB = 320;
const BALLAST = 'ballast';

/** Why no small disk can be made here; null when one can. */
export function smallDiskMissing(): string | null {
  if (process.platform !== 'linux') return 'a small disk is made with tmpfs, which is of Linux';
  return process.getuid?.() === 0 ? null : 'only root may mount a small disk';
}

/** A disk of its own for PostgreSQL: a tmpfs, gone when it is undone. */
export function placeOnSmallDisk(home: string): { folder: string; undo: () => void } {
  const folder = path.join(home, 'small-disk');
  fs.mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0711`, 'tmpfs', folder], { stdio: 'ignore' });
  // Lazily: PostgreSQL's last children may still be in it.
  return { folder, undo: () => execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' }) };
}

/** Writes until nothing more fits. */
export function fillDisk(folder: string): void {
  const file = fs.openSync(path.join(folder, BALLAST), 'w');
  const block = Buffer.alloc(MB);
  try {
    for (let size = block.length; size >= 4_096; size /= 16) {
      try {
        for (;;) fs.writeSync(file, block, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    fs.closeSync(file);
  }
}

export function freeDisk(folder: string): void {
  fs.rmSync(path.join(folder, BALLAST), { force: true });
}
