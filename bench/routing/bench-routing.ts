import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { growthExponent, measureRouting, type RoutingFigures } from './measure-routing.ts';

const AGENTS = [10, 50, 100, 200, 1_000, 10_000];
const BATCHES = [1, 50, 200, 500];
/** Growth is judged at this batch, from 50 agents on: below, it is the record that costs. */
const GROWTH = { batch: 200, fromAgents: 50 };

interface Promised {
  name: string;
  limit: number;
  measured: number;
  met: boolean;
}

const USAGE = `usage: npm run bench:routing -- [--json FILE]
`;

/** What routing costs as fleets and batches grow. @returns the exit code: 1 when the command line is not understood */
export function benchRouting(args: string[]): number {
  let json: string | undefined;
  try {
    json = parseArgs({ args, options: { json: { type: 'string' } } }).values.json;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 1;
  }
  process.stdout.write(
    '| agents | batch | personas | ms per task, median | worst | CPU ms per task | first batch |\n|---|---|---|---|---|---|---|\n',
  );
  const figures: RoutingFigures[] = [];
  for (const personas of [false, true]) {
    for (const agents of AGENTS) {
      for (const batch of BATCHES) {
        const figure = measureRouting({ agents, batch, personas });
        figures.push(figure);
        const cells = [figure.medianMs, figure.worstMs, figure.cpuMs, figure.firstCpuMs].map((ms) => ms.toFixed(4)).join(' | ');
        process.stdout.write(`| ${agents} | ${batch} | ${personas ? 'on trial' : 'none'} | ${cells} |\n`);
      }
    }
  }
  const growth = [false, true].map((personas) => growthOf(figures.filter((figure) => figure.personas === personas)));
  const promises = judgePromises(figures, growth);
  process.stdout.write('\n');
  for (const { name, limit, measured, met } of promises) {
    process.stdout.write(`${met ? 'PASS' : 'FAIL'} ${name}: ${measured.toFixed(3)}, promised at most ${limit}\n`);
  }
  if (json !== undefined) {
    const report = { machine: readMachine(), commit: readCommit(), routing: figures, growth_exponents: growth, promises };
    fs.writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  return 0;
}

function growthOf(figures: readonly RoutingFigures[]): number {
  return growthExponent(figures.filter(({ agents, batch }) => batch === GROWTH.batch && agents >= GROWTH.fromAgents));
}

/** Each promise by the worst figure it speaks of. */
export function judgePromises(figures: readonly RoutingFigures[], growth: readonly number[]): Promised[] {
  const slowest = (agents: number, batch: number) =>
    Math.max(...figures.filter((figure) => figure.agents === agents && figure.batch === batch).map(({ medianMs }) => medianMs));
  const judge = (name: string, limit: number, measured: number): Promised => ({ name, limit, measured, met: measured <= limit });
  return [
    judge('ms per task, 200 candidates, batch of 200', 1, slowest(200, 200)),
    judge('ms, 10,000 agents, batch of one', 10, slowest(10_000, 1)),
    judge('exponent by which the cost grows with the candidates', 1, Math.max(...growth)),
  ];
}
