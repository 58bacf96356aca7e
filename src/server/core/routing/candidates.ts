import type { AgentProfile } from '../agent/agent.ts';
import { SILENT_AFTER_MS } from '../heartbeat/signs-of-life.ts';
import type { PersonaSnapshot } from '../persona/persona-snapshot.ts';
import { demandKey, type TaskSpec } from '../task/spec.ts';
import { type FoldedCapability, fold } from './capability-relation.ts';
import { isBeyond } from './exceed-limits.ts';
import { CapabilityMatcher, DEFAULT_MATCHING } from './match-capability.ts';
import { heededLimits } from './resource-limits.ts';
import type { TypeRecord } from './score.ts';

/** Why an agent could not get a task. `capacity` and `breaker` change from task to task, the others hold for a whole batch. */
export const FILTER_REASONS = ['status', 'silent', 'excluded', 'capability', 'resources', 'breaker', 'capacity'] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];
export const STANDING_FILTERS = ['status', 'silent', 'excluded', 'capability', 'resources'] as const satisfies FilterReason[];
export type StandingFilter = (typeof STANDING_FILTERS)[number];

/** What is known of an agent between two reads of the fleet. */
export interface AgentFacts {
  profile: AgentProfile;
  /** Measured history by task type. */
  stats: ReadonlyMap<string, TypeRecord>;
  /** Its way of working; absent or null when it has none. */
  persona?: PersonaSnapshot | null;
}

/** An agent at one moment. */
export interface AgentSnapshot extends AgentFacts {
  /** Live attempts. */
  inFlight: number;
}

/** The agents that may take a demand, found once per distinct demand. Numbers are positions in the fleet. */
export interface Candidates {
  agents: number[];
  /** By position in the fleet: the position in `agents`, or -1. */
  places: Int32Array;
  /** How well the required capabilities are covered, by position in `agents`; NaN when none are required. */
  capability: Float64Array;
  filtered: Record<StandingFilter, number[]>;
  /** Required capabilities that no active agent has, as they were written, what comes closest, and how many that fell silent have them. */
  missing: { name: string; closest: { name: string; likeness: number } | null; silent: number }[];
}

/** What does not change about an agent while its profile stands. */
interface KnownAgent {
  /** Names and ids it answers to, lower case. */
  names: readonly [string, string];
  capabilities: readonly FoldedCapability[];
  proficiency: ReadonlyMap<string, number>;
}

/** Profiles live as long as the fleet is cached, which is many batches. */
const known = new WeakMap<AgentProfile, KnownAgent>();

function know(profile: AgentProfile): KnownAgent {
  let agent = known.get(profile);
  if (agent === undefined) {
    const capabilities = profile.capabilities.map(({ name, proficiency, areas }) => ({
      name: fold(name),
      proficiency,
      areas: areas.map(fold),
    }));
    agent = {
      names: [fold(profile.id), fold(profile.name)],
      capabilities,
      proficiency: new Map(capabilities.map(({ name, proficiency }) => [name, proficiency])),
    };
    known.set(profile, agent);
  }
  return agent;
}

/** The times, epoch ms, after and until which the same pull agents are silent. */
function standing(agents: readonly AgentFacts[], now: number): { from: number; until: number } {
  const times = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  for (const { profile } of agents) {
    if (profile.kind !== 'worker') continue;
    const silentFrom = silentFromOf(profile);
    if (now > silentFrom) times.from = Math.max(times.from, silentFrom);
    else times.until = Math.min(times.until, silentFrom);
  }
  return times;
}

/** Until when a pull agent may be counted on, epoch ms. */
const silentFromOf = ({ silentAt, lastSeenAt }: AgentProfile): number => silentAt ?? lastSeenAt + SILENT_AFTER_MS;

/** Whether a pull agent counts as gone; any other kind is called, and never does. */
export const isSilent = (profile: AgentProfile, now: number): boolean => profile.kind === 'worker' && now > silentFromOf(profile);

function unfitness(profile: AgentProfile, now: number): 'status' | 'silent' | null {
  if (profile.status !== 'active') return 'status';
  return isSilent(profile, now) ? 'silent' : null;
}

/** The fleet while nothing but its load changes: many batches. */
export class Fleet {
  readonly agents: readonly AgentFacts[];
  readonly ids: readonly string[];
  readonly slots: Int32Array;
  readonly #known: readonly KnownAgent[];
  readonly #unfit: readonly ('status' | 'silent' | null)[];
  readonly #stands: { from: number; until: number };
  readonly #byDemand = new Map<string, Candidates>();
  readonly #matcher: CapabilityMatcher;
  #positions: Map<string, number> | null = null;
  #totals: Float64Array | null = null;

