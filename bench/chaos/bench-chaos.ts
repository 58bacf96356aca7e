import { setMaxListeners } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isBuilt } from '../../scripts/source-hash.mjs';
import { readCommit, readDependencies, readMachine } from '../engine/describe-machine.ts';
import { type ChaosOptions, readOptions } from './read-options.ts';
import { type ChaosReport, chaosTables, type ScenarioReport, violationsOf } from './report.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { allScenarios } from './scenarios/index.ts';

// npm run chaos: breaks the real product in every way there is a scenario for, waits until it has healed, and holds its records against
// what the agents wrote down by themselves. Exit 1 when anything was violated; a promise of time that is missed is shown, and is no violation.

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEFAULT_SEED = 1;

const say = (line: string) => process.stderr.write(`chaos: ${line}\n`);

function list(scenarios: readonly Scenario[]): void {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, about, n } of scenarios) process.stdout.write(`${name.padEnd(width)}  ${about} (n=${n})\n`);
}

/** @returns null when a name is unknown, which is said */
function choose(scenarios: readonly Scenario[], names: readonly string[]): Scenario[] | null {
  if (names.length === 1 && names[0] === 'all') return [...scenarios];
  const known = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return names.flatMap((name) => known.get(name) ?? []);
  say(`no scenario ${unknown}; --list names them`);
  return null;
}

/** The command as others would repeat it: where files went on this machine is nobody's concern. */
function commandOf(args: string[]): string {
  const shown = args.map((arg) => (path.isAbsolute(arg) ? path.basename(arg) : arg));
  return `npm run chaos -- ${shown.join(' ')}`;
}

/** Ctrl-C and SIGTERM stop the scenario, which closes what it opened; a second one ends at once (and everything started with it). */
function stopOnSignal(): AbortSignal {
  const aborter = new AbortController();
  // Everything that waits listens to it.
  setMaxListeners(0, aborter.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (aborter.signal.aborted) process.exit(130);
      say(`${name}: cleaning up`);
      aborter.abort(new Error('stopped'));
    });
  }
  return aborter.signal;
}

/** @param keep is given what there is after every scenario: a run of an hour that breaks off has not been in vain */
async function runAll(
  scenarios: Scenario[],
  options: ChaosOptions & { seed: number },
  keep: (reports: ScenarioReport[]) => void,
): Promise<ScenarioReport[]> {
  const signal = stopOnSignal();
  const reports: ScenarioReport[] = [];
  for (const scenario of scenarios) {
    if (signal.aborted) break;
    const n = options.n ?? scenario.n;
    say(`${scenario.name}: ${scenario.about}`);
    try {
      reports.push(await runScenario(scenario, { n, seed: options.seed, backend: options.backend, signal, say }));
      keep(reports);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return reports;
}

/** @returns the exit code */
export async function benchChaos(args: string[]): Promise<number> {
  const options = readOptions(args);
  const scenarios = allScenarios(options);
  if (options.list || options.scenarios === undefined) {
    list(scenarios);
    return options.list ? 0 : 1;
  }
  const chosen = choose(scenarios, options.scenarios);
  if (chosen === null) return 1;
  if (!isBuilt(ROOT)) say('there is no build of these sources: the first start builds (npm run build)');
  const seed = options.seed ?? DEFAULT_SEED;
  const loadBefore = os.loadavg()[0] ?? 0;
  const reportOf = (scenarios: ScenarioReport[]): ChaosReport => ({
    format: 1,
    kind: 'chaos',
    takenAt: new Date().toISOString(),
    command: commandOf(args),
    commit: readCommit(),
    machine: readMachine(),
    versions: readDependencies(),
    seed,
    loadAverage: [loadBefore, os.loadavg()[0] ?? 0],
    scenarios,
  });
  const keep = (reports: ScenarioReport[]) => {
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(reportOf(reports), null, 1)}\n`);
  };
  const reports = await runAll(chosen, { ...options, seed }, keep);
  process.stdout.write(`${chaosTables(reportOf(reports))}\n`);
  const stopped = reports.length < chosen.length;
  return stopped || reports.some((one) => violationsOf(one).length > 0) ? 1 : 0;
}
