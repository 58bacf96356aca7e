import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Deps } from '../../src/server/deps.ts';
import { listRuns, listRunsSchema } from '../../src/server/use-cases/list-runs.ts';
import { readExposition } from '../../src/server/use-cases/read-exposition.ts';
import { readMetrics } from '../../src/server/use-cases/read-metrics.ts';
import { readOverview } from '../../src/server/use-cases/read-overview.ts';
import { readRecent } from '../../src/server/use-cases/read-series.ts';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { openStack, type Stack } from '../engine/open-stack.ts';
import { readOptions } from '../engine/read-options.ts';
import { spread } from '../engine/statistics.ts';
import { holdDuty, measureCost } from './measure-cost.ts';
import { measureRetention } from './measure-retention.ts';
import { measureViewers } from './measure-viewers.ts';
import { seedHistory } from './seed-history.ts';

// How long the pages of the control room take to read with a day of work stored: 1,000,000 tasks with 10,000,000 events at --scale 1. What
// measuring costs, and what removing old points costs the road.

/** A page is read within this, 95 of 100 times. Milliseconds. */
const LIMIT_MS = 200;
const HOUR_MS = 3_600_000;
/** `viewers` needs a build of these sources and is left out without one. */
const PARTS = ['viewers', 'cost', 'reads', 'retention'] as const;
type Part = (typeof PARTS)[number];

const say = (line: string) => process.stderr.write(`${line}\n`);

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

type Verdict = { line: string; kept: boolean };

/** One read again and again, each time as if nobody had asked before. */
async function measureRead(deps: Deps, name: string, repetitions: number): Promise<Verdict> {
  const read = READS[name] ?? readOverview;
  const times: number[] = [];
  // The first one pays for what is loaded and prepared once per process.
  await read(forgetful(deps));
  for (let round = 0; round < repetitions; round += 1) {
    const begun = performance.now();
    await read(forgetful(deps));
    times.push(performance.now() - begun);
  }
  const { p50, p95, max } = spread(times);
  const line = `${name.padEnd(28)} p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${max.toFixed(1)} ms`;
  return { line, kept: p95 <= LIMIT_MS };
}

interface Asked {
  tasks: number;
  repetitions: number;
  only: string[];
}

/** Each part with what it finds; the costs come first, since they fold the history that is read afterwards. */
async function* measureAll(stack: Stack, { tasks, repetitions, only }: Asked): AsyncGenerator<Verdict> {
  const wants = (part: Part) => only.includes(part);
  if (wants('viewers')) yield* await measureViewers(stack);
  if (!wants('cost') && !wants('reads') && !wants('retention')) return;
  await holdDuty(stack.deps);
  await seedHistory(stack.deps, { tasks, agents: 50, workflows: 40 }, say);
  if (wants('cost') || wants('reads')) yield await measureCost(stack.deps, say);
  if (wants('reads')) for (const name of Object.keys(READS)) yield await measureRead(stack.deps, name, repetitions);
  if (wants('retention')) yield await measureRetention(stack.deps, say);
}

function readAsked(args: string[]): Asked | null {
  const { values } = parseArgs({
    args,
    options: {
      scale: { type: 'string', default: '1' },
      repetitions: { type: 'string', default: '40' },
      only: { type: 'string', default: PARTS.join(',') },
    },
  });
  const [scale, repetitions, only] = [Number(values.scale), Number(values.repetitions), values.only.split(',')];
  const good = scale > 0 && scale <= 10 && Number.isInteger(repetitions) && repetitions > 0;
  if (!good || only.some((part) => !(PARTS as readonly string[]).includes(part))) return null;
  return { tasks: Math.round(1_000_000 * scale), repetitions, only };
}

/** @returns 1 when something takes longer than it may */
export async function benchData(args: string[]): Promise<number> {
  const asked = readAsked(args);
  if (asked === null) {
    process.stderr.write(`usage: npm run bench:data -- [--scale 0..10] [--repetitions N] [--only ${PARTS.join(',')}]\n`);
    return 2;
  }
  process.env.HIVE_ADMIN_EMAIL = 'bench@example.com';
  process.env.HIVE_ADMIN_PASSWORD = randomBytes(24).toString('base64url');
  const stack = await openStack(readOptions(asked.only.includes('viewers') ? [] : ['--no-web']), say);
  try {
    const { cpu, cores } = readMachine();
    process.stdout.write(`${asked.tasks} tasks, ${asked.tasks * 10} events; commit ${readCommit()}; ${cores} x ${cpu}\n`);
    let broken = 0;
    for await (const { line, kept } of measureAll(stack, asked)) {
      if (!kept) broken += 1;
      process.stdout.write(`${line}  ${kept ? 'PASS' : 'FAIL'}\n`);
    }
    return broken === 0 ? 0 : 1;
  } finally {
    await stack.close();
  }
}
