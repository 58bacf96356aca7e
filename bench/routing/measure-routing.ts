import { PredictionTable, type TaskKind } from '../../src/server/core/prediction/prediction-table.ts';
import { FleetRouter } from '../../src/server/core/routing/route-batch.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import type { TaskSpec } from '../../src/server/core/task/spec.ts';
import { makeBenchFleet, NOW } from './make-bench-fleet.ts';

export interface RoutingCase {
  agents: number;
  /** Tasks per batch, of twelve types in turn. */
  batch: number;
  /** Whether the persona counts and is on trial, which makes every task two choices. */
  personas: boolean;
}

/** What routing a batch costs, the records of its decisions included. All times are per task. */
export interface RoutingFigures extends RoutingCase {
  /** Over the batches. */
  medianMs: number;
  worstMs: number;
  /** Mean CPU time of the process: the figure of a machine with nothing else to do. */
  cpuMs: number;
  /** CPU time in the first batch after the fleet was read and the belief learned: everything is worked out anew. */
  firstCpuMs: number;
}

/** Tasks that are measured, in batches; fewer where each one costs more. */
const TASKS = 4_000;
const MOST_BATCHES = 200;
const FIRST_BATCHES = 3;

export function measureRouting(of: RoutingCase): RoutingFigures {
  const fleet = makeBenchFleet(of);
  const inFlight = fleet.agents.map((agent) => agent.inFlight);
  const random = seededRandom(of.batch);
  const tasks = Array.from({ length: of.batch }, (_, at) => ({
    taskId: `task-${at}`,
    spec: fleet.specs[at % fleet.specs.length] as TaskSpec,
  }));
  const openRouter = () => {
    const table = new PredictionTable(fleet.belief);
    return new FleetRouter(fleet.agents, {
      personaTrials: new Map(),
      predict: (agentIds, spec) => table.expect(agentIds, kindOf(spec)),
      describe: (agentId, spec) => table.describe(agentId, kindOf(spec)),
    });
  };
  const route = (router: FleetRouter) => router.route({ tasks, inFlight, now: NOW, random });
  route(openRouter());
  const firstStart = cpuNow();
  for (let batch = 0; batch < FIRST_BATCHES; batch += 1) route(openRouter());
  const firstCpuMs = (cpuNow() - firstStart) / (FIRST_BATCHES * of.batch);
  const router = openRouter();
  for (let batch = 0; batch < FIRST_BATCHES; batch += 1) route(router);
  const batches = Math.max(5, Math.min(MOST_BATCHES, Math.round(TASKS / of.batch)));
  const start = cpuNow();
  const times = Array.from({ length: batches }, () => {
    const began = performance.now();
    route(router);
    return (performance.now() - began) / of.batch;
  }).sort((a, b) => a - b);
  const cpuMs = (cpuNow() - start) / (batches * of.batch);
  return { ...of, medianMs: times[Math.floor(times.length / 2)] as number, worstMs: times.at(-1) as number, cpuMs, firstCpuMs };
}

const kindOf = (spec: Pick<TaskSpec, 'taskType' | 'contract'>): TaskKind => ({
  taskType: spec.taskType,
  contract: spec.contract !== undefined,
});

/** CPU time of this process so far, ms. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The slope of log cost over log agents (least squares): 1 is linear. */
export function growthExponent(figures: readonly Pick<RoutingFigures, 'agents' | 'medianMs'>[]): number {
  const points = figures.map(({ agents, medianMs }) => ({ x: Math.log(agents), y: Math.log(medianMs) }));
  const mean = (key: 'x' | 'y') => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [x, y] = [mean('x'), mean('y')];
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
