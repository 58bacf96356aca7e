import { contextFit, type TaskSituation } from '../persona/adapt-persona.ts';
import type { Verdict } from '../persona/judge-trial.ts';
import { matchPersona, noveltyOf, personaDemand, personaScore } from '../persona/match-persona.ts';
import { INTERVAL_REACH } from '../prediction/prediction.ts';
import type { TaskSpec } from '../task/spec.ts';
import { allocateLimits, shareWork } from './allocate-agents.ts';
import type { Candidates, Fleet } from './candidates.ts';
import type { ChoiceLimits } from './choose-agent.ts';
import { type ContextFactors, contextFactors } from './contextual-factors.ts';
import type { Knowledge, SuccessPredictions } from './knowledge.ts';
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

// What scoring one kind of task needs beside the live load, worked out once per fleet: the hot loop then only adds the load.

/** Weighted sums of everything but the load, and the weight they carry, by position in the candidate list. */
export interface Sums {
  sum: Float64Array;
  weight: Float64Array;
}

/** Some candidates' scores before the load is added, and what a choice by them needs; by position in the candidate list. */
export interface Footing {
  sums: Sums;
  /** Standard deviations of the scores: their share of the doubt about P(success). Null when nothing is predicted. */
  deviations: Float64Array | null;
}

export interface PreparedSpec {
  taskType: string;
  candidates: Candidates;
  weights: Weights;
  /** Set where the strategy looks at them. */
  factors: ContextFactors | null;
  /** By component, then position in the candidate list; NaN where unknown. Components that nobody is known at are missing, and the load. */
  columns: ReadonlyMap<Component, Float64Array>;
  /** The components that count, and their weights; what every record of this kind of task begins with. */
  used: { components: readonly Component[]; weights: readonly number[]; weightsWithoutPersona: readonly number[] };
  footing: Footing;
  /** The same without the persona, while that is on trial for this type of task. */
  trial: { verdict: Verdict; plain: Footing } | null;
  /**
   * 1 where even the best that may be hoped for is under half of what the best candidate is expected to do, and where results are worse
   * than the quality that is asked for; null when all are trusted.
   */
  distrusted: Uint8Array | null;
  /** Positions of those that are set back for their quality, in the order of the list. */
  poor: readonly number[];
  model: RoutingModel;
  /** Of the model, as the allocation has them. */
  limits: ChoiceLimits;
  /** Lots by position in the candidate list; null where the best is taken. */
  shares: Float64Array | null;
}

/** When and in what load a kind of task is prepared. */
export interface Moment {
  /** Epoch ms. */
  now: number;
  /** Live attempts by position in the fleet. */
  inFlight: ArrayLike<number>;
}

interface Scene {
  fleet: Fleet;
  spec: TaskSpec;
  candidates: Candidates;
  factors: ContextFactors;
  records: readonly (TypeRecord | undefined)[];
  predictions: SuccessPredictions | null;
  /** Expected quality by position; null where too few results were graded. */
  qualityAt: (at: number) => number | null;
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

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

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
  predicted: (scene) => column(scene, (at) => known(scene.predictions?.success[at]) ?? historyScore(scene.records[at])),
  safety: (scene) => column(scene, (at) => known(scene.predictions?.low[at]) ?? safetyScore(scene.records[at])),
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
  quality: (scene) => column(scene, scene.qualityAt),
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

function slotsOf(fleet: Fleet, agents: readonly number[], inFlight: ArrayLike<number>): { used: number; slots: number } {
  const load = { used: 0, slots: 0 };
  for (const agent of agents) {
    load.used += inFlight[agent] as number;
    load.slots += fleet.slots[agent] as number;
  }
  return load;
}

/** An agent of which no more than this share of the best one's success can be hoped for gets nothing but its floor. */
const LEAST_HOPE = 0.5;

/** Null when all are trusted. When nobody is, all are: somebody has to do it. */
function distrust({ predictions, candidates }: Scene, poor: readonly number[]): Uint8Array | null {
  if (predictions === null && poor.length === 0) return null;
  const distrusted = new Uint8Array(candidates.agents.length);
  for (const at of poor) distrusted[at] = 1;
  if (predictions !== null) {
    const { success, deviation } = predictions;
    let best = 0;
    for (const value of success) if (value > best) best = value;
    // Whoever is not known has NaN, and is not below anything.
    for (let at = 0; at < distrusted.length; at += 1) {
      if ((success[at] as number) + INTERVAL_REACH * (deviation[at] as number) < LEAST_HOPE * best) distrusted[at] = 1;
    }
  }
  return distrusted.includes(1) && distrusted.includes(0) ? distrusted : null;
}

/** Positions of those whose results are known to be worse than the quality that is asked for. */
function findPoor({ spec: { leastQuality }, candidates, qualityAt }: Scene): number[] {
  if (leastQuality === undefined) return [];
  return [...candidates.agents.keys()].filter((at) => {
    const quality = qualityAt(at);
    return quality !== null && quality < leastQuality;
  });
}

interface Grounds {
  columns: PreparedSpec['columns'];
  predictions: SuccessPredictions | null;
  distrusted: Uint8Array | null;
  count: number;
}

function footingOf({ columns, predictions, distrusted, count }: Grounds, weights: Weights): Footing {
  const sums = addUp(columns, weights, count);
  if (predictions === null) return { sums, deviations: null };
  const deviations = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const all = (sums.weight[at] as number) + weights.load;
    const doubt = predictions.deviation[at] as number;
    // One that is not trusted is not hoped for.
    if (all > 0 && !Number.isNaN(doubt) && distrusted?.[at] !== 1) deviations[at] = (weights.predicted / all) * doubt;
  }
  return { sums, deviations };
}

