import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { type ChoiceFigures, growthExponent, measureChoice } from './measure-choice.ts';

const CANDIDATES = [10, 50, 200, 1_000, 10_000];
/** Median ms per task in a batch, by candidates. */
const TARGETS: Readonly<Record<number, number>> = { 200: 1, 10000: 10 };

const USAGE = `usage: npm run bench:routing -- [--json FILE]
`;

/** What choosing an agent costs as fleets grow. @returns the exit code: 1 when the command line is not understood */
export function benchRouting(args: string[]): number {
  let json: string | undefined;
  try {
    json = parseArgs({ args, options: { json: { type: 'string' } } }).values.json;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 1;
  }
  const figures = CANDIDATES.map(measureChoice);
  const report = {
    machine: readMachine(),
    commit: readCommit(),
    choice: figures,
    growth_exponent: growthExponent(figures),
    targets: Object.entries(TARGETS).map(([candidates, limitMs]) => judge(figures, Number(candidates), limitMs)),
  };
  if (json !== undefined) fs.writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(
    '| candidates | tasks | ms per task, median | worst | CPU ms per task | CPU ms per task alone |\n|---|---|---|---|---|---|\n',
  );
  for (const { candidates, tasks, medianMs, worstMs, cpuMs, aloneCpuMs } of figures) {
    const cells = [medianMs, worstMs, cpuMs, aloneCpuMs].map((ms) => ms.toFixed(4)).join(' | ');
    process.stdout.write(`| ${candidates} | ${tasks} | ${cells} |\n`);
  }
  process.stdout.write(`\ncost grows with candidates ^ ${report.growth_exponent.toFixed(2)}\n`);
  for (const { candidates, limitMs, met } of report.targets) {
    process.stdout.write(`${candidates} candidates in at most ${limitMs} ms: ${met ? 'met' : 'missed'}\n`);
  }
  return 0;
}

function judge(figures: readonly ChoiceFigures[], candidates: number, limitMs: number) {
  const measured = figures.find((figure) => figure.candidates === candidates);
  return { candidates, limitMs, met: measured !== undefined && measured.medianMs <= limitMs };
}
