import { type Priority, priorityOf } from '../priority.ts';
import type { TaskSpec } from '../task/spec.ts';
import { CONTEXTUAL_FACTORS, type ROUTING_STRATEGIES } from '../workflow/definition.ts';
import { allocateWeights } from './allocate-agents.ts';
import type { ContextFactors, ContextualFactor } from './contextual-factors.ts';
import { pursueGoal } from './optimisation-goals.ts';
import { blendWeights, mapWeights, percent, type Weights } from './weights.ts';

export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

/** What a strategy looks at. Three of them bend it: contextual_adaptive, priority_aware, adaptive. */
export const STRATEGY_WEIGHTS: Readonly<Record<RoutingStrategy, Weights>> = {
  hybrid_intelligence: percent({
    ...{ capability: 30, persona: 10, predicted: 20, load: 20, preference: 10 },
    ...{ cost: 2, speed: 2, specialization: 2, learning: 2, contextual: 2 },
  }),
  persona_cognitive_match: percent({ persona: 60, capability: 15, predicted: 5, load: 10, contextual: 5, preference: 5 }),
  performance_weighted_persona: percent({ persona: 35, predicted: 35, safety: 5, capability: 10, load: 10, preference: 5 }),
  contextual_adaptive: percent({ contextual: 20, capability: 20, persona: 10, predicted: 15, load: 15, cost: 5, speed: 5, preference: 10 }),
  learning_optimized: percent({ learning: 45, capability: 20, persona: 10, load: 15, contextual: 5, preference: 5 }),
  specialization_focused: percent({ specialization: 50, capability: 25, predicted: 10, load: 10, preference: 5 }),
  capability_first: percent({ capability: 70, load: 15, predicted: 10, preference: 5 }),
  performance_first: percent({ predicted: 50, safety: 20, speed: 10, capability: 10, load: 5, preference: 5 }),
  load_balanced: percent({ load: 75, capability: 10, predicted: 5, speed: 5, preference: 5 }),
  priority_aware: percent({ capability: 40, predicted: 25, load: 25, safety: 3, specialization: 5, preference: 2 }),
  adaptive: percent({ capability: 45, load: 30, learning: 20, preference: 5 }),
  persona_optimized: percent({ persona: 40, capability: 20, contextual: 15, load: 10, predicted: 5, learning: 5, preference: 5 }),
};

/** Strategies that ask for the persona by name: it keeps its weight there, whatever its trial says. */
export const PERSONA_STRATEGIES: readonly RoutingStrategy[] = [
  'persona_cognitive_match',
  'performance_weighted_persona',
  'persona_optimized',
];

/** The more urgent, the more the record counts and the less the room. */
const BY_PRIORITY: Readonly<Record<Priority, Weights>> = {
  low: STRATEGY_WEIGHTS.priority_aware,
  medium: STRATEGY_WEIGHTS.priority_aware,
  high: percent({ capability: 35, predicted: 30, load: 25, safety: 5, specialization: 3, preference: 2 }),
  critical: percent({ capability: 30, predicted: 40, load: 20, safety: 5, specialization: 3, preference: 2 }),
};

/** Where `adaptive` goes as attempts at the task type pile up. */
const EXPERIENCED = percent({ predicted: 45, safety: 10, capability: 15, speed: 10, load: 15, preference: 5 });
/** Mean attempts per candidate at which `adaptive` is half-way. */
const HALF_EXPERIENCED = 10;

/** What each factor pulls the weights to. */
const PULLS: Readonly<Record<ContextualFactor, Weights>> = {
  time_of_day: percent({ cost: 60, learning: 40 }),
  workload_pressure: percent({ load: 70, speed: 30 }),
  task_complexity: percent({ capability: 40, specialization: 30, predicted: 30 }),
  collaboration_requirements: percent({ persona: 60, contextual: 40 }),
  deadline_urgency: percent({ speed: 60, safety: 20, load: 20 }),
  resource_availability: percent({ predicted: 50, learning: 50 }),
};
/** The most that one factor moves, so that six of them leave a quarter of the strategy. */
const MOST_PULL = 0.125;

/** Weights under the circumstances: every factor moves them by its size towards what it asks for. The sum stays 1. */
export function bendToContext(weights: Weights, factors: ContextFactors): Weights {
  const pull = CONTEXTUAL_FACTORS.map((factor) => [PULLS[factor], MOST_PULL * factors[factor]] as const);
  const kept = 1 - pull.reduce((sum, [, share]) => sum + share, 0);
  return mapWeights((component) => kept * weights[component] + pull.reduce((sum, [aim, share]) => sum + share * aim[component], 0));
}

export interface Circumstances {
  factors: ContextFactors;
  /** Mean attempts of the candidates at this type of task. */
  experience: number;
  /** What the routing model in use has in place of the strategy's own weights; they are taken as they are, unbent. */
  own?: Weights | undefined;
}

/** The weights by which one kind of task is routed now: its strategy, bent by what bends it, then by goal and allocation of its workflow. */
export function weightsFor(spec: Pick<TaskSpec, 'strategy' | 'priority' | 'optimizationGoal' | 'allocation'>, now: Circumstances): Weights {
  return allocateWeights(pursueGoal(strategyWeights(spec, now), spec.optimizationGoal), spec);
}

function strategyWeights({ strategy, priority }: Pick<TaskSpec, 'strategy' | 'priority'>, now: Circumstances): Weights {
  if (now.own !== undefined) return now.own;
  const own = STRATEGY_WEIGHTS[strategy];
  if (strategy === 'contextual_adaptive') return bendToContext(own, now.factors);
  if (strategy === 'priority_aware') return BY_PRIORITY[priorityOf(priority)];
  if (strategy === 'adaptive') return blendWeights(own, EXPERIENCED, now.experience / (now.experience + HALF_EXPERIENCED));
  return own;
}
