// The embedded database of a data directory, from whatever the last run left to a server that takes connections:
//   check version -> create when absent -> stop a left-over server -> choose a port -> run
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { explainFileError } from './data-directory.mjs';
import { probePort } from './free-port.mjs';
import { commandAs, findAccount } from './postgres-account.mjs';
import { findPostgres } from './postgres-binaries.mjs';
import { createCluster, readPostmaster, runServer } from './postgres-server.mjs';
import { StartFault } from './start-fault.mjs';

const MB = 1024 * 1024;
/** An empty cluster takes 40 MB; the first log segments and the schema need the rest. */
const NEW_CLUSTER_BYTES = 128 * MB;
/** Below this, what failed failed for want of space. */
const FULL_BYTES = MB;
const LOG_LIMIT_BYTES = 10 * MB;
const LOG_CHECK_MS = 60_000;
/** What the server says at its end is in its last lines. */
const LOG_LINES = 12;
const FATAL = /^.*?\b(FATAL|PANIC): +/;
/** SQLSTATE disk_full, printed in every line of the log (log_line_prefix). */
const DISK_FULL = ' 53100 ';

/** Durability is never traded: fsync and synchronous_commit stay on. Sizes are those of a small server that shares its machine. */
export const SETTINGS = {
  max_connections: '120',
  shared_buffers: '64MB',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_compression: 'on',
  max_wal_size: '1GB',
  checkpoint_completion_target: '0.9',
  jit: 'off',
  track_io_timing: 'off',
  // Queue-like tables turn over quickly: look often, and clean after 5 % instead of 20 %.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  // Nobody replicates from this server, and reads come from memory: no processes for either.
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  // The state of an error is in the log, its statement is not: it may hold what nobody may read.
  log_line_prefix: '%m [%p] %e ',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

function refuseOtherVersion(cluster, binaries) {
  let version;
  try {
    version = fs.readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw new StartFault(`${cluster} is not a PostgreSQL cluster; set HIVE_DATA_DIR to another place`, error);
  }
  if (version === binaries.major) return;
  throw new StartFault(`${cluster} was made by PostgreSQL ${version}, this is ${binaries.major}; dump it with the old version first`);
}

/** True when `pid` is a PostgreSQL on this very cluster, and not whoever got the number since. */
function isServerOf(pid, cluster) {
  try {
    const command = fs.existsSync('/proc/self/cmdline')
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
          .trim()
          .split(' ');
    return path.basename(command[0]) === 'postgres' && command.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * A server whose guard was killed too is still there. Two on one cluster are impossible, so it is stopped and started anew.
 * @returns the process id in a lock file that means nothing any more, or null
 */
function stopLeftOver({ cluster, binaries, account, say }) {
  const left = readPostmaster(cluster);
  if (!left) return null;
  if (!isServerOf(left.pid, cluster)) return left.pid;
  say(`stopping the database server that the last run left behind (process ${left.pid})`);
  const stopBy = (mode) => {
    const { file, args, options } = commandAs(account, binaries.pgCtl, ['-D', cluster, '-m', mode, '-w', '-t', '10', 'stop']);
    execFileSync(file, args, { ...options, stdio: 'ignore' });
  };
  try {
    stopBy('fast');
  } catch {
    try {
      stopBy('immediate');
    } catch (error) {
      throw new StartFault(`the database server of the last run (process ${left.pid}) does not stop`, error);
    }
  }
  return null;
}

/** The port of the last run if it is free, so that tools keep their connection; else any. */
async function choosePort(data) {
  const last = data.databasePort();
  if (last) {
    const free = await probePort('127.0.0.1', last).catch(() => null);
    if (free) return free;
  }
  const port = await probePort('127.0.0.1', 0);
  data.rememberDatabasePort(port);
  return port;
}

/** Keeps the log small: what is there moves to .1 and the file is emptied under the server, which appends. */
function trimLog(logFile) {
  try {
    if (fs.statSync(logFile).size < LOG_LIMIT_BYTES) return;
    fs.copyFileSync(logFile, `${logFile}.1`);
    fs.truncateSync(logFile);
  } catch {
    // no log yet, or no space for the copy: the next look tries again
  }
}

/** One line on why the server ended: from the states and severities in its last lines, not from their words. */
function explainLog({ data, logFile, code }) {
  const lines = fs.readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  if (data.freeBytes() < FULL_BYTES || lines.some((line) => line.includes(DISK_FULL))) {
    return `disk full: PostgreSQL cannot write to ${data.path}`;
  }
  const last = lines.findLast((line) => FATAL.test(line));
  return `PostgreSQL ended (${last ? last.replace(FATAL, '') : `exit code ${code}`}); see ${logFile}`;
}

async function createWhereAbsent({ data, cluster, binaries, account, signal, say }) {
  if (fs.existsSync(cluster)) return refuseOtherVersion(cluster, binaries);
  const free = data.freeBytes();
  if (free < NEW_CLUSTER_BYTES) {
    const [has, needs] = [free, NEW_CLUSTER_BYTES].map((bytes) => `${Math.floor(bytes / MB)} MB`);
    throw new StartFault(`disk full: ${has} left at ${data.path}, a new database needs ${needs}`);
  }
  say('creating the database');
  const complaint = await createCluster({ directory: cluster, password: data.secret('postgres.password'), binaries, account, signal });
  if (!complaint) return;
  if (data.freeBytes() < FULL_BYTES) throw new StartFault(`disk full: the database cannot be created at ${data.path}`);
  throw new StartFault(`the database cannot be created at ${data.path}: ${complaint}`);
}

/**
 * @param {{ data: Awaited<ReturnType<import('./data-directory.mjs').openDataDirectory>>, signal: AbortSignal, say: (line: string) => void }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void>, exited: Promise<number>, explainEnd: (code: number) => string }>}
 * @throws StartFault
 */
export async function startDatabase({ data, signal, say }) {
  const binaries = findPostgres();
  const cluster = data.file('postgres');
  const logFile = data.file('postgres.log');
  const account = findAccount({ binaries, folder: data.path });
  try {
    await createWhereAbsent({ data, cluster, binaries, account, signal, say });
    signal.throwIfAborted();
    const stalePid = stopLeftOver({ cluster, binaries, account, say });
    trimLog(logFile);
    const port = await choosePort(data);
    const server = runServer({ directory: cluster, port, settings: SETTINGS, logFile, binaries, account, stalePid });
    const explainEnd = (code) => explainLog({ data, logFile, code });
    if (!(await server.ready())) throw new StartFault(explainEnd(await server.exited));
    const trimming = setInterval(trimLog, LOG_CHECK_MS, logFile).unref();
    return {
      url: `postgresql://hive:${data.secret('postgres.password')}@127.0.0.1:${port}/hive`,
      exited: server.exited,
      explainEnd,
      stop: async () => {
        clearInterval(trimming);
        await server.stop();
      },
    };
  } catch (error) {
    throw explainFileError(error, data.path);
  }
}
