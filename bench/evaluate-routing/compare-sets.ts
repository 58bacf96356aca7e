import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEFAULT_LIMITS } from '../../src/server/core/routing/choose-agent.ts';
import { prepareLearned } from './learned-policy.ts';
import { LABELS, makeSet, SET_KINDS, type SetOptions } from './make-sets.ts';
import type { PreparePolicy } from './policy.ts';
import { REFERENCE_POLICIES } from './reference-policies.ts';
import { openArena, type Replayed, replayAll } from './replay.ts';
import type { CapabilityUse } from './world.ts';

// The tables of docs/evaluation.md: every policy on many drawn fleets, as mean and standard error over the fleets.

const REFERENCE = 'hierarchical-thompson';

const schema = z.strictObject({
  kind: z.enum(SET_KINDS),
  labels: z.enum(LABELS).default('none'),
  history: z.coerce.number().min(0).max(1).default(0),
  capabilities: z.enum(['prior', 'filter']).default('prior'),
  instances: z.coerce.number().int().min(2).default(40),
  first: z.coerce.number().int().min(0).default(1),
  seeds: z.coerce.number().int().min(1).default(3),
  policies: z.string().default('all'),
});

const POLICIES: Readonly<Record<string, PreparePolicy>> = {
  learned: prepareLearned(),
  'learned-greedy': prepareLearned({ ...DEFAULT_LIMITS, curiosity: 0, floorShare: 0 }),
  ...REFERENCE_POLICIES,
};

interface Spread {
  mean: number;
  error: number;
}

/** Prints one table. @returns the exit code */
export function compareSets(args: string[]): number {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { kind: text, labels: text, history: text, capabilities: text, instances: text, first: text, seeds: text, policies: text },
  });
  const { kind, labels, history, capabilities, instances, first, seeds, policies } = schema.parse({ ...values });
  const names = [...new Set([REFERENCE, ...(policies === 'all' ? Object.keys(POLICIES) : policies.split(','))])];
  process.stdout.write(`${kind}, labels ${labels} as ${capabilities}, history ${history}: ${instances} fleets x ${seeds} orders\n\n`);
  process.stdout.write('| policy | regret | against reference | success | Brier | ECE | learned |\n|---|---|---|---|---|---|---|\n');
  let reference: number[] = [];
  for (const name of names) {
    const runs = Array.from({ length: instances }, (_, at) =>
      average({ kind, labels, history, seed: first + at }, { capabilities, prepare: POLICIES[name] as PreparePolicy, seeds }),
    );
    const regrets = runs.map(({ regret }) => regret);
    if (name === REFERENCE) reference = regrets;
    process.stdout.write(`${tableRow(name, runs, relative(regrets, reference))}\n`);
  }
  return 0;
}

type Averages = Pick<Replayed, 'regret' | 'successRate' | 'brier' | 'ece' | 'learnedRatio'>;

function average(set: SetOptions, by: { capabilities: CapabilityUse; prepare: PreparePolicy; seeds: number }): Averages {
  const runs = replayAll(openArena(makeSet(set), by.capabilities), by.prepare, by.seeds);
  const mean = (key: keyof Averages) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
  return {
    regret: mean('regret'),
    successRate: mean('successRate'),
    brier: mean('brier'),
    ece: mean('ece'),
    learnedRatio: mean('learnedRatio'),
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** The difference in regret fleet by fleet, in percent of the reference. */
function relative(regrets: readonly number[], reference: readonly number[]): Spread {
  const base = spread(reference).mean;
  return spread(regrets.map((regret, at) => (100 * (regret - (reference[at] as number))) / base));
}

function tableRow(name: string, runs: readonly Averages[], change: Spread): string {
  const cell = (values: number[]) => {
    const { mean, error } = spread(values);
    return `${mean.toFixed(4)} ± ${error.toFixed(4)}`;
  };
  const cells = [
    name,
    cell(runs.map(({ regret }) => regret)),
    name === REFERENCE ? '' : `${change.mean.toFixed(0)} % ± ${change.error.toFixed(0)}`,
    cell(runs.map(({ successRate }) => successRate)),
    spread(runs.map(({ brier }) => brier)).mean.toFixed(4),
    spread(runs.map(({ ece }) => ece)).mean.toFixed(4),
    spread(runs.map(({ learnedRatio }) => learnedRatio)).mean.toFixed(3),
  ];
  return `| ${cells.join(' | ')} |`;
}
