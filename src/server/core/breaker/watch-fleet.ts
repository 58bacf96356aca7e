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
  /** How many that are. */
  count(): number;
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
  /** Permits used up so far. */
  #taken = 0;

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
    const ofType = this.#byTaskType.get(taskType);
    if (this.#byAgent.size === 0 && ofType === undefined) return null;
    const touched: Touched[] = [];
    for (let place = 0; place < agents.length; place += 1) {
      const restrictions = this.#restrictionsOf(agents[place] as number, ofType);
      if (restrictions !== null) touched.push({ place, restrictions });
    }
    return touched.length === 0 ? null : this.#barrier(agents, touched);
  }

  /** Counts the permits that a task of the agent uses up. @returns the breakers that have to grant one, by name */
  take(agent: number, taskType: string): string[] {
    const granting = (this.#restrictionsOf(agent, this.#byTaskType.get(taskType)) ?? []).filter(({ left }) => left > 0);
    for (const restriction of granting) restriction.left -= 1;
    this.#taken += granting.length;
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

  #restrictionsOf(agent: number, ofType: ReadonlyMap<number, Restriction[]> | undefined): Restriction[] | null {
    const general = this.#byAgent.get(agent);
    const special = ofType?.get(agent);
    return general === undefined ? (special ?? null) : special === undefined ? general : [...general, ...special];
  }

  #barrier(agents: readonly number[], touched: readonly Touched[]): Barrier {
    const out: Touched[] = [];
    let held = 0;
    const barred = new Uint8Array(agents.length);
    for (const each of touched) {
      if (isHeld(each)) {
        held += 1;
        barred[each.place] = 1;
      } else if (isOut(each)) out.push(each);
    }
    // Out by their breakers and in by the rules of the pool: those are not counted down.
    let probing = out.length === touched.length ? [] : touched.filter((each) => barred[each.place] === 0 && !isOut(each));
    const kept = this.#keptOut(agents, out, agents.length - held);
    for (const { place } of kept) barred[place] = 1;
    let count = held + kept.length;
    let seen = this.#taken;
    return {
      barred,
      count: () => count,
      exhausted: () => {
        if (seen === this.#taken) return NOBODY;
        seen = this.#taken;
        const places = probing.filter(isOut).map(({ place }) => place);
        if (places.length === 0) return places;
        probing = probing.filter((each) => !isOut(each));
        for (const place of places) barred[place] = 1;
        count += places.length;
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

  /** Those of `out` that the rules of the pool leave out. */
  #keptOut(agents: readonly number[], out: readonly Touched[], available: number): readonly Touched[] {
    const most = mostOut(available, out.length);
    if (typeof most !== 'number') return most === 'ejected' ? out : [];
    if (out.length <= most) return out;
    const members = out.map((touched) => ({
      touched,
      id: this.#ids[agents[touched.place] as number] as string,
      openedAt: openedAt(touched),
    }));
    return [...firstToOpen(members, most)].map(({ touched }) => touched);
  }
}

/** A candidate of whom some breaker has a say. */
interface Touched {
  place: number;
  restrictions: readonly Restriction[];
}

const NOBODY: number[] = [];

// Asked of every restricted agent for every kind of task: plain loops, where a closure per question would be most of the cost.

function isOut({ restrictions }: Touched): boolean {
  for (const { left } of restrictions) if (left === 0) return true;
  return false;
}

function isHeld({ restrictions }: Touched): boolean {
  for (const { held } of restrictions) if (held) return true;
  return false;
}

/** When the first of the breakers that let nothing through opened, epoch ms; null where none ever did. */
function openedAt({ restrictions }: Touched): number | null {
  let first: number | null = null;
  for (const { left, openedAt: at } of restrictions) if (left === 0 && at !== null && (first === null || at < first)) first = at;
  return first;
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
