import fs from 'node:fs';

// Linux only: what runs is read from /proc.

const read = (file: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
};

const workingDirectory = (pid: number): string => {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
};

const isZombie = (pid: number): boolean => / Z /.test(read(`/proc/${pid}/stat`).replace(/\(.*\)/, ''));

/** Every live process that belongs to a data directory: by command line, by environment, or (PostgreSQL's children) by where it works. */
export function processesOf(dataDirectory: string): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const belongs =
        read(`/proc/${pid}/cmdline`).includes(dataDirectory) ||
        read(`/proc/${pid}/environ`).includes(`HIVE_DATA_DIR=${dataDirectory}`) ||
        workingDirectory(pid).startsWith(dataDirectory);
      return belongs && !isZombie(pid);
    });
}

/** Their command lines, for messages and for finding one of them. */
export function commandsOf(dataDirectory: string): { pid: number; command: string }[] {
  return processesOf(dataDirectory).map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}
