import { setTimeout as delay } from 'node:timers/promises';
import { priorityOf } from '../core/priority.ts';
import type { Progress } from '../core/validation/benchmark.ts';
import type { BenchmarkPlan } from '../core/validation/benchmark-plan.ts';
import type { HistoryReading, ValidationHistory } from '../core/validation/history.ts';
import { compareWithBaseline, judgeHistory } from '../core/validation/judge.ts';
import { longestMs, plannedRuns } from '../core/validation/plan.ts';
import { countOpenRecoveries, countRuns, readHistory } from '../db/read-history.ts';
import { createScratch, dropScratch } from '../db/scratch-databases.ts';
import { countWaitingWork, endValidation, findBaseline, renewValidation, type ValidationRow } from '../db/validation-runs.ts';
import { insertValidationSamples } from '../db/validation-samples.ts';
import type { Deps } from '../deps.ts';
import { describeMachine, readCommit } from './describe-machine.ts';
import { type MadeLoad, makeValidationFleet, makeValidationLoad } from './make-validation-load.ts';
import { readMachineLoad } from './read-machine-load.ts';
import { drainAudit } from './record-audit.ts';
import { readTargetValues } from './target-settings.ts';

// A validation run as the thread does it that took it (docs/adr/0018-validator.md):
//
//   preparing (database, fleet, engines) -> loading -> draining -> measuring
//
// Whatever ends it, its engines are closed and its database is dropped. The lease is renewed all the while; when it is lost, or somebody
// asks for the end, what is under way is given up.

export const VALIDATION_LEASE_MS = 15_000;
const BEAT_MS = 1_000;
const READING_MS = 500;
/** Above this many tasks of users in the queue, load is held back. */
const MAKE_ROOM_ABOVE = 200;
/** Failures are found out to be over within two sweeps. */
const RECOVERY_PATIENCE_MS = 8_000;
const LOOK_MS = 200;
const MAX_FAULT = 500;
const NO_PERMISSION = '42501';

/** One execution process of the benchmark. */
export interface ValidationEngine {
  /** At once, without a word to anybody. */
  kill(): Promise<void>;
  close(): Promise<void>;
  /** Of its heap, MB; null before it said anything. */
  heapMb(): number | null;
}

export interface ValidationTools {
  /** The product's own parts on another database. */
  openDeps(url: string): { deps: Deps; close(): Promise<void> };
  startEngine(url: string): Promise<ValidationEngine>;
}

class StoppedError extends Error {}
class LostError extends Error {}

/** What is known of a run while it is carried out. */
class Conduct {
  readonly abort = new AbortController();
  readonly readings: HistoryReading[] = [];
  readonly engines: ValidationEngine[] = [];
  readonly #deps: Deps;
  readonly #id: string;
  readonly progress: Progress;
  /** Work of users waits: load is held back. */
  crowded = false;
  #beating: NodeJS.Timeout;
  #reading: NodeJS.Timeout | null = null;

  constructor(deps: Deps, run: ValidationRow, plan: BenchmarkPlan) {
    this.#deps = deps;
    this.#id = run.id;
    this.progress = { phase: 'preparing', share: 0, runsPlanned: plannedRuns(plan), runsBegun: 0, runsEnded: 0, heldMs: 0 };
    this.#beating = setInterval(() => void this.#beat(), BEAT_MS);
  }

  /** @throws the reason, when somebody asked for the end before this moment, or the lease is gone */
  async enter(phase: Progress['phase']): Promise<void> {
    this.progress.phase = phase;
    await this.#beat();
    this.abort.signal.throwIfAborted();
  }

