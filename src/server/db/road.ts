import type pg from 'pg';
import type { Logger } from '../logger.ts';
import type { StatDelta } from './agent-stat-delta.ts';
import { type ArtifactRow, insertArtifact } from './artifacts.ts';
import { confirmSettled, findStarted, findStoredRuns } from './confirm-writes.ts';
import { insertFailures, type NewFailure } from './failures.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { insertRuns, type NewRun } from './insert-runs.ts';
import { insertLogLines, type LogLineRow } from './log-lines.ts';
import { type SettleResult, type SettleRow, settleAttempts } from './settle-attempts.ts';
import { settlePairs } from './settle-pairs.ts';
import { type Started, type StartRow, startAttempts } from './start-attempts.ts';
import { createStatCollector } from './stat-collector.ts';
import { type AvoidRow, avoidAgents } from './task-deaths.ts';

/** The batched writes of one process: whatever gathers while a commit is on its way shares the next. */
export interface Road {
  runs: GroupCommit<NewRun, void>;
  /** Resolves to false when the fence was stale or the task was over. */
  settle: GroupCommit<SettleRow, boolean>;
  /** Resolves to null when the attempt was not waiting to start. */
  start: GroupCommit<StartRow, Started | null>;
  logs: GroupCommit<LogLineRow, void>;
  /** One statement each, for they are big; what a try stored already is left alone by the next. */
  artifacts: GroupCommit<ArtifactRow, void>;
  /** What went wrong. Most of it nobody waits for: it lingers for company. */
  failures: GroupCommit<NewFailure, void>;
  /** Agents that tasks had better not be given to again. */
  avoid: GroupCommit<AvoidRow, void>;
  /** Adds a measured outcome to the agents' history; stored within half a second. What a crash loses, the hourly rebuild brings back. */
  countStat(delta: StatDelta): void;
  /** Called after every commit of outcomes. */
  onSettled(listener: (rows: SettleRow[], result: SettleResult) => void): void;
  drain(): Promise<void>;
  stop(reason: Error): void;
}

type SettledListener = (rows: SettleRow[], result: SettleResult) => void;

const NONE: ReadonlySet<string> = new Set();

// Each write answers one result per item. Asked `again`, it first finds out what an interrupted try has stored already.

async function writeRuns(hot: pg.Pool, plans: NewRun[], again: boolean): Promise<undefined[]> {
  const ids = plans.map((plan) => plan.run.id);
  const stored = again ? await findStoredRuns(hot, ids) : NONE;
  const missing = plans.filter((plan) => !stored.has(plan.run.id));
  if (missing.length > 0) await insertRuns(hot, missing);
  return plans.map(() => undefined);
}

async function writeOutcomes(hot: pg.Pool, rows: SettleRow[], again: boolean): Promise<SettleResult> {
  const first = await settlePairs(hot, rows, await settleAttempts(hot, rows));
  return again ? confirmSettled(hot, rows, first) : first;
}

async function writeStarts(hot: pg.Pool, rows: StartRow[], again: boolean): Promise<(Started | null)[]> {
  const before = again ? await findStarted(hot, rows) : [];
  const started = new Map([...before, ...(await startAttempts(hot, rows))].map((row) => [row.id, row]));
  // Two claims of one attempt may meet in one batch: the first has it.
  return rows.map((row) => {
    const own = started.get(row.attemptId) ?? null;
    started.delete(row.attemptId);
    return own;
  });
}

async function writeLogs(hot: pg.Pool, lines: LogLineRow[]): Promise<undefined[]> {
  await insertLogLines(hot, lines);
  return lines.map(() => undefined);
}

async function writeArtifacts(hot: pg.Pool, rows: ArtifactRow[]): Promise<undefined[]> {
  for (const row of rows) await insertArtifact(hot, row);
  return rows.map(() => undefined);
}

async function writeFailures(hot: pg.Pool, rows: NewFailure[]): Promise<undefined[]> {
  await insertFailures(hot, rows);
  return rows.map(() => undefined);
}

async function writeAvoided(hot: pg.Pool, rows: AvoidRow[]): Promise<undefined[]> {
  await avoidAgents(hot, rows);
  return rows.map(() => undefined);
}

/** How long a failure waits for others; milliseconds. */
const FAILURE_LINGER_MS = 100;

export function createRoad(hot: pg.Pool, log: Logger): Road {
  const listeners: SettledListener[] = [];
  const settleAndTell = async (rows: SettleRow[], again: boolean) => {
    const result = await writeOutcomes(hot, rows, again);
    for (const listener of listeners) listener(rows, result);
    return result.written;
  };
  // Batches of tasks, not of runs: while one is stored, the tasks of those before it are placed already.
  const runs = createGroupCommit<NewRun, void>({
    name: 'runs',
    log,
    rowsOf: ({ tasks }) => tasks.length,
    write: (plans, again) => writeRuns(hot, plans, again),
  });
  const settle = createGroupCommit<SettleRow, boolean>({ name: 'settle', log, write: settleAndTell });
  const start = createGroupCommit<StartRow, Started | null>({ name: 'start', log, write: (rows, again) => writeStarts(hot, rows, again) });
  const logs = createGroupCommit<LogLineRow, void>({ name: 'logs', log, write: (lines) => writeLogs(hot, lines) });
  const artifacts = createGroupCommit<ArtifactRow, void>({ name: 'artifacts', log, write: (rows) => writeArtifacts(hot, rows) });
  const failures = createGroupCommit<NewFailure, void>({
    name: 'failures',
    log,
    write: (rows) => writeFailures(hot, rows),
    lingerMs: FAILURE_LINGER_MS,
  });
  const avoid = createGroupCommit<AvoidRow, void>({ name: 'avoid', log, write: (rows) => writeAvoided(hot, rows) });
  const stats = createStatCollector(hot, log);
  const all = [runs, settle, start, logs, artifacts, failures, avoid];
  return {
    runs,
    settle,
    start,
    logs,
    artifacts,
    failures,
    avoid,
    countStat: stats.add,
    onSettled: (listener) => {
      listeners.push(listener);
    },
    drain: async () => {
      await Promise.all(all.map((writer) => writer.drain()));
      await stats.flush();
    },
    stop: (reason) => {
      for (const writer of all) writer.stop(reason);
    },
  };
}