type SceneKnowledge = Pick<Knowledge, 'predict' | 'describe'> & { moment: Moment };

function sceneOf(fleet: Fleet, spec: TaskSpec, { predict, describe, moment }: SceneKnowledge): Scene {
  const candidates = fleet.candidates(spec);
  const { agents } = candidates;
  const { now, inFlight } = moment;
  const surroundings = { now, fleet: fleet.loadOf(inFlight), capable: slotsOf(fleet, agents, inFlight) };
  const qualityAt = (at: number) => {
    const graded = describe?.(fleet.ids[agents[at] as number] as string, spec)?.quality;
    return graded === undefined || graded[3] < MIN_HISTORY_SAMPLES ? null : graded[0];
  };
  return {
    fleet,
    spec,
    candidates,
    factors: contextFactors(spec, surroundings),
    records: agents.map((agent) => fleet.agents[agent]?.stats.get(spec.taskType)),
    qualityAt,
    predictions:
      predict?.(
        agents.map((agent) => fleet.ids[agent] as string),
        spec,
      ) ?? null,
  };
}

/** Whether what is prepared depends on the moment: then it holds for one batch only. */
export const isMomentary = ({ strategy }: Pick<TaskSpec, 'strategy'>): boolean => strategy === 'contextual_adaptive';

/** Prepares one kind of task. The moment is looked at by momentary strategies only. */
export function prepareSpec(fleet: Fleet, spec: TaskSpec, by: Knowledge & { model: RoutingModel; moment: Moment }): PreparedSpec {
  const { personaTrials, model } = by;
  const scene = sceneOf(fleet, spec, by);
  const { candidates, factors, records, predictions } = scene;
  const count = candidates.agents.length;
  const experience = records.reduce((sum, record) => sum + (record?.attempts ?? 0), 0) / Math.max(1, count);
  const weights = weightsFor(spec, { factors, experience, own: model.weights[spec.strategy] });
  const columns = new Map<Component, Float64Array>();
  for (const component of COMPONENTS) {
    if (component === 'load' || weights[component] === 0) continue;
    const values = FILL[component](scene);
    if (values.some((value) => !Number.isNaN(value))) columns.set(component, values);
  }
  const onTrial = columns.has('persona') && personaTrials !== undefined && !PERSONA_STRATEGIES.includes(spec.strategy);
  const verdict = personaTrials?.get(spec.taskType) ?? 'testing';
  const poor = findPoor(scene);
  const distrusted = distrust(scene, poor);
  const grounds: Grounds = { columns, predictions, distrusted, count };
  return {
    taskType: spec.taskType,
    candidates,
    weights,
    factors: isMomentary(spec) ? factors : null,
    columns,
    used: usedOf(columns, weights),
    footing: footingOf(grounds, weights),
    trial: onTrial ? { verdict, plain: footingOf(grounds, { ...weights, persona: 0 }) } : null,
    distrusted,
    poor: distrusted === null ? [] : poor,
    model,
    limits: allocateLimits(model.limits, spec),
    shares: shareWork({ records, success: predictions?.success, distrusted }, spec),
  };
}

function usedOf(columns: PreparedSpec['columns'], weights: Weights): PreparedSpec['used'] {
  const components = COMPONENTS.filter((component) => (component === 'load' ? weights.load > 0 : columns.has(component)));
  const rounded = components.map((component) => Math.round(weights[component] * 1_000) / 1_000);
  return { components, weights: rounded, weightsWithoutPersona: rounded.map((weight, at) => (components[at] === 'persona' ? 0 : weight)) };
}
