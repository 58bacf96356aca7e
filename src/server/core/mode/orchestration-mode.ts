import type { LoadStrategy } from '../load/balance-strategies.ts';
import type { ChoiceLimits } from '../routing/choose-agent.ts';
import type { RoutingStrategy } from '../routing/strategies.ts';
import type { TaskSpec } from '../task/spec.ts';

// A mode is a set of settings under one name, for the whole installation. What a person has set by themselves stays on top of it.

export const ORCHESTRATION_MODES = ['standard', 'high_performance', 'fault_tolerant', 'energy_efficient', 'emergency'] as const;
export type OrchestrationMode = (typeof ORCHESTRATION_MODES)[number];

/** Names of the integration layer. They tell where an installation stands, and orchestrate as `standard` does. */
export const INTEGRATION_MODES = ['development', 'staging', 'production'] as const;

export interface ModeSettings {
  /** Of tasks that leave the choice to the house (`hybrid_intelligence`); null: as they are. */
  routing: RoutingStrategy | null;
  /** How takers are put in order when work is moved from overloaded agents. */
  balancing: LoadStrategy;
  /** Whether agents of which little is known are tried for what can be learned. Everybody's floor stays. */
  exploring: boolean;
  /** Whether a model in the shadow decides every task too; where not, it is kept and goes on with the next mode. */
  shadowing: boolean;
  /** Whether stragglers get a second attempt, where their tasks allow it. */
  hedging: boolean;
  /** Whether pools grow ahead of the work that is forecast. */
  scalingAhead: boolean;
  /** Ready tasks from which on the least important wait; null: nothing is shed. */
  shedAbove: number | null;
  /** Probability from which on agents that are predicted to fail get less work; null: predictions are only shown. */
  actAbove: number | null;
}

export const MODE_SETTINGS: Readonly<Record<OrchestrationMode, ModeSettings>> = {
  standard: {
    ...{ routing: null, balancing: 'adaptive_hybrid', shedAbove: null, actAbove: null },
    ...{ exploring: true, shadowing: true, hedging: true, scalingAhead: true },
  },
  high_performance: {
    ...{ routing: 'performance_first', balancing: 'performance_based', shedAbove: null, actAbove: null },
    ...{ exploring: true, shadowing: true, hedging: true, scalingAhead: true },
  },
  fault_tolerant: {
    ...{ routing: 'adaptive', balancing: 'capability_aware', shedAbove: null, actAbove: 0.8 },
    ...{ exploring: false, shadowing: true, hedging: true, scalingAhead: true },
  },
  energy_efficient: {
    ...{ routing: null, balancing: 'least_connections', shedAbove: null, actAbove: null },
    ...{ exploring: true, shadowing: false, hedging: false, scalingAhead: false },
  },
  emergency: {
    ...{ routing: 'capability_first', balancing: 'round_robin', shedAbove: 200, actAbove: null },
    ...{ exploring: false, shadowing: false, hedging: false, scalingAhead: true },
  },
};

export function isOrchestrationMode(name: unknown): name is OrchestrationMode {
  return ORCHESTRATION_MODES.some((mode) => mode === name);
}

/** The mode that a name of the environment stands for. */
export function toOrchestrationMode(name: OrchestrationMode | (typeof INTEGRATION_MODES)[number]): OrchestrationMode {
  return isOrchestrationMode(name) ? name : 'standard';
}

export interface SettingChange {
  name: keyof ModeSettings;
  from: ModeSettings[keyof ModeSettings];
  to: ModeSettings[keyof ModeSettings];
}

/** What changes when one mode follows another. */
export function changedSettings(from: OrchestrationMode, to: OrchestrationMode): SettingChange[] {
  const [before, after] = [MODE_SETTINGS[from], MODE_SETTINGS[to]];
  const names = Object.keys(before) as (keyof ModeSettings)[];
  return names.filter((name) => before[name] !== after[name]).map((name) => ({ name, from: before[name], to: after[name] }));
}

/** A choice without exploring: by what is known, and everybody's floor. */
export function limitsUnder(settings: ModeSettings, limits: ChoiceLimits): ChoiceLimits {
  return settings.exploring ? limits : { ...limits, curiosity: 0, exploreShare: 0 };
}

const HOUSE_STRATEGY: RoutingStrategy = 'hybrid_intelligence';
const changed = new WeakMap<TaskSpec, Map<RoutingStrategy, TaskSpec>>();

/** A task as it is routed under a mode. Like specs are the same object, for what is prepared by them. */
export function specUnder({ routing }: ModeSettings, spec: TaskSpec): TaskSpec {
  if (routing === null || spec.strategy !== HOUSE_STRATEGY) return spec;
  const known = changed.get(spec) ?? new Map<RoutingStrategy, TaskSpec>();
  changed.set(spec, known);
  const made = known.get(routing) ?? { ...spec, strategy: routing };
  known.set(routing, made);
  return made;
}
