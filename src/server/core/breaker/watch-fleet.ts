import { permitsAt, wouldPermit } from './breaker.ts';
import { advance } from './change-status.ts';
import { firstToOpen, mostOut } from './judge-pool.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerResource } from './resource.ts';
import { slotsDuringSlowStart, slowStartShare } from './slow-start.ts';
import type { BreakerState } from './state.ts';

// What the breakers leave of a fleet during one dispatch pass. Only breakers that hold something back are looked at: a healthy fleet costs
// nothing, a thousand open ones a thousand steps. Permits are counted here as tasks are placed, and taken for good before the pass is written.

/** A breaker that is not simply closed. */
export interface WatchedBreaker {
  resourceId: string;
  resource: BreakerResource;
  rules: BreakerRules;
  state: BreakerState;
}

/** The fleet as the watch needs it. Agents are positions. */
export interface WatchedFleet {
  ids: readonly string[];
  slots: Int32Array;
  /** -1 for an agent that is not in the fleet. */
  positionOf(agentId: string): number;
  agentsAt(host: string): readonly number[];
}

/** What one breaker leaves at this moment. */
interface Restriction {
  resourceId: string;
  held: boolean;
  openedAt: number | null;
  /** When a probe may go at the earliest, epoch ms; Infinity while a person holds it. */
  probeAt: number;
  /** Calls that it still lets through; 0: none. */
  left: number;
  /** By position: whose general breaker it is. Its agent, or all of its host; nobody for one at a type of task. */
  agents: number[];
}

/** Whether a breaker has to be watched at all: it refuses, counts its permits, or lets its agent come back slowly. */
export function isWatched(state: BreakerState, now: number): boolean {
  switch (state.status) {
    case 'closed':
      return slowStartShare(state, now) < 1;
    case 'disabled':
    case 'metrics_only':
      return false;
    case 'open':
    case 'half_open':
    case 'forced_open':
      return true;
  }
}

function restrictionOf({ resourceId, rules, state }: WatchedBreaker, now: number): Restriction | null {
  const current = advance(rules, state, now);
  const { status, openedAt, until } = current;
  if (status !== 'open' && status !== 'half_open' && status !== 'forced_open') return null;
  const held = status === 'forced_open';
  return {
    resourceId,
    held,
    openedAt,
    probeAt: held ? Number.POSITIVE_INFINITY : (until ?? now),
    left: leftOf(rules, current, now),
    agents: [],
  };
}

/** @param current not closed, with the time that has passed taken in */
function leftOf(rules: BreakerRules, current: BreakerState, now: number): number {
  if (current.status === 'half_open') return Math.max(0, permitsAt(rules, current, now) - current.granted);
  return wouldPermit(rules, current, now) ? rules.halfOpenPermits : 0;
}

/** Of one kind of task: which candidates get nothing now. */
export interface Barrier {
  /** By place in the list of candidates. */
  readonly barred: Uint8Array;
  /** How many that are. */
  count(): number;
  /** Places whose last permit was taken since the last look: they are barred from now on. */
  exhausted(): number[];
  /** The breaker that lets somebody through first, of those that bar; null when nobody is barred. */
  firstToOpen(): { resourceId: string; agent: number } | null;
}

/** What an agent's general breakers say of it, as bits. */
const WATCHED = 1;
const OUT = 2;
const HELD = 4;

/** The breakers of agents at one type of task, by position in the fleet. */
type OfType = ReadonlyMap<number, readonly Restriction[]>;

const NOBODY: number[] = [];
const NOTHING: readonly Restriction[] = [];

// Asked of every candidate for every kind of task: numbers and plain loops, where an object each would be most of the cost.

export class FleetWatch {
  /** By position: all, but fewer for who comes back slowly. */
  readonly slots: Int32Array;
  readonly #ids: readonly string[];
  /** By position: of the agent itself and of its host. */
  readonly #general: (Restriction[] | undefined)[];
  /** The bits of these. */
  readonly #bits: Uint8Array;
  readonly #byTaskType = new Map<string, Map<number, Restriction[]>>();
  #anyGeneral = false;
  /** Agents of which some breaker has given its last permit, in that order. */
  readonly #spent: number[] = [];

  /** @param now epoch ms */
  constructor(fleet: WatchedFleet, breakers: Iterable<WatchedBreaker>, now: number) {
    this.#ids = fleet.ids;
    this.slots = Int32Array.from(fleet.slots);
    this.#general = new Array(fleet.slots.length);
    this.#bits = new Uint8Array(fleet.slots.length);
    for (const breaker of breakers) {
      this.#slowDown(fleet, breaker, now);
      const restriction = restrictionOf(breaker, now);
      if (restriction !== null) this.#restrict(fleet, breaker.resource, restriction);
    }
  }

