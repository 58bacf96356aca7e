import { SuccessBelief } from '../../src/server/core/prediction/success-belief.ts';
import { chooseAgent, DEFAULT_LIMITS } from '../../src/server/core/routing/choose-agent.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';

/** What routing costs with so many candidates. All times are per task. */
export interface ChoiceFigures {
  candidates: number;
  tasks: number;
  /** In a batch, where the candidates of a type are predicted once: median over the batches. */
  medianMs: number;
  worstMs: number;
  /** Mean CPU time of the process in batches: the figure of a machine with nothing else to do. */
  cpuMs: number;
  /** Mean CPU time when all candidates are predicted anew for every single task. */
  aloneCpuMs: number;
}

const TYPES = 12;
/** Tasks per batch, as many as a dispatch pass takes at a time. */
const BATCH = 100;
/** Outcomes learned per agent before the measurement, so that nobody is a blank sheet. */
const OUTCOMES_PER_AGENT = 4;
/** Restored records count as this old, in epoch ms. */
const NOW = 1_000_000;

interface Bench {
  belief: SuccessBelief;
  agents: string[];
  fits: Float64Array;
  random: () => number;
}

/** Predicts all candidates and chooses among them, batch by batch, as a routing pass does. */
export function measureChoice(candidates: number): ChoiceFigures {
  const random = seededRandom(candidates);
  const agents = Array.from({ length: candidates }, (_, at) => `agent-${at}`);
  const bench: Bench = { belief: learn(agents, random), agents, fits: new Float64Array(candidates).fill(1), random };
  // Fewer where each one costs more.
  const batches = Math.max(5, Math.min(20, Math.round(40_000 / candidates)));
  for (let warmUp = 0; warmUp < 3; warmUp += 1) routeBatch(bench, BATCH);
  const cpuBefore = cpuNow();
  const times = Array.from({ length: batches }, () => {
    const start = performance.now();
    routeBatch(bench, BATCH);
    return (performance.now() - start) / BATCH;
  }).sort((a, b) => a - b);
  const cpuBetween = cpuNow();
  for (let task = 0; task < BATCH; task += 1) routeBatch(bench, 1);
  return {
    candidates,
    tasks: batches * BATCH,
    medianMs: times[Math.floor(times.length / 2)] as number,
    worstMs: times.at(-1) as number,
    cpuMs: (cpuBetween - cpuBefore) / (batches * BATCH),
    aloneCpuMs: (cpuNow() - cpuBetween) / BATCH,
  };
}

function routeBatch({ belief, agents, fits, random }: Bench, tasks: number): void {
  const predicted = new Map<string, { means: Float64Array; deviations: Float64Array }>();
  for (let task = 0; task < tasks; task += 1) {
    const type = `type-${Math.floor(random() * TYPES)}`;
    let expected = predicted.get(type);
    if (expected === undefined) {
      expected = { means: new Float64Array(agents.length), deviations: new Float64Array(agents.length) };
      belief.expectMany(type, { agents, fits }, expected);
      predicted.set(type, expected);
    }
    chooseAgent({ utilities: expected.means, deviations: expected.deviations }, DEFAULT_LIMITS, random());
  }
}

/** CPU time of this process so far, ms. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function learn(agents: readonly string[], random: () => number): SuccessBelief {
  const rows = agents.flatMap((agent) => {
    const types = new Set(Array.from({ length: OUTCOMES_PER_AGENT }, () => `type-${Math.floor(random() * TYPES)}`));
    return [...types].map((type) => {
      const successes = Math.floor(random() * 6);
      return { agent, type, fit: 1, successes, failures: 5 - successes, drop: 0, rise: 0, updatedAt: NOW };
    });
  });
  return SuccessBelief.restore({ version: 1, readings: [], rows }, NOW);
}

/** The slope of log cost over log candidates (least squares): 1 is linear. */
export function growthExponent(figures: readonly ChoiceFigures[]): number {
  const points = figures.map(({ candidates, medianMs }) => ({ x: Math.log(candidates), y: Math.log(medianMs) }));
  const mean = (key: 'x' | 'y') => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [x, y] = [mean('x'), mean('y')];
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
