import { parseArgs } from 'node:util';
import type { Deps } from '../../src/server/deps.ts';
import { listRuns, listRunsSchema } from '../../src/server/use-cases/list-runs.ts';
import { readExposition } from '../../src/server/use-cases/read-exposition.ts';
import { readMetrics } from '../../src/server/use-cases/read-metrics.ts';
import { readOverview } from '../../src/server/use-cases/read-overview.ts';
import { readRecent } from '../../src/server/use-cases/read-series.ts';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { openStack } from '../engine/open-stack.ts';
import { readOptions } from '../engine/read-options.ts';
import { spread } from '../engine/statistics.ts';
import { seedHistory } from './seed-history.ts';

// How long the pages of the control room take to read with a day of work stored: 1,000,000 tasks with 10,000,000 events at --scale 1.

/** A page is read within this, 95 of 100 times. Milliseconds. */
const LIMIT_MS = 200;
const HOUR_MS = 3_600_000;

const runs = (deps: Deps, filter: object) => listRuns(deps, listRunsSchema.parse(filter));

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
  runs: (deps) => runs(deps, {}),
  'runs that failed': (deps) => runs(deps, { status: ['failed'] }),
  'runs of a workflow': (deps) => runs(deps, { workflowId: 'workflow-7' }),
  'runs by text': (deps) => runs(deps, { text: 'Run 12345' }),
  'runs that ended in an hour': (deps) =>
    runs(deps, { endedFrom: new Date(Date.now() - 2 * HOUR_MS), endedTo: new Date(Date.now() - HOUR_MS) }),
};

/** Deps that remember nothing of earlier answers: what is remembered hangs on the feed. */
const forgetful = (deps: Deps): Deps => ({ ...deps, feed: Object.create(deps.feed) as Deps['feed'] });

/** @returns 1 when a read takes longer than it may */
export async function benchData(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { scale: { type: 'string', default: '1' }, repetitions: { type: 'string', default: '40' } },
  });
  const [scale, repetitions] = [Number(values.scale), Number(values.repetitions)];
  if (!(scale > 0 && scale <= 10) || !(Number.isInteger(repetitions) && repetitions > 0)) {
    process.stderr.write('usage: npm run bench:data -- [--scale 0..10] [--repetitions N]\n');
    return 2;
  }
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const stack = await openStack(readOptions(['--no-web']), say);
  try {
    const tasks = Math.round(1_000_000 * scale);
    await seedHistory(stack.deps, { tasks, agents: 50, workflows: 40 }, say);
    const { cpu, cores } = readMachine();
    process.stdout.write(`${tasks} tasks, ${tasks * 10} events; commit ${readCommit()}; ${cores} x ${cpu}\n`);
    let slow = 0;
    for (const [name, read] of Object.entries(READS)) {
      const times: number[] = [];
      // The first one pays for what is loaded and prepared once per process.
      await read(forgetful(stack.deps));
      for (let round = 0; round < repetitions; round += 1) {
        const deps = forgetful(stack.deps);
        const begun = performance.now();
        await read(deps);
        times.push(performance.now() - begun);
      }
      const { p50, p95, max } = spread(times);
      if (p95 > LIMIT_MS) slow += 1;
      const verdict = p95 <= LIMIT_MS ? 'PASS' : 'FAIL';
      process.stdout.write(`${name.padEnd(28)} p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(1)} ms  ${verdict}\n`);
    }
    return slow === 0 ? 0 : 1;
  } finally {
    await stack.close();
  }
}
