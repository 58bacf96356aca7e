import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { reportTables } from '../report-tables.mjs';
import { chain, diamond, fan, mapOver } from './definitions.ts';
import { readCommit, readMachine, readVersions } from './describe-machine.ts';
import { judgeFigures } from './judge-figures.ts';
import { measureAlone, measureOverHttp } from './measure-alone.ts';
import { measureIdle } from './measure-idle.ts';
import { measureLatency } from './measure-latency.ts';
import { measureRaw } from './measure-raw.ts';
import { openStack, type Stack } from './open-stack.ts';
import { type BenchOptions, type Part, readOptions } from './read-options.ts';
import { readMemory } from './read-processes.ts';
import type { Figures, Report } from './report.ts';
import { runSoak } from './run-soak.ts';
import { runOnce, runWorkload, type Workload } from './run-workload.ts';
import { seedFleet } from './seed-fleet.ts';

// The benchmark of the engine: idle -> raw limits -> W1, W2, W3, W5, W6 -> 10,000 tasks -> W4 -> assignment latency. Runs are handed in by this
// process through the same use case as the web process calls; only W4 goes over HTTP.

const LATENCY_LOAD = { tasksPerSecond: 200, ms: 30_000 };

const WORKLOADS: { part: Part; workload: Workload }[] = [
  { part: 'w1', workload: { name: 'w1', runs: 200, definition: chain(10) } },
  { part: 'w2', workload: { name: 'w2', runs: 1, definition: fan(1_000) } },
  { part: 'w3', workload: { name: 'w3', runs: 200, definition: diamond() } },
  { part: 'w5', workload: { name: 'w5-50', runs: 50, definition: chain(10) } },
  { part: 'w5', workload: { name: 'w5-200', runs: 200, definition: chain(10) } },
  { part: 'w5', workload: { name: 'w5-800', runs: 800, definition: chain(10) } },
  { part: 'w6', workload: { name: 'w6', runs: 1, definition: mapOver(10_000), added: 10_000 } },
  { part: 'big', workload: { name: 'wide-1000', runs: 10, definition: fan(999) } },
  { part: 'big', workload: { name: 'wide-10000', runs: 1, definition: fan(9_999) } },
];

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);

/** A process that has just started is still compiling; what is promised is promised of one that has worked. */
const WARM_UP: Workload[] = [
  { name: 'chains', runs: 200, definition: chain(10) },
  { name: 'diamonds', runs: 200, definition: diamond() },
];
const WARM_UP_ROUNDS = 3;

async function warmUp(stack: Stack): Promise<void> {
  say('warming up');
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) for (const workload of WARM_UP) await runOnce(stack.deps, workload);
}

async function measureWorkloads(stack: Stack, options: BenchOptions): Promise<Figures['workloads']> {
  const results: Figures['workloads'] = [];
  for (const { part, workload } of WORKLOADS) {
    if (!options.parts.has(part)) continue;
    say(`${workload.name}: ${workload.runs} runs of ${workload.definition.tasks.length + (workload.added ?? 0)} tasks`);
    results.push(await runWorkload(stack.deps, workload, options.repetitions));
  }
  return results;
}

async function measureAll(stack: Stack, options: BenchOptions): Promise<Figures> {
  const { deps } = stack;
  const figures: Figures = { workloads: [], memory: [] };
  const wants = (part: Part) => options.parts.has(part);
  if (wants('idle')) {
    say('idle: 75 seconds without work');
    figures.idle = await measureIdle();
  }
  await seedFleet(deps);
  if (options.soakMinutes !== undefined) {
    figures.soak = await runSoak(deps, options.soakMinutes, say);
    return { ...figures, memory: figures.soak.end };
  }
  if (wants('raw')) {
    say('raw limits');
    figures.raw = await measureRaw(deps, options.repetitions);
  }
  await warmUp(stack);
  figures.workloads = await measureWorkloads(stack, options);
  if (wants('w4')) {
    say('w4: one run after another');
    figures.alone = await measureAlone(deps);
    figures.http = await measureOverHttp(stack);
  }
  if (wants('latency')) {
    say('assignment latency: half a minute of 200 tasks/s');
    figures.latency = await measureLatency(deps, LATENCY_LOAD);
  }
  return { ...figures, memory: readMemory() };
}

/** The command as others would repeat it: where files went on this machine is nobody's concern. */
function commandOf(args: string[]): string {
  const shown = args.map((arg) => (path.isAbsolute(arg) ? path.basename(arg) : arg));
  return ['npm run bench:engine', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ');
}

async function report(stack: Stack, options: BenchOptions, args: string[]): Promise<Report> {
  const loadBefore = os.loadavg()[0] ?? 0;
  const figures = await measureAll(stack, options);
  return {
    format: 1,
    takenAt: new Date().toISOString(),
    command: commandOf(args),
    commit: readCommit(),
    machine: readMachine(),
    versions: await readVersions(stack.deps.db.pool),
    setting: {
      backend: options.backend,
      workers: options.workers,
      repetitions: options.repetitions,
      web: stack.web !== null,
      loadAverage: [loadBefore, os.loadavg()[0] ?? 0],
    },
    figures,
    verdicts: judgeFigures(figures),
  };
}

/**
 * Runs the benchmark and prints its tables.
 * @returns the exit code: 0 when nothing that was measured missed its target
 * @throws Error when a record is wrong: then no figure counts
 */
export async function benchEngine(args: string[]): Promise<number> {
  const options = readOptions(args);
  const stack = await openStack(options, say);
  try {
    const result = await report(stack, options, args);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
    process.stdout.write(`${reportTables(result)}\n`);
    return result.verdicts.some((verdict) => verdict.met === false) ? 1 : 0;
  } finally {
    await stack.close();
  }
}
