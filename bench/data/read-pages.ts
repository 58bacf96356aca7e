import type { Deps } from '../../src/server/deps.ts';
import { listRuns, listRunsSchema } from '../../src/server/use-cases/list-runs.ts';
import { readExposition } from '../../src/server/use-cases/read-exposition.ts';
import { readMetrics } from '../../src/server/use-cases/read-metrics.ts';
import { readOverview } from '../../src/server/use-cases/read-overview.ts';
import { readRecent } from '../../src/server/use-cases/read-series.ts';
import { cpuBetween, readCpu } from '../engine/read-processes.ts';
import { spread } from '../engine/statistics.ts';
import type { Found, ReadFigures } from './figures.ts';

// How long what the control room shows takes to read with a day of work stored.

/** A page is read within this, 95 of 100 times. Milliseconds. */
const LIMIT_MS = 200;
const HOUR_MS = 3_600_000;

const runs = (filter: object) => (deps: Deps) => listRuns(deps, listRunsSchema.parse(filter));
const ended = (hours: number) => ({
  endedFrom: new Date(Date.now() - hours * HOUR_MS),
  endedTo: new Date(Date.now() - (hours - 1) * HOUR_MS),
});

const READS: Record<string, (deps: Deps) => Promise<unknown>> = {
  overview: readOverview,
  'metrics, 5 minutes': (deps) => readMetrics(deps, 300),
  'metrics, 1 hour': (deps) => readMetrics(deps, 3_600),
  'lines of a dashboard': (deps) =>
    readRecent(deps, {
      names: ['completed_tasks', 'failed_tasks', 'routing_accuracy_percent'],
      seconds: 86_400,
      compare: true,
      points: 800,
    }),
  'Prometheus text': readExposition,
  runs: runs({}),
  'runs that completed': runs({ status: ['completed'] }),
  'runs that failed': runs({ status: ['failed'] }),
  'runs that were cancelled (none)': runs({ status: ['cancelled'] }),
  'runs of a workflow': runs({ workflowId: 'workflow-7' }),
  'runs of a workflow that failed (none)': runs({ workflowId: 'workflow-7', status: ['failed'] }),
  'runs by text': runs({ text: 'Run 12345' }),
  'runs by text (none)': runs({ text: 'nowhere to be found' }),
  'runs that ended within the hour before': runs(ended(2)),
  'runs that ended 20 hours ago': runs(ended(20)),
  'runs that ended 20 hours ago and failed': runs({ ...ended(20), status: ['failed'] }),
  'runs that ended long ago (none)': runs({ endedTo: new Date(0) }),
};

/** Deps that remember nothing of earlier answers: what is remembered hangs on the feed. */
const forgetful = (deps: Deps): Deps => ({ ...deps, feed: Object.create(deps.feed) as Deps['feed'] });

/** One read again and again, each time as if nobody had asked before. */
async function measureRead(deps: Deps, name: string, repetitions: number): Promise<ReadFigures> {
  const read = READS[name] ?? readOverview;
  const times: number[] = [];
  // The first one pays for what is loaded and prepared once per process.
  await read(forgetful(deps));
  const before = readCpu();
  for (let round = 0; round < repetitions; round += 1) {
    const begun = performance.now();
    await read(forgetful(deps));
    times.push(performance.now() - begun);
  }
  const { postgres, submitter } = cpuBetween(before, readCpu());
  const { p50, p95, max } = spread(times);
  return { name, p50, p95, max, cpuMs: (postgres + submitter) / repetitions };
}

export async function measureReads(deps: Deps, repetitions: number, say: (line: string) => void): Promise<Found> {
  const reads: ReadFigures[] = [];
  for (const name of Object.keys(READS)) {
    const figures = await measureRead(deps, name, repetitions);
    reads.push(figures);
    say(`${name}: p95 ${figures.p95.toFixed(0)} ms, CPU ${figures.cpuMs.toFixed(1)} ms`);
  }
  const verdicts = reads.map(({ name, p95 }) => ({
    name: `reading: ${name}, p95`,
    target: `at most ${LIMIT_MS} ms`,
    value: `${p95.toFixed(0)} ms`,
    met: p95 <= LIMIT_MS,
  }));
  return { verdicts, reads };
}
