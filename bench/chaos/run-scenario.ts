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

type Dated = Injection & { at: string };

/** Injects until there are so many. Those of a batch begin together; what was measured before one breaks is kept by the caller. */
async function injectAll(scenario: Scenario, hive: OpenedHive, { n, say, keep }: RunOptions & { keep(one: Dated): void }): Promise<void> {
  const { name, together = 1 } = scenario;
  let done = 0;
  const one = async () => {
    const at = new Date().toISOString();
    const injection = await scenario.inject(hive);
    keep({ at, ...injection });
    done += 1;
    const facts = Object.entries(injection.facts ?? {}).map(([fact, value]) => `${fact} ${value}`);
    const told = [`detected ${shown(injection.detectedMs)}`, `recovered ${shown(injection.recoveredMs)}`, ...facts].join(', ');
    say(`${name} ${done}/${n}: ${told}`);
    for (const violation of injection.violations ?? []) say(`${name}: VIOLATION ${violation}`);
  };
  await scenario.prepare?.(hive);
  while (done < n) await Promise.all(Array.from({ length: Math.min(together, n - done) }, one));
}

/**
 * Runs one scenario on a product of its own. What breaks in the scenario itself, or keeps the product from starting, counts as a violation,
 * with the records as they are then. @throws the signal's reason only
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioReport> {
  const { seed, signal, say } = options;
  const backend = scenario.demands?.backend ?? options.backend;
  const report = nothing(scenario, backend);
  const missing = scenario.missing?.() ?? null;
  if (missing !== null) return { ...report, missing };
  const note = (error: unknown) => {
    signal.throwIfAborted();
    report.violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    say(`${scenario.name}: ${report.violations.at(-1)}`);
  };
  try {
    const hive = await openHive({ demands: { ...scenario.demands, backend }, random: seededRandom(seed), signal, say });
    try {
      await injectAll(scenario, hive, { ...options, keep: (one) => report.injections.push(one) }).catch(note);
      report.verdict = await checkTruth(hive, scenario.leniency);
    } finally {
      await hive.close();
    }
  } catch (error) {
    // The scenarios after it are run all the same.
    note(error);
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
