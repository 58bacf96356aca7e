import { liveWorkers } from '../fleet-facts.ts';
import type { Injection, Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { pause } from '../stack/wait-until.ts';
import { chain, endOf, enlist, PATIENT, wide } from '../workload.ts';
import { wipe } from './wipe-queue.ts';

// Everything at once, by chance, from one seed: runs come in steadily, one agent call in twenty fails, and every few seconds something is
// killed, stopped, cut off or emptied. At the end every run must be over, and every one that could succeed must have.

const AGENTS = ['one', 'two', 'three'];
const SHARE_FAILING = 0.05;
const ATTEMPTS = 6;
/** Between two faults; milliseconds. */
const BETWEEN_MS = { least: 5_000, most: 15_000 };
/** A process is stopped beyond its lease. Milliseconds. */
const STOP_MS = 9_000;
const DOWN_MS = 3_000;
/** After the last fault, every run is over within this. Milliseconds. */
const QUIET_MS = 300_000;
/** Of the runs that could succeed. */
const LEAST_SUCCESS = 0.999;

const pick = <T>(hive: Hive, from: readonly T[]): T | undefined => from[Math.floor(hive.random() * from.length)];

const FAULTS: Record<string, (hive: Hive) => Promise<void>> = {
  async 'kill-worker'(hive) {
    const victim = pick(hive, await liveWorkers(hive));
    if (victim) signalQuietly(victim.pid, 'SIGKILL');
  },
  async 'restart-worker'(hive) {
    const victim = pick(hive, await liveWorkers(hive));
    if (victim) signalQuietly(victim.pid, 'SIGTERM');
  },
  async 'kill-web'(hive) {
    for (const pid of hive.product.pids('web')) signalQuietly(pid, 'SIGKILL');
  },
  async zombie(hive) {
    const victim = pick(hive, await liveWorkers(hive));
    if (!victim) return;
    signalQuietly(victim.pid, 'SIGSTOP');
    await pause(STOP_MS, hive.signal).finally(() => signalQuietly(victim.pid, 'SIGCONT'));
  },
  async 'stop-postgres'(hive) {
    await hive.postgres.end('SIGQUIT');
    await pause(DOWN_MS, hive.signal);
    await hive.postgres.start();
  },
  async 'drop-connections'({ db }) {
    await db.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
  },
  'wipe-queue': wipe,
};

const REDIS_FAULTS: typeof FAULTS = {
  async 'restart-redis'({ redis, signal }) {
    await redis?.kill();
    await pause(DOWN_MS, signal);
    await redis?.start();
  },
};

/** Breaks something every few seconds until the time is over. */
async function rage(hive: Hive, ms: number): Promise<Record<string, number>> {
  const done: Record<string, number> = {};
  const faults = hive.redis ? { ...FAULTS, ...REDIS_FAULTS } : FAULTS;
  const until = performance.now() + ms;
  for (;;) {
    const next = BETWEEN_MS.least + hive.random() * (BETWEEN_MS.most - BETWEEN_MS.least);
    if (performance.now() + next > until) return done;
    await pause(next, hive.signal);
    const name = pick(hive, Object.keys(faults)) ?? 'kill-worker';
    hive.say(`nemesis: ${name}`);
    await faults[name]?.(hive).catch((error: unknown) => {
      hive.signal.throwIfAborted();
      hive.say(`nemesis: ${name} met what was broken already (${String(error)})`);
    });
    done[name] = (done[name] ?? 0) + 1;
  }
}

/** Hands in so many runs, spread over the time; every one until it is acknowledged. */
async function submitAll(hive: Hive, runs: number, ms: number): Promise<string[]> {
  const begin = performance.now();
  const retry = { ...PATIENT, max_attempts: ATTEMPTS };
  const submissions: Promise<string>[] = [];
  for (let at = 0; at < runs; at += 1) {
    const due = begin + (at * ms) / runs;
    if (due > performance.now()) await pause(due - performance.now(), hive.signal);
    const shape = { agent: AGENTS[at % AGENTS.length] ?? '', retry, timeoutSeconds: 60 };
    const submitted = hive.client.submit(at % 2 === 0 ? chain('nemesis', 3, shape) : wide('nemesis', 3, shape));
    submitted.catch(() => {});
    submissions.push(submitted);
  }
  return Promise.all(submissions);
}

/** Runs that could not succeed: the agents themselves failed a task as often as its policy allows. */
function impossible(hive: Hive): Set<string> {
  const failures = new Map<string, { run: string; n: number }>();
  for (const { task, run, mode } of hive.agents.journal.read()) {
    if (mode === 'ok') continue;
    const known = failures.get(task) ?? { run, n: 0 };
    known.n += 1;
    failures.set(task, known);
  }
  return new Set([...failures.values()].filter(({ n }) => n >= ATTEMPTS).map(({ run }) => run));
}

async function judge(hive: Hive, runs: string[]): Promise<Pick<Injection, 'facts' | 'violations'>> {
  const ends = await Promise.all(runs.map((runId) => endOf(hive, runId, QUIET_MS).catch(() => 'open')));
  const hopeless = impossible(hive);
  const possible = runs.filter((runId) => !hopeless.has(runId)).length;
  const completed = ends.filter((end) => end === 'completed').length;
  const open = ends.filter((end) => end === 'open').length;
  const violations = [
    ...(open === 0 ? [] : [`${open} runs did not end`]),
    ...(completed >= possible * LEAST_SUCCESS ? [] : [`${completed} runs completed of ${possible} that could`]),
  ];
  return { facts: { runs: runs.length, could_succeed: possible, completed, open }, violations };
}

export function createNemesis({ minutes, runs }: { minutes: number; runs: number }): Scenario {
  const ms = minutes * 60_000;
  return {
    name: 'nemesis',
    about: `${runs} runs in ${minutes} minutes, 5 % of agent calls fail, and something breaks every 5 to 15 s: every run ends, 99.9 % of those that could succeed do`,
    n: 1,
    leniency: { overlaps: true, failures: true },
    async prepare(hive) {
      for (const name of AGENTS) await enlist(hive, name, { mode: 'fail', share: SHARE_FAILING, latencyMs: 150 });
    },
    async inject(hive) {
      const [submitted, raged] = await Promise.all([submitAll(hive, runs, ms), rage(hive, ms)]);
      const ragedAt = Date.now();
      const { facts, violations } = await judge(hive, submitted);
      const faults = Object.values(raged).reduce((sum, n) => sum + n, 0);
      return {
        detectedMs: null,
        recoveredMs: Date.now() - ragedAt,
        faults,
        facts: { ...facts, ...raged },
        ...(violations ? { violations } : {}),
      };
    },
  };
}
