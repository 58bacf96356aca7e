import { parseArgs } from 'node:util';
import { z } from 'zod';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { prepareLearned } from './learned-policy.ts';
import type { Policy } from './policy.ts';

// Fleets that change while they are routed, with the router of production: someone better joins, the best one degrades, the best one turns
// out to lie. Fleets are drawn: 4 to 12 agents, 1 to 4 types of task, the best one 0.05 to 0.3 ahead of the next.

/** How the traffic of the agent in question is measured: over so many tasks. */
const WINDOW = 100;
const SETTLING = 800;

type Random = () => number;

interface Fleet {
  /** Success rate by agent; position 0 is the one in question. */
  rates: number[];
  types: number;
}

interface Change {
  promise: string;
  /** Rate of the one in question before the change; null: it is not there yet. */
  before: (best: number) => number | null;
  after: (best: number, random: Random) => number;
  /** Tasks between the change and the measurement. */
  tasks: number;
  kept: (shares: { before: number; after: number }) => boolean;
}

export const CHANGES = {
  newcomer: {
    promise: 'has most of the traffic 600 tasks after it joined',
    before: () => null,
    after: (best) => best,
    tasks: 600,
    kept: ({ after }) => after > 0.5,
  },
  degrading: {
    promise: 'has lost 90 % of its traffic 200 tasks after it became the worst',
    before: (best) => best,
    after: (_, random) => 0.1 + 0.3 * random(),
    tasks: 200,
    kept: ({ before, after }) => after <= before / 10,
  },
  lying: {
    promise: 'has lost 90 % of its traffic 50 verified tasks after all of its results were found false',
    before: (best) => best,
    after: () => 0,
    tasks: 50,
    kept: ({ before, after }) => after <= before / 10,
  },
} as const satisfies Record<string, Change>;
export type ChangeName = keyof typeof CHANGES;

interface Shares {
  before: number;
  after: number;
  kept: boolean;
}

/** One drawn fleet through one change; the shares are those of the agent in question. */
export function playChange(name: ChangeName, seed: number): Shares {
  const change: Change = CHANGES[name];
  const random = seededRandom(seed * 7919 + 29);
  const fleet = drawFleet(random);
  const [best = 0] = fleet.rates;
  const policy = prepareLearned()({ agents: fleet.rates.map((_, at) => `agent-${at}`), tasks: [], history: [] })(random);
  const road = { policy, types: fleet.types, random };
  const rated = (rate: number | null) => fleet.rates.map((other, at) => (at === 0 ? rate : other));
  route(road, rated(change.before(best)), SETTLING);
  const before = route(road, rated(change.before(best)), WINDOW);
  const changed = rated(change.after(best, random));
  route(road, changed, change.tasks);
  const after = route(road, changed, WINDOW);
  return { before, after, kept: change.kept({ before, after }) };
}

function drawFleet(random: Random): Fleet {
  const best = 0.8 + 0.18 * random();
  const second = best - 0.05 - 0.25 * random();
  const others = Array.from({ length: 2 + Math.floor(9 * random()) }, () => second - 0.3 * random());
  return { rates: [best, second, ...others], types: 1 + Math.floor(4 * random()) };
}

/** Routes so many tasks. @returns the share of the agent in question */
function route(
  { policy, types, random }: { policy: Policy; types: number; random: Random },
  rates: (number | null)[],
  tasks: number,
): number {
  const candidates = rates.flatMap((rate, at) => (rate === null ? [] : [at]));
  const fits = Float64Array.from(rates, () => 1);
  let own = 0;
  for (let task = 0; task < tasks; task += 1) {
    const question = { type: `type-${Math.floor(types * random())}`, fits };
    const agent = policy.choose(question, candidates);
    policy.observe(question, agent, random() < (rates[agent] as number));
    own += Number(agent === 0);
  }
  return own / tasks;
}

const schema = z.strictObject({
  instances: z.coerce.number().int().min(1).default(100),
  first: z.coerce.number().int().min(0).default(1),
});

/** Prints one table over many fleets. @returns the exit code */
export function changeFleets(args: string[]): number {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { instances: text, first: text } });
  const { instances, first } = schema.parse({ ...values });
  process.stdout.write('| change | traffic before | after | worst after | promise | kept |\n|---|---|---|---|---|---|\n');
  for (const [name, { promise }] of Object.entries(CHANGES)) {
    const played = Array.from({ length: instances }, (_, at) => playChange(name as ChangeName, first + at));
    const afters = played.map(({ after }) => after);
    const cells = [
      ...[name, mean(played.map(({ before }) => before)).toFixed(3), mean(afters).toFixed(3)],
      (name === 'newcomer' ? Math.min(...afters) : Math.max(...afters)).toFixed(3),
      ...[promise, `${played.filter(({ kept }) => kept).length} of ${instances}`],
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
  return 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
