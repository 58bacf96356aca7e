import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type AblationRun, ablatePersona, TRUTHS, type Truth } from './ablate-persona.ts';

const schema = z.strictObject({
  first: z.coerce.number().int().min(0).default(1),
  seeds: z.coerce.number().int().min(2).default(20),
  tasks: z.coerce.number().int().min(10).multipleOf(10).default(1_000),
});

/** Prints the tables of the persona ablation in docs/evaluation.md. @returns the exit code */
export function reportAblation(args: string[]): number {
  const text = { type: 'string' } as const;
  const { first, seeds, tasks } = schema.parse({ ...parseArgs({ args, options: { first: text, seeds: text, tasks: text } }).values });
  process.stdout.write(`${seeds} fleets x ${tasks} tasks; mean ± standard error\n\n`);
  process.stdout.write(
    '| persona | success with the component | without personas | difference | cost with, USD | without, USD |\n|---|---|---|---|---|---|\n',
  );
  const runs = new Map<Truth, AblationRun[]>();
  for (const truth of Object.keys(TRUTHS) as Truth[]) {
    const of = (persona: boolean) => Array.from({ length: seeds }, (_, at) => ablatePersona({ truth, seed: first + at, tasks, persona }));
    const [using, without] = [of(true), of(false)];
    runs.set(truth, using);
    const difference = using.map(({ success }, at) => success - (without[at] as AblationRun).success);
    const cells = [using.map(({ success }) => success), without.map(({ success }) => success), difference].map((values) =>
      spread(values, 3),
    );
    const costs = [using, without].map((all) =>
      spread(
        all.map(({ meanCostUsd }) => meanCostUsd),
        5,
      ),
    );
    process.stdout.write(`| ${[truth, ...cells, ...costs].join(' | ')} |\n`);
  }
  process.stdout.write(
    '\n| persona | lift in the trial | its 90 % interval, mean ends | cost difference, USD | contested outcomes |\n|---|---|---|---|---|\n',
  );
  for (const [truth, all] of runs) process.stdout.write(`| ${[truth, ...trialCells(all)].join(' | ')} |\n`);
  process.stdout.write(`\n| persona, fleets with verdict on / off / testing | ${tenths(tasks).join(' | ')} |\n|---|${'---|'.repeat(10)}\n`);
  for (const [truth, all] of runs) {
    const cells = tenths(tasks).map((_, at) =>
      (['on', 'off', 'testing'] as const).map((verdict) => all.filter(({ verdicts }) => verdicts[at] === verdict).length).join(' / '),
    );
    process.stdout.write(`| ${[truth, ...cells].join(' | ')} |\n`);
  }
  return 0;
}

const tenths = (tasks: number) => Array.from({ length: 10 }, (_, at) => ((at + 1) * tasks) / 10);

function trialCells(runs: readonly AblationRun[]): string[] {
  const lifts = runs.flatMap(({ judgement }) => (judgement.lift === null ? [] : [judgement.lift]));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    spread(
      lifts.map((lift) => lift.mean),
      3,
    ),
    `${mean(lifts.map(({ low }) => low)).toFixed(3)} to ${mean(lifts.map(({ high }) => high)).toFixed(3)}`,
    spread(
      runs.flatMap(({ judgement }) => judgement.costDifferenceUsd ?? []),
      5,
    ),
    mean(runs.map(({ arms }) => arms.with.total + arms.without.total)).toFixed(0),
  ];
}

function spread(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance / values.length).toFixed(digits)}`;
}
