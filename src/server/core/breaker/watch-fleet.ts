import { firstToOpen, mostOut } from './judge-pool.ts';
import type { BreakerResource } from './resource.ts';
import { Chains, HELD, NONE, OUT, Restrictions, WATCHED, type WatchedBreaker } from './restrictions.ts';
import { slotsDuringSlowStart, slowStartShare } from './slow-start.ts';
import type { BreakerState } from './state.ts';

// What the breakers leave of a fleet during one dispatch pass. Only breakers that hold something back are looked at: a healthy fleet costs
// nothing, a thousand open ones a thousand steps. Permits are counted here as tasks are placed, and taken for good before the pass is written.

/** The fleet as the watch needs it. Agents are positions. */
export interface WatchedFleet {
  ids: readonly string[];
  slots: Int32Array;
  /** -1 for an agent that is not in the fleet. */
  positionOf(agentId: string): number;
  agentsAt(host: string): readonly number[];
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

const NOBODY: number[] = [];

/** Breakers at one type of task as they came: chains are made of them when somebody asks for the type. */
interface OfType {
  agents: number[];
  rows: number[];
  chains: Chains | null;
}

export class FleetWatch {
  /** By position: all, but fewer for who comes back slowly. */
  readonly slots: Int32Array;
  readonly #ids: readonly string[];
  readonly #restrictions = new Restrictions();
  /** Of the agents themselves and of their hosts. */
  readonly #general: Chains;
  /** By row: whose general breaker it is. Its agent, or all of its host; nobody for one at a type of task. */
  readonly #guarded = new Map<number, readonly number[]>();
  readonly #byTaskType = new Map<string, OfType>();
  #anyGeneral = false;
  /** Agents of which some breaker has given its last permit, in that order. */
  readonly #spent: number[] = [];
  readonly #rows: number[] = [];

  /** @param now epoch ms */
  constructor(fleet: WatchedFleet, breakers: Iterable<WatchedBreaker>, now: number) {
    this.#ids = fleet.ids;
    this.slots = Int32Array.from(fleet.slots);
    this.#general = new Chains(fleet.slots.length);
    for (const breaker of breakers) {
      this.#slowDown(fleet, breaker, now);
      const row = this.#restrictions.add(breaker, now);
      if (row !== NONE) this.#restrict(fleet, breaker.resource, row);
    }
  }

  /** @param agents candidates, as positions; null when no breaker has a say in any of them */
  bar(agents: readonly number[], taskType: string): Barrier | null {
    const special = this.#chainsOf(taskType);
    if (!this.#anyGeneral && special === null) return null;
    const barred = new Uint8Array(agents.length);
    const out: number[] = [];
    const probing: number[] = [];
    let held = 0;
    const [ofAll, ofType] = [this.#general.bits, special?.bits ?? null];
    for (let place = 0; place < agents.length; place += 1) {
      const agent = agents[place] as number;
      const bits = (ofAll[agent] as number) | (ofType === null ? 0 : (ofType[agent] as number));
      if (bits >= HELD) {
        held += 1;
        barred[place] = 1;
      } else if (bits >= OUT) out.push(place);
      else if (bits === WATCHED) probing.push(place);
    }
    if (held + out.length + probing.length === 0) return null;
    const kept = this.#keptOut({ agents, special }, out, agents.length - held);
    for (const place of kept) barred[place] = 1;
    return this.#barrier({ agents, special }, { barred, count: held + kept.length, probing });
  }

  /** Counts the permits that a task of the agent uses up. @returns the breakers that have to grant one, by name */
  take(agent: number, taskType: string): string[] {
    const { left, resourceIds } = this.#restrictions;
    const granting: string[] = [];
    const special = this.#chainsOf(taskType);
    for (const row of this.#rowsOf(agent, special)) {
      if (left[row] === 0) continue;
      granting.push(resourceIds[row] as string);
      left[row] = (left[row] as number) - 1;
      if (left[row] === 0) this.#spend(agent, row, special);
    }
    return granting;
  }

  /** A breaker without permits keeps away whom it guards: at everything, or the agent at its type of task. */
  #spend(agent: number, row: number, special: Chains | null): void {
    const guarded = this.#guarded.get(row);
    const chains = guarded === undefined ? special : this.#general;
    for (const at of guarded ?? [agent]) if (chains !== null) chains.bits[at] = (chains.bits[at] as number) | OUT;
    this.#spent.push(agent, ...(guarded ?? NOBODY));
  }

  #slowDown(fleet: WatchedFleet, { resource, state }: WatchedBreaker, now: number): void {
    if (resource.type !== 'agent' || state.status !== 'closed') return;
    const share = slowStartShare(state, now);
    const at = share < 1 ? fleet.positionOf(resource.agentId) : NONE;
    if (at !== NONE) this.slots[at] = slotsDuringSlowStart(fleet.slots[at] as number, share);
  }

