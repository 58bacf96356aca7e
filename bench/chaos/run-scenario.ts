import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { checkTruth } from './check-truth.ts';
import { judgePromises, type ScenarioReport, spreadOf, violationsOf } from './report.ts';
import type { Injection, Scenario } from './scenario.ts';
import { type OpenedHive, openHive } from './stack/open-hive.ts';

export interface RunOptions {
  n: number;
  seed: number;
  backend: 'postgres' | 'redis';
  signal: AbortSignal;
  say(line: string): void;
}

const nothing = (scenario: Scenario, backend: 'postgres' | 'redis'): ScenarioReport => ({
  name: scenario.name,
  missing: null,
  backend,
  faults: 0,
  injections: [],
  detected: null,
  recovered: null,
  verdict: null,
  violations: [],
  promises: [],
});

const shown = (ms: number | null) => (ms === null ? '-' : `${Math.round(ms)} ms`);

async function injectAll(scenario: Scenario, hive: OpenedHive, { n, say }: RunOptions): Promise<(Injection & { at: string })[]> {
  const injections: (Injection & { at: string })[] = [];
  await scenario.prepare?.(hive);
  for (let done = 0; done < n; done += 1) {
    const at = new Date().toISOString();
    const injection = await scenario.inject(hive);
    injections.push({ at, ...injection });
    const facts = Object.entries(injection.facts ?? {}).map(([name, value]) => `${name} ${value}`);
    const told = [`detected ${shown(injection.detectedMs)}`, `recovered ${shown(injection.recoveredMs)}`, ...facts].join(', ');
    say(`${scenario.name} ${done + 1}/${n}: ${told}`);
    for (const violation of injection.violations ?? []) say(`${scenario.name}: VIOLATION ${violation}`);
  }
  return injections;
}

/** Runs one scenario on a product of its own. What breaks in the scenario itself counts as a violation, with the records as they are then. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioReport> {
  const { seed, signal, say } = options;
  const backend = scenario.demands?.backend ?? options.backend;
  const report = nothing(scenario, backend);
  const missing = scenario.missing?.() ?? null;
  if (missing !== null) return { ...report, missing };
  const hive = await openHive({ demands: { ...scenario.demands, backend }, random: seededRandom(seed), signal, say });
  try {
    try {
      report.injections = await injectAll(scenario, hive, options);
    } catch (error) {
      signal.throwIfAborted();
      report.violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      say(`${scenario.name}: ${report.violations.at(-1)}`);
    }
    report.verdict = await checkTruth(hive, scenario.leniency);
  } finally {
    await hive.close();
  }
  const { injections } = report;
  report.faults = injections.reduce((sum, { faults = 1 }) => sum + faults, 0);
  report.violations.push(...injections.flatMap(({ violations = [] }) => violations));
  report.detected = spreadOf(injections.map(({ detectedMs }) => detectedMs));
  report.recovered = spreadOf(injections.map(({ recoveredMs }) => recoveredMs));
  report.promises = judgePromises(scenario.promises ?? [], report);
  for (const violation of violationsOf(report)) say(`${scenario.name}: VIOLATION ${violation}`);
  return report;
}
