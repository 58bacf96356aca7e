import fs from 'node:fs';
import path from 'node:path';
import { InvalidError } from '../../src/server/core/errors.ts';
import { type Evaluation, evaluateInstance } from './evaluate-instance.ts';
import type { Instance } from './instance.ts';
import { readInstances } from './read-instances.ts';
import { type EvaluationOptions, readOptions } from './read-options.ts';
import { TypePriors } from './type-priors.ts';

export interface ScheduleReport {
  geometric_mean_ratio: number;
  workflows: Evaluation[];
  /** Geometric means of the same ratio. */
  reference: { fifo: number; heft: number };
}

/** The evaluation as a command; the answer is its exit code. */
export function evaluateSchedule(args: string[]): number {
  try {
    const options = readOptions(args);
    const report = evaluate(options);
    if (options.json !== undefined) writeReport(options.json, report);
    process.stdout.write(`${describe(report, options)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    process.stderr.write(`eval:schedule: ${error.message}\n`);
    return 1;
  }
}

/** @throws InvalidError when a file or folder cannot be read */
export function evaluate(options: EvaluationOptions): ScheduleReport {
  const { speeds, hedge } = options;
  const instances = readInstances(options.dag);
  const priorsFor = openHistory(options, instances);
  const workflows = instances.map((instance) => evaluateInstance(instance, { speeds, priors: priorsFor(instance), hedge }));
  return {
    geometric_mean_ratio: geometricMean(workflows.map(({ ratio }) => ratio)),
    workflows,
    reference: {
      fifo: geometricMean(workflows.map(({ fifo_ratio }) => fifo_ratio)),
      heft: geometricMean(workflows.map(({ heft_ratio }) => heft_ratio)),
    },
  };
}

function openHistory(
  { estimates, history, leaveOneOut }: EvaluationOptions,
  instances: readonly Instance[],
): (instance: Instance) => TypePriors | null {
  if (estimates === 'true') return () => null;
  if (leaveOneOut) return (instance) => new TypePriors(instances.filter((other) => other !== instance));
  const priors = new TypePriors(history === undefined ? [] : readInstances(history));
  return () => priors;
}

export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

function writeReport(file: string, report: ScheduleReport): void {
  const target = path.resolve(file);
  try {
    fs.writeFileSync(target, `${JSON.stringify(report, null, 2)}\n`);
  } catch {
    throw new InvalidError(`${file}: cannot be written`);
  }
}

function describe({ workflows, geometric_mean_ratio, reference }: ScheduleReport, options: EvaluationOptions): string {
  const width = Math.max(...workflows.map(({ name }) => name.length), 'geometric mean'.length);
  const line = (name: string, cells: string[]) => [name.padEnd(width), ...cells.map((cell) => cell.padStart(12))].join(' ');
  const ratios = (ours: number, fifo: number, heft: number) => [ours, fifo, heft].map((ratio) => ratio.toFixed(3));
  const worst = Math.max(...workflows.map(({ ratio, fifo_ratio }) => ratio / fifo_ratio));
  return [
    `${options.speeds.length} agents, estimates: ${options.estimates}${options.hedge ? ', second attempts' : ''}; ratios to the lower bound`,
    line('workflow', ['makespan s', 'bound s', 'ratio', 'fifo', 'heft']),
    ...workflows.map((row) =>
      line(row.name, [row.makespan_s.toFixed(1), row.lower_bound_s.toFixed(1), ...ratios(row.ratio, row.fifo_ratio, row.heft_ratio)]),
    ),
    line('geometric mean', ['', '', ...ratios(geometric_mean_ratio, reference.fifo, reference.heft)]),
    `at most ${worst.toFixed(3)} times FIFO; ${workflows.reduce((sum, { hedges }) => sum + hedges, 0)} second attempts`,
  ].join('\n');
}