  /** Begins to note how busy machine and heaps are. */
  watch(): void {
    readMachineLoad();
    this.#reading = setInterval(() => {
      const { cpuPercent } = readMachineLoad();
      const heaps = this.engines.reduce((sum, engine) => sum + (engine.heapMb() ?? 0), process.memoryUsage().heapUsed / 1_048_576);
      if (cpuPercent !== null) this.readings.push({ at: Date.now(), cpuPercent, heapMb: heaps });
    }, READING_MS);
  }

  unwatch(): void {
    if (this.#reading) clearInterval(this.#reading);
  }

  close(): void {
    clearInterval(this.#beating);
    this.unwatch();
  }

  async #beat(): Promise<void> {
    const { pool } = this.#deps.db;
    try {
      const [held, waiting] = await Promise.all([
        renewValidation(pool, this.#id, { leaseMs: VALIDATION_LEASE_MS, progress: this.progress }),
        countWaitingWork(pool, MAKE_ROOM_ABOVE + 1),
      ]);
      this.crowded = waiting > MAKE_ROOM_ABOVE;
      if (held === null) this.abort.abort(new LostError('the lease of this run is gone'));
      else if (held.stopRequested) this.abort.abort(new StoppedError('stopped'));
      this.#deps.feed.publish(['validations']);
    } catch (error) {
      // The next beat asks again; a lease that was not renewed for long is found by others.
      this.#deps.log.warn({ err: error }, 'the lease of a validation run was not renewed');
    }
  }
}

/** Waits until every run has ended, or for as long as the plan allows. */
async function drain(bench: Deps, conduct: Conduct, until: number): Promise<void> {
  const { signal } = conduct.abort;
  for (;;) {
    signal.throwIfAborted();
    const { begun, ended } = await countRuns(bench.db.pool);
    Object.assign(conduct.progress, { runsBegun: begun, runsEnded: ended });
    if (ended >= begun || performance.now() > until) return;
    await delay(LOOK_MS);
  }
}

/** Recoveries are looked at by the sweep; what it has not judged in time counts as not recovered. */
async function awaitRecoveries(bench: Deps, { abort }: Conduct): Promise<void> {
  const until = performance.now() + RECOVERY_PATIENCE_MS;
  while ((await countOpenRecoveries(bench.db.pool)) > 0 && performance.now() < until) {
    abort.signal.throwIfAborted();
    await delay(LOOK_MS);
  }
}

async function recordHistory(bench: Deps, conduct: Conduct, made: MadeLoad): Promise<ValidationHistory> {
  const { tasks, ...rows } = await readHistory(bench.db.pool);
  const starts = rows.runs.map(({ createdAt }) => createdAt);
  const [from, lastArrivalAt] = [starts[0] ?? 0, starts.at(-1) ?? 0];
  const ends = rows.runs.map(({ finishedAt }) => finishedAt ?? 0);
  return {
    ...rows,
    tasks: tasks.map(({ weight, ...task }) => ({ ...task, priority: priorityOf(weight) })),
    from,
    lastArrivalAt,
    to: ends.reduce((last, at) => Math.max(last, at), lastArrivalAt),
    readings: conduct.readings,
    ...made,
  };
}

/** Load, drain and record on a database of one's own. */
async function measure(plan: BenchmarkPlan, url: string, { conduct, tools }: { conduct: Conduct; tools: ValidationTools }) {
  const { deps: bench, close } = tools.openDeps(url);
  try {
    const agents = await makeValidationFleet(bench, plan);
    const starting = Array.from({ length: plan.processes }, () => tools.startEngine(url));
    // One that comes up late is closed like the others, also when its neighbour failed.
    for (const each of await Promise.allSettled(starting)) if (each.status === 'fulfilled') conduct.engines.push(each.value);
    if (conduct.engines.length < plan.processes) throw new Error('an execution process of the benchmark did not start');
    const until = performance.now() + longestMs(plan);
    await conduct.enter('loading');
    conduct.watch();
    const made = await makeValidationLoad(bench, plan, {
      agents,
      killProcess: async () => conduct.engines.shift()?.kill(),
      signal: conduct.abort.signal,
      mayGoOn: () => !conduct.crowded,
      onProgress: (share) => {
        conduct.progress.share = share;
      },
    });
    conduct.progress.heldMs = made.heldMs;
    await conduct.enter('draining');
    await drain(bench, conduct, until);
    conduct.unwatch();
    await awaitRecoveries(bench, conduct);
    await conduct.enter('measuring');
    return await recordHistory(bench, conduct, made);
  } finally {
    await Promise.all(conduct.engines.splice(0).map((engine) => engine.close()));
    await drainAudit(bench);
    await close();
  }
}

function faultOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === NO_PERMISSION) return 'the user of the database may not create databases (CREATEDB), and the validator needs one of its own';
  return (error instanceof Error ? error.message : String(error)).slice(0, MAX_FAULT);
}

async function judge(
  deps: Deps,
  run: ValidationRow,
  { plan, history }: { plan: BenchmarkPlan; history: ValidationHistory },
): Promise<void> {
  const { verdict, verdicts, samples } = judgeHistory(history, plan.limits, await readTargetValues(deps));
  for (const [measureName, found] of samples)
    await insertValidationSamples(deps.db.pool, { runId: run.id, measure: measureName, from: history.from }, found);
  const baseline = await findBaseline(deps.db.pool, run.type, run.severity);
  const comparable = baseline !== null && baseline.seconds === run.seconds;
  await endValidation(deps.db.pool, run.id, {
    status: 'completed',
    machine: describeMachine(),
    commit: readCommit(deps.env.HIVE_ROOT),
    verdict,
    verdicts,
    regression: comparable ? compareWithBaseline(verdicts, baseline.verdicts) : [],
    baselineId: comparable ? baseline.id : null,
  });
}

/** Carries out a run that this process has taken, to its end. Never rejects: what goes wrong is the end of the run. */
export async function carryOutValidation(deps: Deps, run: ValidationRow, tools: ValidationTools): Promise<void> {
  const plan = run.plan as unknown as BenchmarkPlan;
  const conduct = new Conduct(deps, run, plan);
  const { pool } = deps.db;
  try {
    const migrations = `${deps.env.HIVE_ROOT}/prisma/migrations`;
    const url = await createScratch(pool, { url: deps.env.DATABASE_URL, runId: run.id, migrations });
    const history = await measure(plan, url, { conduct, tools });
    await judge(deps, run, { plan, history });
  } catch (error) {
    const { reason } = conduct.abort.signal as { reason: unknown };
    const status = reason instanceof StoppedError ? 'cancelled' : 'failed';
    if (status === 'failed') deps.log.warn({ err: error, validation: run.id }, 'a validation run failed');
    await endValidation(pool, run.id, { status, ...(status === 'failed' ? { fault: faultOf(error) } : {}) });
  } finally {
    conduct.close();
    await dropScratch(pool, run.id).catch((error: unknown) => deps.log.warn({ err: error }, 'a left database is removed by the next look'));
    deps.feed.publish(['validations']);
  }
}
