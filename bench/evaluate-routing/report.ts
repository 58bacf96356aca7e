import type { Replayed } from './replay.ts';

/** The published result; every figure is a mean over the seeds. Ratios are 0..1. */
export interface RoutingReport {
  n: number;
  seeds: number;
  policy: string;
  capabilities: string;
  success_rate: number;
  regret: number;
  brier: number;
  ece: number;
  log_loss: number;
  decisions_per_second: number;
  learned_success_ratio: number;
  share: Record<string, number>;
  reference: Record<string, { success_rate: number; regret: number }>;
}

export function toReport(of: {
  setup: { n: number; seeds: number; policy: string; capabilities: string };
  agents: readonly string[];
  main: readonly Replayed[];
  references: Readonly<Record<string, readonly Replayed[]>>;
}): RoutingReport {
  const { main } = of;
  return {
    ...of.setup,
    success_rate: mean(main, ({ successRate }) => successRate),
    regret: mean(main, ({ regret }) => regret),
    brier: mean(main, ({ brier }) => brier),
    ece: mean(main, ({ ece }) => ece),
    log_loss: mean(main, ({ logLoss }) => logLoss),
    decisions_per_second: Math.round(mean(main, ({ decisionsPerSecond }) => decisionsPerSecond)),
    learned_success_ratio: mean(main, ({ learnedRatio }) => learnedRatio),
    share: Object.fromEntries(of.agents.map((id, at) => [id, mean(main, ({ shares }) => shares[at] as number)])),
    reference: Object.fromEntries(
      Object.entries(of.references).map(([name, runs]) => [
        name,
        { success_rate: mean(runs, ({ successRate }) => successRate), regret: mean(runs, ({ regret }) => regret) },
      ]),
    ),
  };
}

/** Rounded to a millionth. */
function mean(runs: readonly Replayed[], figureOf: (run: Replayed) => number): number {
  return Math.round((runs.reduce((sum, run) => sum + figureOf(run), 0) / runs.length) * 1e6) / 1e6;
}

export function printReport(report: RoutingReport): string {
  const figure = (value: number) => value.toFixed(4);
  const line = (name: string, success: number, regret: number) => `${name.padEnd(24)}${figure(success)}   ${figure(regret)}`;
  const shares = Object.entries(report.share).sort(([, a], [, b]) => b - a);
  return [
    `${report.n} tasks, ${shares.length} agents, ${report.seeds} seeds, capabilities as ${report.capabilities}`,
    '',
    `${'policy'.padEnd(24)}success  regret per task`,
    line(report.policy, report.success_rate, report.regret),
    ...Object.entries(report.reference).map(([name, of]) => line(`  ${name}`, of.success_rate, of.regret)),
    '',
    `Brier ${figure(report.brier)}   ECE ${figure(report.ece)}   log loss ${figure(report.log_loss)}   ${report.decisions_per_second} decisions/s`,
    `choosing by what was learned: ${figure(report.learned_success_ratio)} of the best per type in hindsight`,
    '',
    'share per agent',
    ...shares.map(([id, share]) => `  ${id.padEnd(30)} ${figure(share)}`),
    '',
  ].join('\n');
}