  /** @param now epoch ms */
  constructor(agents: readonly AgentFacts[], now: number) {
    this.agents = agents;
    this.ids = agents.map(({ profile }) => profile.id);
    this.slots = Int32Array.from(agents, ({ profile }) => profile.maxConcurrentTasks);
    this.#known = agents.map(({ profile }) => know(profile));
    this.#unfit = agents.map(({ profile }) => unfitness(profile, now));
    this.#stands = standing(agents, now);
    this.#matcher = new CapabilityMatcher(() =>
      agents.flatMap(({ profile }, at) => (this.#unfit[at] === null ? [profile.capabilities] : [])),
    );
  }

  /** Whether nobody has fallen silent, or is to be heard again, at that time (epoch ms). */
  standsAt(now: number): boolean {
    return now > this.#stands.from && now <= this.#stands.until;
  }

  /** Position of an agent; -1 when it is not in the fleet. */
  positionOf(agentId: string): number {
    this.#positions ??= new Map(this.ids.map((id, at) => [id, at]));
    return this.#positions.get(agentId) ?? -1;
  }

  /** Taken and all slots of the agents that can work. */
  loadOf(inFlight: ArrayLike<number>): { used: number; slots: number } {
    const load = { used: 0, slots: 0 };
    for (let at = 0; at < this.agents.length; at += 1) {
      if (this.#unfit[at] !== null) continue;
      load.used += inFlight[at] as number;
      load.slots += this.slots[at] as number;
    }
    return load;
  }

  candidates(spec: TaskSpec): Candidates {
    const key = `${demandKey(spec)}${spec.matching ?? ''}`;
    let candidates = this.#byDemand.get(key);
    if (candidates === undefined) {
      candidates = this.#find(spec);
      this.#byDemand.set(key, candidates);
    }
    return candidates;
  }

  /** 1 for each candidate that a task prefers, else 0; null when it prefers nobody. */
  preference({ preferredAgents }: TaskSpec, agents: readonly number[]): number[] | null {
    if (preferredAgents.length === 0) return null;
    const preferred = new Set(preferredAgents.map(fold));
    return agents.map((agent) => Number(this.#known[agent]?.names.some((name) => preferred.has(name))));
  }

  /** Attempts of an agent at all types of task. */
  totalAttempts(agent: number): number {
    if (this.#totals === null) {
      this.#totals = new Float64Array(this.agents.length);
      for (const [at, { stats }] of this.agents.entries())
        for (const { attempts } of stats.values()) this.#totals[at] = (this.#totals[at] ?? 0) + attempts;
    }
    return this.#totals[agent] ?? 0;
  }

  #find(spec: TaskSpec): Candidates {
    const required = [...new Set(spec.requiredCapabilities.map(fold))];
    const excluded = new Set(spec.excludedAgents.map(fold));
    const filtered: Candidates['filtered'] = { status: [], silent: [], excluded: [], capability: [], resources: [] };
    const limits = heededLimits(spec.resourceConstraints);
    const agents: number[] = [];
    for (const [at, agent] of this.#known.entries()) {
      const unfit = this.#unfit[at] ?? (excluded.size > 0 && agent.names.some((name) => excluded.has(name)) ? 'excluded' : null);
      if (unfit !== null) filtered[unfit].push(at);
      else if (!required.every((name) => agent.proficiency.has(name))) filtered.capability.push(at);
      else if (limits !== null && isBeyond(this.agents[at] as AgentFacts, spec.taskType, limits)) filtered.resources.push(at);
      else agents.push(at);
    }
    const capability = new Float64Array(agents.length);
    for (let at = 0; at < agents.length; at += 1) {
      const has = this.#known[agents[at] as number]?.capabilities ?? [];
      capability[at] = this.#matcher.match(required, has, spec.matching ?? DEFAULT_MATCHING) ?? Number.NaN;
    }
    const places = new Int32Array(this.agents.length).fill(-1);
    for (let at = 0; at < agents.length; at += 1) places[agents[at] as number] = at;
    return { agents, places, capability, filtered, missing: agents.length === 0 ? this.#missing(spec.requiredCapabilities) : [] };
  }

  #missing(required: readonly string[]): Candidates['missing'] {
    return required
      .filter((name) => !this.#known.some((agent, at) => this.#unfit[at] === null && agent.proficiency.has(fold(name))))
      .map((name) => ({ name, closest: this.#matcher.closest(name), silent: this.#silentWith(fold(name)) }));
  }

  #silentWith(name: string): number {
    return this.#known.filter((agent, at) => this.#unfit[at] === 'silent' && agent.proficiency.has(name)).length;
  }
}
