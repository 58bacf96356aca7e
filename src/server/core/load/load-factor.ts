// The one load formula: 40 % tasks, 35 % resources, 25 % performance. A component nobody measured gives its weight to the others, so
// that an agent that reports nothing is neither punished nor rewarded for it.

/** What is known of an agent now. Null: nobody measured it. */
export interface LoadInput {
  /** Attempts it is executing. */
  active: number | null;
  /** Attempts assigned to it and not begun. */
  queued: number | null;
  /** Attempts it may hold at once, at least 1. */
  slots: number;
  /** Share of its processor in use, 0..1; its own word. */
  cpu: number | null;
  memoryMb: number | null;
  /** Share of its context window in use, 0..1; its own word. */
  contextUsage: number | null;
  /** Share of its ended attempts that failed, 0..1. */
  errorRate: number | null;
  /** Mean duration of its attempts. */
  responseMs: number | null;
}

export interface LoadFactor {
  /** 0 is idle, 1 is full; bad health can lift it to 1.25. Null when nothing is known. */
  value: number | null;
  tasks: number | null;
  resources: number | null;
  performance: number | null;
}

export const LOAD_WEIGHTS = { tasks: 0.4, resources: 0.35, performance: 0.25 } as const;
export const OVERLOADED_ABOVE = 0.85;
export const UNDERLOADED_BELOW = 0.3;
/** This far from the fleet's mean counts as over- or underloaded too. */
export const MEAN_DISTANCE = 0.2;

/** Memory at which an agent counts as full. */
const FULL_MEMORY_MB = 1_000;
/** A mean duration that costs the whole half point of response time. */
const SLOW_RESPONSE_MS = 10_000;
const HALF = 0.5;

/** Attempts not begun weigh half: they take a slot, but no work. */
function taskLoad({ active, queued, slots }: LoadInput): number | null {
  if (active === null && queued === null) return null;
  return Math.min(1, ((active ?? 0) + (queued ?? 0) / 2) / Math.max(1, slots));
}

/** The scarcest resource decides. */
function resourceLoad({ cpu, memoryMb, contextUsage }: LoadInput): number | null {
  const known = [cpu, contextUsage, memoryMb === null ? null : Math.min(1, memoryMb / FULL_MEMORY_MB)].filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** 0..2: lost health, slow answers (at most one half) and errors (at most one half). Null without a measured error rate. */
function performanceLoad({ errorRate, responseMs }: LoadInput): number | null {
  if (errorRate === null) return null;
  const health = 1 - errorRate;
  return 1 - health + Math.min(HALF, (responseMs ?? 0) / SLOW_RESPONSE_MS) + Math.min(HALF, errorRate);
}

/** How loaded an agent is. */
export function loadFactor(input: LoadInput): LoadFactor {
  const parts = { tasks: taskLoad(input), resources: resourceLoad(input), performance: performanceLoad(input) };
  let sum = 0;
  let weight = 0;
  for (const part of ['tasks', 'resources', 'performance'] as const) {
    const value = parts[part];
    if (value === null) continue;
    sum += LOAD_WEIGHTS[part] * value;
    weight += LOAD_WEIGHTS[part];
  }
  return { value: weight === 0 ? null : sum / weight, ...parts };
}

export const LOAD_STATES = ['overloaded', 'balanced', 'underloaded', 'unknown'] as const;
export type LoadState = (typeof LOAD_STATES)[number];

/** @param mean the fleet's mean load; null when no load is known */
export function loadState(load: number | null, mean: number | null): LoadState {
  if (load === null || mean === null) return 'unknown';
  if (load > OVERLOADED_ABOVE || load > mean + MEAN_DISTANCE) return 'overloaded';
  return load < UNDERLOADED_BELOW || load < mean - MEAN_DISTANCE ? 'underloaded' : 'balanced';
}
