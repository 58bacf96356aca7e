import { permitsAt, wouldPermit } from './breaker.ts';
import { advance } from './change-status.ts';
import { keptOut, type PoolMember } from './judge-pool.ts';
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
  if (current.status !== 'open' && current.status !== 'half_open' && current.status !== 'forced_open') return null;
  const held = current.status === 'forced_open';
  const permitted = wouldPermit(rules, current, now);
  const permits = current.status === 'half_open' ? permitsAt(rules, current, now) - current.granted : rules.halfOpenPermits;
  return {
    resourceId,
    held,
    openedAt: current.openedAt,
    probeAt: held ? Number.POSITIVE_INFINITY : (current.until ?? now),
    left: permitted ? permits : 0,
  };
}

/** Of one kind of task: which candidates get nothing now. */
export interface Barrier {
  /** By place in the list of candidates. */
  readonly barred: Uint8Array;
  /** Places whose last permit was taken since the last look: they are barred from now on. */
  exhausted(): number[];
  /** The breaker that lets somebody through first, of those that bar; null when nobody is barred. */
  firstToOpen(): { resourceId: string; agent: number } | null;
}

export class FleetWatch {
  /** By position: all, but fewer for who comes back slowly. */
  readonly slots: Int32Array;
  readonly #ids: readonly string[];
  readonly #byAgent = new Map<number, Restriction[]>();
  readonly #byTaskType = new Map<string, Map<number, Restriction[]>>();

  /** @param now epoch ms */
  constructor(fleet: WatchedFleet, breakers: Iterable<WatchedBreaker>, now: number) {
    this.#ids = fleet.ids;
    this.slots = Int32Array.from(fleet.slots);
    for (const breaker of breakers) {
      this.#slowDown(fleet, breaker, now);
      const restriction = restrictionOf(breaker, now);
      if (restriction !== null) this.#restrict(fleet, breaker.resource, restriction);
    }
  }

  /** @param agents candidates, as positions; null when no breaker has a say in any of them */
  bar(agents: readonly number[], taskType: string): Barrier | null {
    if (this.#byAgent.size === 0 && !this.#byTaskType.has(taskType)) return null;
    const touched: { place: number; restrictions: Restriction[] }[] = [];
    for (let place = 0; place < agents.length; place += 1) {
      const restrictions = this.#restrictionsOf(agents[place] as number, taskType);
      if (restrictions !== null) touched.push({ place, restrictions });
    }
    return touched.length === 0 ? null : this.#barrier(agents, touched);
  }

  /** Counts the permits that a task of the agent uses up. @returns the breakers that have to grant one, by name */
  take(agent: number, taskType: string): string[] {
    const granting = (this.#restrictionsOf(agent, taskType) ?? []).filter(({ left }) => left > 0);
    for (const restriction of granting) restriction.left -= 1;
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
        note(this.#byAgent, fleet.positionOf(resource.agentId), restriction);
        break;
      case 'agent_task_type': {
        const byAgent = this.#byTaskType.get(resource.taskType) ?? new Map<number, Restriction[]>();
        this.#byTaskType.set(resource.taskType, byAgent);
        note(byAgent, fleet.positionOf(resource.agentId), restriction);
        break;
      }
      case 'provider_host':
        for (const at of fleet.agentsAt(resource.host)) note(this.#byAgent, at, restriction);
        break;
      case 'workflow':
        break;
    }
  }

  #restrictionsOf(agent: number, taskType: string): Restriction[] | null {
    const general = this.#byAgent.get(agent);
    const special = this.#byTaskType.get(taskType)?.get(agent);
    return general === undefined ? (special ?? null) : special === undefined ? general : [...general, ...special];
  }

  #barrier(agents: readonly number[], touched: { place: number; restrictions: Restriction[] }[]): Barrier {
    const isOut = ({ restrictions }: { restrictions: Restriction[] }) => restrictions.some(({ left }) => left === 0);
    const isHeld = ({ restrictions }: { restrictions: Restriction[] }) => restrictions.some(({ held }) => held);
    const out = touched.filter((each) => isOut(each) && !isHeld(each));
    const members = new Map(out.map((each) => [this.#memberOf(agents, each), each.place]));
    const available = agents.length - touched.filter(isHeld).length;
    const kept = keptOut(available, [...members.keys()]);
    const barred = new Uint8Array(agents.length);
    for (const each of touched) if (isHeld(each)) barred[each.place] = 1;
    /** Out by their breakers, in by the rules of the pool: they are not counted down. */
    const spared = new Set<number>();
    for (const [member, place] of members) {
      if (kept === 'ejected' || (typeof kept === 'object' && kept.has(member))) barred[place] = 1;
      else spared.add(place);
    }
    let probing = touched.filter(({ place }) => barred[place] === 0 && !spared.has(place));
    return {
      barred,
      exhausted() {
        const places = probing.filter(isOut).map(({ place }) => place);
        if (places.length === 0) return places;
        probing = probing.filter((each) => !isOut(each));
        for (const place of places) barred[place] = 1;
        return places;
      },
      firstToOpen() {
        let first: { resourceId: string; agent: number; at: number } | null = null;
        for (const { place, restrictions } of touched) {
          if (barred[place] !== 1) continue;
          const last = latest(restrictions.filter(({ left }) => left === 0));
          if (first === null || last.probeAt < first.at) {
            first = { resourceId: last.resourceId, agent: agents[place] as number, at: last.probeAt };
          }
        }
        return first;
      },
    };
  }

  #memberOf(agents: readonly number[], { place, restrictions }: { place: number; restrictions: Restriction[] }): PoolMember {
    const opened = restrictions.flatMap(({ left, openedAt }) => (left === 0 && openedAt !== null ? [openedAt] : []));
    const openedAt = opened.length === 0 ? null : Math.min(...opened);
    return { id: this.#ids[agents[place] as number] as string, permitted: false, held: false, openedAt };
  }
}

function note(into: Map<number, Restriction[]>, agent: number, restriction: Restriction): void {
  if (agent === -1) return;
  const known = into.get(agent);
  if (known === undefined) into.set(agent, [restriction]);
  else known.push(restriction);
}

/** All of an agent's breakers have to let it through: the last one decides when. */
function latest(restrictions: readonly Restriction[]): Restriction {
  return restrictions.reduce((last, each) => (each.probeAt > last.probeAt ? each : last));
}
