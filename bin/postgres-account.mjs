// The account that PostgreSQL runs as. It refuses to run as root, so as root it becomes the user `postgres`, by the first of these ways on
// which it really reaches its files (a checkout or data directory may lie under a folder that is closed for that user):
//   plain setuid -> setuid with the one right to read past closed folders, or else to pass every mode -> root, called by another name
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartFault } from './start-fault.mjs';

/** Runs the server; lies in the checkout, so the account must be able to read it too. */
export const GUARD = fileURLToPath(new URL('postgres-guard.sh', import.meta.url));

/**
 * @typedef {{ uid: number, gid: number }} Owner
 *
 * @typedef {object} Account
 * @property {Owner | null} owner whom its files must belong to, when that is not the user of this process
 * @property {Owner | {}} identity what `spawn` switches to
 * @property {string[]} prefix a command that switches instead, in front of every program
 */

/** @type {Account} PostgreSQL runs as the user of this process */
const OURSELVES = { owner: null, identity: {}, prefix: [] };

const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));

/** The user `postgres`, who is created when there is none. */
function findOwner() {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
      return { uid: idOf('-u'), gid: idOf('-g') };
    } catch (error) {
      throw new StartFault('PostgreSQL does not run as root and the user "postgres" cannot be created; start as an ordinary user', error);
    }
  }
}

/** setpriv (util-linux) becomes the user and keeps one capability. initdb and pg_ctl ask access(2), which heeds it only without the fixup. */
const withCapability = ({ uid, gid }, name) => [
  ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'],
  ...[`--inh-caps=+${name}`, `--ambient-caps=+${name}`, '--'],
];

/** In a user namespace of its own root bears that user's number. Its files stay root's, and it has no rights beyond theirs. */
const renamed = ({ uid, gid }) => ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];

/** From the fewest rights to the most. @returns {Account[]} */
const waysOf = (owner) => [
  { owner, identity: owner, prefix: [] },
  ...['dac_read_search', 'dac_override'].map((name) => ({ owner, identity: {}, prefix: withCapability(owner, name) })),
  { ...OURSELVES, prefix: renamed(owner) },
];

/**
 * The arguments of `spawn` for a program that runs as the account. It starts in a folder that everybody may enter, and nothing of our
 * environment reaches it, secrets least of all.
 * @param {Account} account @param {string} program @param {string[]} args
 */
export function commandAs({ identity, prefix }, program, args) {
  const [file, ...rest] = [...prefix, program, ...args];
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return { file, args: rest, options: { ...identity, cwd: path.parse(os.tmpdir()).root, env } };
}

/** Enters the folder, reads the guard, and lets initdb find everything it needs; it writes nothing (--show). */
const PROBE = 'cd -- "$1" && read -r _ <"$2" && exec "$3" -D "$1" --show';

/** @returns {string | null} null when the account reaches everything, else what stopped it */
function complaintOf(account, { initdb, folder }) {
  const { file, args, options } = commandAs(account, 'sh', ['-c', PROBE, 'sh', folder, GUARD, initdb]);
  const { status, error, stderr } = spawnSync(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? (stderr.split('\n')[0] || `exit code ${status}`));
}

/** The topmost folder on the way into a folder that the modes close for a user, or null. */
function closedFolder(folder, { uid, gid }) {
  const above = path.dirname(folder);
  const closed = above === folder ? null : closedFolder(above, { uid, gid });
  if (closed) return closed;
  const { mode, uid: owner, gid: group } = fs.statSync(folder);
  const allowed = owner === uid ? mode & 0o100 : group === gid ? mode & 0o010 : mode & 0o001;
  return allowed ? null : { folder, mode: (mode & 0o777).toString(8) };
}

function explain(folders, owner, complaint) {
  for (const folder of folders) {
    const closed = closedFolder(folder, owner);
    if (!closed) continue;
    return new StartFault(
      `PostgreSQL does not run as root, and its user "postgres" may not enter ${closed.folder} (mode ${closed.mode}); ` +
        'move what lies there, open the folder (chmod o+x) or start as an ordinary user',
    );
  }
  return new StartFault(`PostgreSQL does not run as root, and not as the user "postgres" either (${complaint}); start as an ordinary user`);
}

/**
 * @param {{ binaries: import('./postgres-binaries.mjs').Binaries, folder: string }} options folder: where its files are or will be
 * @returns {Account}
 * @throws StartFault when it cannot run as root and on no other way
 */
export function findAccount({ binaries, folder }) {
  if (process.getuid?.() !== 0) return OURSELVES;
  const owner = findOwner();
  const places = { initdb: binaries.initdb, folder };
  const ways = waysOf(owner);
  const account = ways.find((way) => complaintOf(way, places) === null);
  if (account) return account;
  throw explain([folder, path.dirname(binaries.postgres), path.dirname(GUARD)], owner, complaintOf(ways[0], places));
}

/** Gives files to the account. @param {Account} account @param {string[]} files */
export function giveTo({ owner }, files) {
  if (owner) for (const file of files) fs.chownSync(file, owner.uid, owner.gid);
}