  #restrict(fleet: WatchedFleet, resource: BreakerResource, row: number): void {
    switch (resource.type) {
      case 'agent': {
        const agent = fleet.positionOf(resource.agentId);
        if (agent !== NONE) this.#guard([agent], row);
        break;
      }
      case 'agent_task_type': {
        const agent = fleet.positionOf(resource.agentId);
        if (agent === NONE) break;
        const ofType = this.#byTaskType.get(resource.taskType) ?? { agents: [], rows: [], chains: null };
        this.#byTaskType.set(resource.taskType, ofType);
        ofType.agents.push(agent);
        ofType.rows.push(row);
        break;
      }
      case 'provider_host':
        this.#guard(fleet.agentsAt(resource.host), row);
        break;
      case 'workflow':
        break;
    }
  }

  #guard(agents: readonly number[], row: number): void {
    const bits = this.#restrictions.bits(row);
    this.#anyGeneral ||= agents.length > 0;
    // Where nothing is left nothing can be taken, and nobody has to be told.
    if (this.#restrictions.left[row] !== 0) this.#guarded.set(row, agents);
    for (const agent of agents) this.#general.add(agent, row, bits);
  }

  #chainsOf(taskType: string): Chains | null {
    const ofType = this.#byTaskType.get(taskType);
    if (ofType === undefined) return null;
    if (ofType.chains === null) {
      ofType.chains = new Chains(this.slots.length);
      for (let at = 0; at < ofType.rows.length; at += 1) {
        const row = ofType.rows[at] as number;
        ofType.chains.add(ofType.agents[at] as number, row, this.#restrictions.bits(row));
      }
    }
    return ofType.chains;
  }

  #bitsOf(agent: number, special: Chains | null): number {
    return (this.#general.bits[agent] as number) | (special === null ? 0 : (special.bits[agent] as number));
  }

  /** All that restricts an agent; the list is used again by the next call. */
  #rowsOf(agent: number, special: Chains | null): readonly number[] {
    const rows = this.#rows;
    rows.length = 0;
    for (let link = this.#general.first(agent); link !== NONE; link = this.#general.next(link)) rows.push(this.#general.row(link));
    if (special === null) return rows;
    for (let link = special.first(agent); link !== NONE; link = special.next(link)) rows.push(special.row(link));
    return rows;
  }

  #barrier(of: Asked, { barred, count, probing }: { barred: Uint8Array; count: number; probing: number[] }): Barrier {
    const { agents, special } = of;
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
          if (place === undefined || barred[place] === 1 || this.#bitsOf(agent, special) < OUT) continue;
          barred[place] = 1;
          places.push(place);
        }
        bars += places.length;
        return places;
      },
      firstToOpen: () => this.#firstToOpen(of, barred),
    };
  }

  #firstToOpen({ agents, special }: Asked, barred: Uint8Array): { resourceId: string; agent: number } | null {
    const { left, probeAt, resourceIds } = this.#restrictions;
    let [first, firstAgent] = [NONE, NONE];
    for (const [place, agent] of agents.entries()) {
      if (barred[place] !== 1) continue;
      // All of an agent's breakers have to let it through: the last one decides when.
      let last = NONE;
      for (const row of this.#rowsOf(agent, special)) {
        if (left[row] === 0 && (last === NONE || (probeAt[row] as number) > (probeAt[last] as number))) last = row;
      }
      if (last === NONE || (first !== NONE && (probeAt[last] as number) >= (probeAt[first] as number))) continue;
      [first, firstAgent] = [last, agent];
    }
    return first === NONE ? null : { resourceId: resourceIds[first] as string, agent: firstAgent };
  }

  /** Those of `out` that the rules of the pool leave out. */
  #keptOut(asked: Asked, out: readonly number[], available: number): readonly number[] {
    const most = mostOut(available, out.length);
    if (typeof most !== 'number') return most === 'ejected' ? out : NOBODY;
    if (out.length <= most) return out;
    const agentAt = (at: number) => asked.agents[out[at] as number] as number;
    const openedAt = new Float64Array(out.length);
    for (let at = 0; at < out.length; at += 1) openedAt[at] = this.#openedAt(agentAt(at), asked.special);
    const opened = { at: openedAt, idOf: (at: number) => this.#ids[agentAt(at)] as string };
    return firstToOpen(opened, most).map((at) => out[at] as number);
  }

  /** When the first of its breakers that let nothing through opened, epoch ms; 0 where none ever did. */
  #openedAt(agent: number, special: Chains | null): number {
    const { left, openedAt } = this.#restrictions;
    let first = Number.POSITIVE_INFINITY;
    for (const row of this.#rowsOf(agent, special)) {
      const at = openedAt[row] as number;
      // Not a number where it never opened, and then not smaller.
      if (left[row] === 0 && at < first) first = at;
    }
    return first === Number.POSITIVE_INFINITY ? 0 : first;
  }
}

/** Of whom a barrier was asked for. */
interface Asked {
  agents: readonly number[];
  /** Their breakers at the type of task; null where it has none. */
  special: Chains | null;
}
