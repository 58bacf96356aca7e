// The data directory: hive.json (says it is ours, remembers the database port), secret, postgres.password, postgres/, postgres.log.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { lockDirectory } from './lock-directory.mjs';
import { StartFault } from './start-fault.mjs';

const MARKER = 'hive.json';
const FORMAT = 1;
/** What a first start that was killed at once may leave. */
const STARTED = /^(lock\.sock|hive\.json\.\d+)$/;
const SECRET_BYTES = 32;

const REASONS = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'it is not a directory',
  ENOENT: 'the place does not exist and cannot be made',
  ENAMETOOLONG: 'the path is too long',
  EINVAL: 'the path is too long',
};
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The line for an error of the file system at `directory`. Anything unknown is returned as it came. */
export function explainFileError(error, directory) {
  if (FULL.has(error.code)) return new StartFault(`disk full: cannot write to the data directory ${directory}`, error);
  const reason = REASONS[error.code];
  return reason ? new StartFault(`cannot use the data directory ${directory}: ${reason}`, error) : error;
}

/** With its parents. Not mkdirSync's own `recursive`, which never returns where a file system refuses with ENOENT (/proc). */
function makeDirectory(directory, mode) {
  if (fs.existsSync(directory)) {
    fs.readdirSync(directory);
    return;
  }
  const parent = path.dirname(directory);
  if (parent !== directory && !fs.existsSync(parent)) makeDirectory(parent, mode);
  fs.mkdirSync(directory, { mode });
}

const isOurs = (directory) => fs.existsSync(path.join(directory, MARKER));

/** Refuses a folder with other people's files; a folder that holds nothing but data directories (.hive/dev) is fine. */
function refuseForeign(directory) {
  const entries = fs.readdirSync(directory);
  if (entries.includes(MARKER)) return;
  const foreign = entries.find((name) => !STARTED.test(name) && !isOurs(path.join(directory, name)));
  if (foreign)
    throw new StartFault(`${directory} is not a data directory of Agent Hive (it holds "${foreign}"); set HIVE_DATA_DIR to another place`);
}

/** Creates a file that must be whole or absent, unless it exists. Returns its content. */
function writeOnce(file, content) {
  const draft = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(draft, content, { mode: 0o600 });
    fs.linkSync(draft, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return fs.readFileSync(file, 'utf8');
}

function readMarker(directory) {
  const text = writeOnce(path.join(directory, MARKER), `${JSON.stringify({ format: FORMAT })}\n`);
  let marker = null;
  try {
    marker = JSON.parse(text);
  } catch {
    // told below: any other text is not ours
  }
  if (marker?.format !== FORMAT) throw new StartFault(`${path.join(directory, MARKER)} was not written by this version of Agent Hive`);
  return marker;
}

async function open(directory, exclusive) {
  // As root, the user that PostgreSQL runs as must be able to pass; every file inside is closed by its own mode.
  makeDirectory(directory, process.getuid?.() === 0 ? 0o711 : 0o700);
  refuseForeign(directory);
  const lock = exclusive ? await lockDirectory(directory) : { release: () => {} };
  if ('holder' in lock) {
    throw new StartFault(`the data directory ${directory} is in use by another Agent Hive (process ${lock.holder})`);
  }
  let marker = readMarker(directory);
  const file = (name) => path.join(directory, name);
  return {
    path: directory,
    file,
    release: lock.release,
    databasePort: () => marker.port,
    rememberDatabasePort: (port) => {
      marker = { ...marker, port };
      fs.writeFileSync(file(`${MARKER}.new`), `${JSON.stringify(marker)}\n`, { mode: 0o600 });
      fs.renameSync(file(`${MARKER}.new`), file(MARKER));
    },
    /** A random text that is made at the first call and kept. */
    secret: (name) => writeOnce(file(name), randomBytes(SECRET_BYTES).toString('base64url')),
    /** Bytes that can still be written here. */
    freeBytes: () => {
      const { bavail, bsize } = fs.statfsSync(directory);
      return bavail * bsize;
    },
  };
}

/**
 * Opens the data directory, creating it where it is missing.
 * @param {string} directory absolute
 * @param {{ exclusive: boolean }} options exclusive: nobody else may have it open so
 * @throws StartFault when it is unwritable, not a directory, somebody else's or in use, or the disk is full
 */
export async function openDataDirectory(directory, { exclusive }) {
  try {
    return await open(directory, exclusive);
  } catch (error) {
    throw explainFileError(error, directory);
  }
}
