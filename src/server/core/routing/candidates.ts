import type { AgentProfile } from '../agent/agent.ts';
import { demandKey, type TaskSpec } from '../task/spec.ts';
import { historyScore, type PartialScore, partialScore } from './score.ts';

/** A pull agent that has not been heard of for this long gets nothing, in ms. */
export const SILENT_AFTER_MS = 60_000;

/** Why an agent could not get a task. `capacity` changes from task to task, the others hold for a whole batch. */
export const FILTER_REASONS = ['status', 'silent', 'excluded', 'capability', 'capacity'] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];
export const STANDING_FILTERS = ['status', 'silent', 'excluded', 'capability'] as const satisfies FilterReason[];
export type StandingFilter = (typeof STANDING_FILTERS)[number];

/** An agent as one routing pass sees it. */
export interface AgentSnapshot {
  profile: AgentProfile;
  /** Live attempts. */
  inFlight: number;
  /** Measured history by task type. */
  stats: ReadonlyMap<string, { attempts: number; successes: number }>;
}

/** The agents that may take a demand, found once per distinct demand and batch. Numbers are positions in the batch's agent list. */
export interface Candidates {
  agents: number[];
  /** Mean proficiency at the required capabilities, by position in `agents`; 1 when none are required. */
  capability: number[];
  filtered: Record<StandingFilter, number[]>;
  /** Required capabilities that no active agent has, as they were written. */
  missing: string[];
}

/** What scoring one spec needs beside the live load, by position in `candidates.agents`. */
export interface PreparedSpec {
  candidates: Candidates;
  /** The components that do not change while the batch is placed; `preference` is empty when the task prefers nobody. */
  known: { capability: readonly number[]; history: readonly (number | null)[]; preference: readonly number[] };
  partials: PartialScore[];
  /** Attempts behind the history. */
  samples: number[];
}

interface KnownAgent {
  /** Names and ids it answers to, lower case. */
  names: readonly [string, string];
  proficiency: ReadonlyMap<string, number>;
  unfit: 'status' | 'silent' | null;
}

/** The fleet during one batch. */
export class Fleet {
  readonly agents: readonly AgentSnapshot[];
  readonly slots: readonly number[];
  readonly #known: KnownAgent[];
  readonly #byDemand = new Map<string, Candidates>();
  readonly #bySpec = new Map<TaskSpec, PreparedSpec>();

  constructor(agents: readonly AgentSnapshot[], now: number) {
    this.agents = agents;
    this.slots = agents.map(({ profile }) => profile.maxConcurrentTasks);
    this.#known = agents.map((agent) => know(agent, now));
  }

  prepare(spec: TaskSpec): PreparedSpec {
    let prepared = this.#bySpec.get(spec);
    if (prepared === undefined) {
      prepared = this.#prepareSpec(spec);
      this.#bySpec.set(spec, prepared);
    }
    return prepared;
  }

  #prepareSpec(spec: TaskSpec): PreparedSpec {
    const key = demandKey(spec);
    let candidates = this.#byDemand.get(key);
    if (candidates === undefined) {
      candidates = this.#find(spec);
      this.#byDemand.set(key, candidates);
    }
    const { agents, capability } = candidates;
    const stats = agents.map((agent) => this.agents[agent]?.stats.get(spec.taskType));
    const preferred = new Set(spec.preferredAgents.map(fold));
    const isPreferred = (agent: number) => Number(this.#known[agent]?.names.some((name) => preferred.has(name)));
    const known = { capability, history: stats.map(historyScore), preference: preferred.size === 0 ? [] : agents.map(isPreferred) };
    return {
      candidates,
      known,
      partials: agents.map((_, at) =>
        partialScore({ capability: capability[at], history: known.history[at], preference: known.preference[at] ?? null }),
      ),
      samples: stats.map((stat) => stat?.attempts ?? 0),
    };
  }

  #find(spec: TaskSpec): Candidates {
    const required = [...new Set(spec.requiredCapabilities.map(fold))];
    const excluded = new Set(spec.excludedAgents.map(fold));
    const filtered: Candidates['filtered'] = { status: [], silent: [], excluded: [], capability: [] };
    const agents: number[] = [];
    const capability: number[] = [];
    for (const [at, agent] of this.#known.entries()) {
      const reason = agent.unfit ?? (agent.names.some((name) => excluded.has(name)) ? 'excluded' : null);
      const proficiency = reason === null ? meanProficiency(agent, required) : null;
      if (reason !== null) filtered[reason].push(at);
      else if (proficiency === null) filtered.capability.push(at);
      else {
        agents.push(at);
        capability.push(proficiency);
      }
    }
    const missing = spec.requiredCapabilities.filter(
      (name) => !this.#known.some((agent) => agent.unfit === null && agent.proficiency.has(fold(name))),
    );
    return { agents, capability, filtered, missing };
  }
}

function know({ profile }: AgentSnapshot, now: number): KnownAgent {
  const silent = profile.kind === 'worker' && now - profile.lastSeenAt > SILENT_AFTER_MS;
  return {
    names: [fold(profile.id), fold(profile.name)],
    proficiency: new Map(profile.capabilities.map(({ name, proficiency }) => [fold(name), proficiency])),
    unfit: profile.status === 'active' ? (silent ? 'silent' : null) : 'status',
  };
}

/** Null when a capability is missing. */
function meanProficiency(agent: KnownAgent, required: readonly string[]): number | null {
  let sum = 0;
  for (const name of required) {
    const proficiency = agent.proficiency.get(name);
    if (proficiency === undefined) return null;
    sum += proficiency;
  }
  return required.length === 0 ? 1 : sum / required.length;
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}
