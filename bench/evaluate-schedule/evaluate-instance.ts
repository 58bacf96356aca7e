import type { Prior } from '../../src/server/core/schedule/duration-beliefs.ts';
import { makespanBound } from '../../src/server/core/schedule/makespan-bound.ts';
import { planHeft } from '../../src/server/core/schedule/plan-heft.ts';
import { type Fleet, fleetOf, type Instance } from './instance.ts';
import { onlinePolicy } from './online-policy.ts';
import { fifoPolicy, planPolicy } from './reference-policies.ts';
import { type Outcome, type Policy, simulate } from './simulate.ts';
import type { TypePriors } from './type-priors.ts';

export interface EvaluationInput {
  speeds: number[];
  /** Null: every duration is known before the start. */
  priors: TypePriors | null;
  hedge: boolean;
}

export interface Evaluation {
  name: string;
  makespan_s: number;
  lower_bound_s: number;
  /** Makespans against the lower bound. */
  ratio: number;
  fifo_ratio: number;
  heft_ratio: number;
  hedges: number;
}

/** One workflow under our order, FIFO and HEFT, all with the same estimates, against the lower bound of its true durations. */
export function evaluateInstance(instance: Instance, input: EvaluationInput): Evaluation {
  const fleet = fleetOf(instance, input.speeds);
  const { graph, order, work } = instance;
  const bound = makespanBound({ graph, order, work, speeds: fleet.speeds });
  const fifo = simulate(instance, fleet, fifoPolicy(fleet.speeds));
  const heft = simulate(instance, fleet, heftPolicy(instance, fleet, input));
  const ours = input.priors === null ? playCertain(instance, fleet, { heft, fifo }) : playUncertain(instance, fleet, input);
  // A workflow without work takes no time under any order.
  const against = ({ makespan }: Outcome) => (bound === 0 ? 1 : makespan / bound);
  return {
    name: instance.name,
    makespan_s: ours.makespan,
    lower_bound_s: bound,
    ratio: against(ours),
    fifo_ratio: against(fifo),
    heft_ratio: against(heft),
    hedges: ours.hedges,
  };
}

/** HEFT plans with what is known before the start; a cost matrix is always known. */
function heftPolicy(instance: Instance, fleet: Fleet, { priors }: EvaluationInput): Policy {
  const { graph, order, app, types } = instance;
  const means = instance.matrix !== undefined || priors === null ? null : types.map((type) => priors.priorOf(app, type).mean);
  const duration =
    means === null ? fleet.duration : (task: number, agent: number) => (means[task] as number) / (fleet.speeds[agent] as number);
  return planPolicy(planHeft({ graph, order, agents: fleet.speeds.length, duration, transfer: fleet.transfer }).queues);
}

/**
 * Durations that are certain can be played on paper before the start: the shortest of our order, HEFT and FIFO is the plan. Data that has
 * to travel and agents that differ per task are HEFT's alone, our order knows neither.
 */
function playCertain(instance: Instance, fleet: Fleet, paper: { heft: Outcome; fifo: Outcome }): Outcome {
  if (instance.matrix !== undefined) return paper.heft;
  const certain = instance.work.map((mean): Prior => ({ mean, cv: 0, doubt: 0, samples: Infinity }));
  const { graph, order } = instance;
  const kinds = instance.work.map((_, task) => task);
  const online = simulate(instance, fleet, onlinePolicy({ graph, order, kinds, priors: certain, speeds: fleet.speeds, hedge: false }));
  return [online, paper.heft, paper.fifo].reduce((best, outcome) => (outcome.makespan < best.makespan ? outcome : best));
}

function playUncertain(instance: Instance, fleet: Fleet, { priors, hedge }: EvaluationInput): Outcome {
  if (instance.matrix !== undefined || priors === null)
    return simulate(instance, fleet, heftPolicy(instance, fleet, { speeds: [], priors, hedge }));
  const { graph, order, app, types } = instance;
  const names = [...new Set(types)];
  const numbers = new Map(names.map((type, kind) => [type, kind]));
  const kinds = types.map((type) => numbers.get(type) as number);
  const known = names.map((type) => priors.priorOf(app, type));
  return simulate(instance, fleet, onlinePolicy({ graph, order, kinds, priors: known, speeds: fleet.speeds, hedge }));
}
