import { SuccessBelief } from '../../src/server/core/prediction/success-belief.ts';
import { chooseAgent, DEFAULT_LIMITS } from '../../src/server/core/routing/choose-agent.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';

/** What one task costs with so many candidates, all of which are predicted anew for it. */
export interface ChoiceFigures {
  candidates: number;
  tasks: number;
  /** Median over the tasks. */
  medianMs: number;
  p99Ms: number;
  /** Mean CPU time of the process per task: what the figure would be on a machine with nothing else to do. */
  cpuMs: number;
}

const TYPES = 12;
/** Outcomes learned per agent before the measurement, so that nobody is a blank sheet. */
const OUTCOMES_PER_AGENT = 4;
/** Restored records count as this old, in epoch ms. */
const NOW = 1_000_000;

/** Tasks per measurement: fewer where each one costs more. */
function taskCount(candidates: number): number {
  return Math.max(100, Math.min(2_000, Math.round(400_000 / candidates)));
}

/** Predicts all candidates and chooses one, task by task, as a routing pass does. */
export function measureChoice(candidates: number): ChoiceFigures {
  const random = seededRandom(candidates);
  const agents = Array.from({ length: candidates }, (_, at) => `agent-${at}`);
  const belief = learn(agents, random);
  const fits = new Float64Array(candidates).fill(1);
  const utilities = new Float64Array(candidates);
  const deviations = new Float64Array(candidates);
  const tasks = taskCount(candidates);
  const times: number[] = [];
  let cpuMs = 0;
  for (let task = -tasks / 5; task < tasks; task += 1) {
    const type = `type-${Math.floor(random() * TYPES)}`;
    const cpu = process.cpuUsage();
    const start = performance.now();
    belief.expectMany(type, { agents, fits }, { means: utilities, deviations });
    chooseAgent({ utilities, deviations }, DEFAULT_LIMITS, random());
    // The first tasks warm up.
    if (task < 0) continue;
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs += (user + system) / 1000 / tasks;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] as number;
  return { candidates, tasks, medianMs: at(0.5), p99Ms: at(0.99), cpuMs };
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
