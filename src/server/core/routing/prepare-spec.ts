import { contextFit, type TaskSituation } from '../persona/adapt-persona.ts';
import type { Verdict } from '../persona/judge-trial.ts';
import { matchPersona, noveltyOf, personaDemand, personaScore } from '../persona/match-persona.ts';
import { INTERVAL_REACH } from '../prediction/prediction.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { Candidates, Fleet } from './candidates.ts';
import { type ContextFactors, contextFactors } from './contextual-factors.ts';
import type { NewDecisionRecord } from './decision-record.ts';
import type { RoutingModel } from './routing-model.ts';
import {
  frugalScore,
  historyScore,
  learningScore,
  MIN_HISTORY_SAMPLES,
  safetyScore,
  specializationScore,
  type TypeRecord,
} from './score.ts';
import { PERSONA_STRATEGIES, weightsFor } from './strategies.ts';
import { COMPONENTS, type Component, type Weights } from './weights.ts';

// What scoring one kind of task needs beside the live load, worked out once per batch: the hot loop then only adds the load.

/** A prediction of success at a kind of task; all in [0, 1]. */
export interface SuccessPrediction {
  success: number;
  /** What it is at least; null when the model does not say. */
  low: number | null;
  /** Standard deviation of what is not known of the agent; absent: taken for certain. */
  deviation?: number;
}

/** What a prediction model says of an agent; null: not enough data, so that the bare history counts. */
export type PredictSuccess = (agentId: string, spec: TaskSpec) => SuccessPrediction | null;

export interface Knowledge {
  predict?: PredictSuccess | undefined;
  /** What is expected of the winner, for the record. */
  describe?: ((agentId: string, spec: TaskSpec) => NewDecisionRecord['predicted']) | undefined;
  /** The verdict on the persona by task type; a type that is missing is being tested. Absent: the persona counts, and is not on trial. */
  personaTrials?: ReadonlyMap<string, Verdict> | undefined;
}

/** Weighted sums of everything but the load, and the weight they carry, by position in the candidate list. */
export interface Sums {
  sum: Float64Array;
  weight: Float64Array;
}

export interface PreparedSpec {
  candidates: Candidates;
  weights: Weights;
  /** Set where the strategy looks at them. */
  factors: ContextFactors | null;
  /** By component, then position in the candidate list; NaN where unknown. Components that nobody is known at are missing, and the load. */
  columns: ReadonlyMap<Component, Float64Array>;
  /** The components that count, and their weights; what every record of this kind of task begins with. */
  used: { components: readonly Component[]; weights: readonly number[]; weightsWithoutPersona: readonly number[] };
  sums: Sums;
  /** The same without the persona, while that is on trial for this type of task. */
  trial: { verdict: Verdict; plain: Sums } | null;
  /** What is not known of the candidates' success, by position; null when nothing is predicted. */
  doubt: Doubt | null;
  model: RoutingModel;
}

export interface Doubt {
  /** Standard deviations of P(success). */
  deviations: Float64Array;
  /** 1 where even the best that may be hoped for is under half of what the best candidate is expected to do. */
  distrusted: Uint8Array;
  /** Whether anybody is trusted. */
  someTrusted: boolean;
}

interface Scene {
  fleet: Fleet;
  spec: TaskSpec;
  candidates: Candidates;
  factors: ContextFactors;
  records: readonly (TypeRecord | undefined)[];
  predictions: readonly (SuccessPrediction | null)[] | null;
}

const UNKNOWN = Number.NaN;
const COLLABORATION_UNASKED = 0.5;
/** A task with full collaboration asks for a team of so many. */
const FULL_TEAM = 10;

function column(scene: Scene, valueAt: (at: number, agent: number) => number | null): Float64Array {
  const { agents } = scene.candidates;
  const values = new Float64Array(agents.length);
  for (let at = 0; at < agents.length; at += 1) values[at] = valueAt(at, agents[at] as number) ?? UNKNOWN;
  return values;
}

/** Amounts of which less is better, against the mean of the candidates whose amount is known. */
function frugalColumn(scene: Scene, amountAt: (at: number, agent: number) => number | null): Float64Array {
  const amounts = column(scene, amountAt);
  let sum = 0;
  let n = 0;
  for (const amount of amounts) {
    if (Number.isNaN(amount)) continue;
    sum += amount;
    n += 1;
  }
  const mean = sum / n;
  return amounts.map((amount) => (Number.isNaN(amount) ? UNKNOWN : frugalScore(amount, mean)));
}

const measured = (record: TypeRecord | undefined, value: number | null | undefined): number | null =>
  record !== undefined && record.attempts >= MIN_HISTORY_SAMPLES ? (value ?? null) : null;

function situationOf({ spec, factors }: Scene): TaskSituation {
  const asked = factors.collaboration_requirements !== COLLABORATION_UNASKED;
  return {
    urgency: factors.deadline_urgency,
    complexity: factors.task_complexity,
    risk: 1 - spec.qualityThreshold,
    teamSize: asked ? 1 + Math.round((FULL_TEAM - 1) * factors.collaboration_requirements) : null,
  };
}

function personaColumn(scene: Scene): Float64Array {
  const demand = personaDemand(scene.spec);
  return column(scene, (at, agent) => {
    const persona = scene.fleet.agents[agent]?.persona;
    return persona ? personaScore(matchPersona(persona, demand, scene.records[at]?.attempts ?? 0)) : null;
  });
}