  /** @param agents candidates, as positions; null when no breaker has a say in any of them */
  bar(agents: readonly number[], taskType: string): Barrier | null {
    const ofType = this.#byTaskType.get(taskType);
    if (!this.#anyGeneral && ofType === undefined) return null;
    const barred = new Uint8Array(agents.length);
    const out: number[] = [];
    const probing: number[] = [];
    let held = 0;
    for (let place = 0; place < agents.length; place += 1) {
      const bits = this.#bitsOf(agents[place] as number, ofType);
      if (bits >= HELD) {
        held += 1;
        barred[place] = 1;
      } else if (bits >= OUT) out.push(place);
      else if (bits === WATCHED) probing.push(place);
    }
    if (held + out.length + probing.length === 0) return null;
    const kept = this.#keptOut({ agents, ofType }, out, agents.length - held);
    for (const place of kept) barred[place] = 1;
    return this.#barrier({ agents, ofType }, { barred, count: held + kept.length, probing });
  }

  /** Counts the permits that a task of the agent uses up. @returns the breakers that have to grant one, by name */
  take(agent: number, taskType: string): string[] {
    const granting = this.#restrictionsOf(agent, this.#byTaskType.get(taskType)).filter(({ left }) => left > 0);
    for (const restriction of granting) {
      restriction.left -= 1;
      if (restriction.left > 0) continue;
      this.#spent.push(agent, ...restriction.agents);
      for (const at of restriction.agents) this.#bits[at] = (this.#bits[at] as number) | OUT;
    }
    return granting.map(({ resourceId }) => resourceId);
  }

  #slowDown(fleet: WatchedFleet, { resource, state }: WatchedBreaker, now: number): void {
    if (resource.type !== 'agent') return;
    const share = slowStartShare(state, now);
    const at = share < 1 ? fleet.positionOf(resource.agentId) : -1;
    if (at !== -1) this.slots[at] = slotsDuringSlowStart(fleet.slots[at] as number, share);
  }

  #restrict(fleet: WatchedFleet, resource: BreakerResource, restriction: Restriction): void {
    switch (resource.type) {
      case 'agent':
        this.#restrictAgent(fleet.positionOf(resource.agentId), restriction);
        break;
      case 'agent_task_type': {
        const agent = fleet.positionOf(resource.agentId);
        if (agent === -1) break;
        const byAgent = this.#byTaskType.get(resource.taskType) ?? new Map<number, Restriction[]>();
        this.#byTaskType.set(resource.taskType, byAgent);
        byAgent.set(agent, [...(byAgent.get(agent) ?? []), restriction]);
        break;
      }
      case 'provider_host':
        for (const at of fleet.agentsAt(resource.host)) this.#restrictAgent(at, restriction);
        break;
      case 'workflow':
        break;
    }
  }

  #restrictAgent(agent: number, restriction: Restriction): void {
    if (agent === -1) return;
    this.#anyGeneral = true;
    restriction.agents.push(agent);
    const known = this.#general[agent];
    if (known === undefined) this.#general[agent] = [restriction];
    else known.push(restriction);
    this.#bits[agent] = (this.#bits[agent] as number) | bitsOf(restriction);
  }

  #bitsOf(agent: number, ofType: OfType | undefined): number {
    let bits = this.#bits[agent] as number;
    const special = ofType?.get(agent);
    if (special !== undefined) for (const restriction of special) bits |= bitsOf(restriction);
    return bits;
  }

  #restrictionsOf(agent: number, ofType: OfType | undefined): readonly Restriction[] {
    const general = this.#general[agent] ?? NOTHING;
    const special = ofType?.get(agent);
    return special === undefined ? general : [...general, ...special];
  }

  #barrier(of: Asked, { barred, count, probing }: { barred: Uint8Array; count: number; probing: number[] }): Barrier {
    const { agents, ofType } = of;
    let bars = count;
    let seen = this.#spent.length;
    let placeOf: Map<number, number> | null = null;
    return {
      barred,
      count: () => bars,
      exhausted: () => {
        if (seen === this.#spent.length) return NOBODY;
        placeOf ??= new Map(probing.map((place) => [agents[place] as number, place]));
        const places: number[] = [];
        for (; seen < this.#spent.length; seen += 1) {
          const agent = this.#spent[seen] as number;
          const place = placeOf.get(agent);
          if (place === undefined || barred[place] === 1 || this.#bitsOf(agent, ofType) < OUT) continue;
          barred[place] = 1;
          places.push(place);
        }
        bars += places.length;
        return places;
      },
      firstToOpen: () => this.#firstToOpen(of, barred),
    };
  }

  #firstToOpen({ agents, ofType }: Asked, barred: Uint8Array): { resourceId: string; agent: number } | null {
    let first: { resourceId: string; agent: number; at: number } | null = null;
    for (const [place, agent] of agents.entries()) {
      if (barred[place] !== 1) continue;
      const last = latest(this.#restrictionsOf(agent, ofType).filter(({ left }) => left === 0));
      if (first === null || last.probeAt < first.at) first = { resourceId: last.resourceId, agent, at: last.probeAt };
    }
    return first;
  }

  /** Those of `out` that the rules of the pool leave out. */
  #keptOut({ agents, ofType }: Asked, out: readonly number[], available: number): readonly number[] {
    const most = mostOut(available, out.length);
    if (typeof most !== 'number') return most === 'ejected' ? out : NOBODY;
    if (out.length <= most) return out;
    const members = out.map((place) => {
      const agent = agents[place] as number;
      return { place, id: this.#ids[agent] as string, openedAt: openedAt(this.#restrictionsOf(agent, ofType)) };
    });
    return [...firstToOpen(members, most)].map(({ place }) => place);
  }
}

/** Of whom a barrier was asked for. */
interface Asked {
  agents: readonly number[];
  ofType: OfType | undefined;
}

const bitsOf = ({ held, left }: Restriction): number => (held ? WATCHED | OUT | HELD : left === 0 ? WATCHED | OUT : WATCHED);

/** When the first of the breakers that let nothing through opened, epoch ms; null where none ever did. */
function openedAt(restrictions: readonly Restriction[]): number | null {
  let first: number | null = null;
  for (const { left, openedAt: at } of restrictions) if (left === 0 && at !== null && (first === null || at < first)) first = at;
  return first;
}

/** All of an agent's breakers have to let it through: the last one decides when. */
function latest(restrictions: readonly Restriction[]): Restriction {
  return restrictions.reduce((last, each) => (each.probeAt > last.probeAt ? each : last));
}
