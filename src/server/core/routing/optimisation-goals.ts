import type { OPTIMIZATION_GOALS } from '../workflow/definition.ts';
import { blendWeights, percent, type Weights } from './weights.ts';

export type OptimizationGoal = (typeof OPTIMIZATION_GOALS)[number];

/** What each goal is after: quality, time, cost, risk or throughput, in components of the score. */
const AIMS: Readonly<Record<Exclude<OptimizationGoal, 'balance_all'>, Weights>> = {
  maximize_quality: percent({ quality: 40, predicted: 35, capability: 15, safety: 10 }),
  minimize_time: percent({ speed: 70, load: 30 }),
  minimize_cost: percent({ cost: 90, predicted: 10 }),
  minimize_risk: percent({ safety: 80, predicted: 20 }),
  maximize_throughput: percent({ load: 55, speed: 45 }),
};

/** How far a goal moves the weights of a strategy towards its aim. */
const PULL = 0.4;

/** The weights of a strategy under the goal of the workflow. */
export function pursueGoal(weights: Weights, goal: OptimizationGoal | undefined): Weights {
  return goal === undefined || goal === 'balance_all' ? weights : blendWeights(weights, AIMS[goal], PULL);
}