function contextualColumn(scene: Scene): Float64Array {
  const situation = situationOf(scene);
  return column(scene, (_, agent) => {
    const persona = scene.fleet.agents[agent]?.persona;
    return persona?.id == null ? null : contextFit(persona.definition, situation);
  });
}

const FILL: Readonly<Record<Exclude<Component, 'load'>, (scene: Scene) => Float64Array>> = {
  capability: ({ candidates }) => candidates.capability,
  persona: personaColumn,
  predicted: (scene) => column(scene, (at) => scene.predictions?.[at]?.success ?? historyScore(scene.records[at])),
  safety: (scene) => column(scene, (at) => scene.predictions?.[at]?.low ?? safetyScore(scene.records[at])),
  cost: (scene) =>
    frugalColumn(
      scene,
      (at, agent) =>
        measured(scene.records[at], scene.records[at]?.meanCostUsd) ?? scene.fleet.agents[agent]?.profile.costPerTaskUsd ?? null,
    ),
  speed: (scene) => frugalColumn(scene, (at) => measured(scene.records[at], scene.records[at]?.meanDurationMs)),
  specialization: (scene) => column(scene, (at, agent) => specializationScore(scene.records[at], scene.fleet.totalAttempts(agent))),
  learning: (scene) =>
    column(scene, (at) => {
      const capability = scene.candidates.capability[at] ?? UNKNOWN;
      return learningScore(noveltyOf(scene.records[at]?.attempts ?? 0), Number.isNaN(capability) ? null : capability);
    }),
  contextual: contextualColumn,
  preference: (scene) => {
    const preferred = scene.fleet.preference(scene.spec, scene.candidates.agents);
    return column(scene, (at) => preferred?.[at] ?? null);
  },
};

function addUp(columns: PreparedSpec['columns'], weights: Weights, count: number): Sums {
  const sums: Sums = { sum: new Float64Array(count), weight: new Float64Array(count) };
  for (const [component, values] of columns) {
    const weight = weights[component];
    for (let at = 0; at < count; at += 1) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      sums.sum[at] = (sums.sum[at] as number) + weight * value;
      sums.weight[at] = (sums.weight[at] as number) + weight;
    }
  }
  return sums;
}

function slotsOf(fleet: Fleet, agents: readonly number[]): { used: number; slots: number } {
  const load = { used: 0, slots: 0 };
  for (const agent of agents) {
    load.used += fleet.agents[agent]?.inFlight ?? 0;
    load.slots += fleet.slots[agent] ?? 0;
  }
  return load;
}

/** An agent of which no more than this share of the best one's success can be hoped for gets nothing but its floor. */
const LEAST_HOPE = 0.5;

function doubtOf(predictions: Scene['predictions']): Doubt | null {
  if (predictions === null || predictions.every((prediction) => prediction === null)) return null;
  const best = predictions.reduce((most, prediction) => Math.max(most, prediction?.success ?? 0), 0);
  const deviations = Float64Array.from(predictions, (prediction) => prediction?.deviation ?? 0);
  const distrusted = Uint8Array.from(predictions, (prediction, at) => {
    if (prediction === null) return 0;
    return Number(prediction.success + INTERVAL_REACH * (deviations[at] as number) < LEAST_HOPE * best);
  });
  return { deviations, distrusted, someTrusted: distrusted.includes(0) };
}

/** Prepares one kind of task. */
export function prepareSpec(fleet: Fleet, spec: TaskSpec, knowledge: Knowledge & { model: RoutingModel }): PreparedSpec {
  const { predict, personaTrials, model } = knowledge;
  const candidates = fleet.candidates(spec);
  const { agents } = candidates;
  const records = agents.map((agent) => fleet.agents[agent]?.stats.get(spec.taskType));
  const factors = contextFactors(spec, { now: fleet.now, fleet: fleet.load, capable: slotsOf(fleet, agents) });
  const experience = records.reduce((sum, record) => sum + (record?.attempts ?? 0), 0) / Math.max(1, agents.length);
  const weights = weightsFor(spec, { factors, experience, own: model.weights[spec.strategy] });
  const predictions = predict ? agents.map((agent) => predict(fleet.agents[agent]?.profile.id ?? '', spec)) : null;
  const scene: Scene = { fleet, spec, candidates, factors, records, predictions };
  const columns = new Map<Component, Float64Array>();
  for (const component of COMPONENTS) {
    if (component === 'load' || weights[component] === 0) continue;
    const values = FILL[component](scene);
    if (values.some((value) => !Number.isNaN(value))) columns.set(component, values);
  }
  const components = COMPONENTS.filter((component) => (component === 'load' ? weights.load > 0 : columns.has(component)));
  const rounded = components.map((component) => Math.round(weights[component] * 1_000) / 1_000);
  const onTrial = columns.has('persona') && personaTrials !== undefined && !PERSONA_STRATEGIES.includes(spec.strategy);
  const verdict = personaTrials?.get(spec.taskType) ?? 'testing';
  return {
    candidates,
    weights,
    factors: spec.strategy === 'contextual_adaptive' ? factors : null,
    columns,
    used: { components, weights: rounded, weightsWithoutPersona: rounded.map((weight, at) => (components[at] === 'persona' ? 0 : weight)) },
    sums: addUp(columns, weights, agents.length),
    trial: onTrial ? { verdict, plain: addUp(columns, { ...weights, persona: 0 }, agents.length) } : null,
    doubt: doubtOf(predictions),
    model,
  };
}
