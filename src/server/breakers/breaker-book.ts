import { wouldPermit } from '../core/breaker/breaker.ts';
import type { BreakerOutcome } from '../core/breaker/classify-outcome.ts';
import { type BreakerResource, parseBreakerResource, workflowBreaker } from '../core/breaker/resource.ts';
import type { BreakerState } from '../core/breaker/state.ts';
import { FleetWatch, isWatched } from '../core/breaker/watch-fleet.ts';
import type { Fleet } from '../core/routing/candidates.ts';
import { readBreakerOverrides } from '../db/breaker-rules.ts';
import { readBreakers, type StoredBreaker } from '../db/breakers.ts';
import type { Queryable } from '../db/queryable.ts';
import type { Feed } from '../events/feed.ts';
import type { Logger } from '../logger.ts';
import { BreakerEntry } from './breaker-entry.ts';
import { RuleBook } from './breaker-rules.ts';
import { storeBreakers } from './breaker-writer.ts';
import { hostOfAgent } from './host-of-agent.ts';

// All breakers of one process in memory. Outcomes are counted here at once and stored later: a change of status and a permit right away,
// a window with failures within FAILING_MS, one without within HEALTHY_MS (docs/adr/0011-breakers.md). What other processes store is
// read when the feed says so.

const FAILING_MS = 2_000;
const HEALTHY_MS = 10_000;
const TICK_MS = 1_000;
/** Rows are read again from so long before the last look: a transaction may show up later than it stamped its rows. */
const OVERLAP_MS = 2_000;

export interface BreakerBookOptions {
  db: Queryable;
  feed: Feed;
  log: Logger;
  newId(): string;
  /** False: everything passes, nothing is counted. */
  enabled: boolean;
}

/** Hears of a call's end for one breaker. */
export interface BreakerReport extends BreakerOutcome {
  resourceId: string;
  generation: number;
  at: number;
  durationMs?: number;
}

export class BreakerBook {
  readonly enabled: boolean;
  readonly #options: BreakerBookOptions;
  readonly #entries = new Map<string, BreakerEntry>();
  readonly #dirty = new Set<BreakerEntry>();
  /** Entries that hold something back, or did a moment ago. */
  readonly #watched = new Set<BreakerEntry>();
  readonly #agentsByHost = new WeakMap<readonly unknown[], Map<string, number[]>>();
  readonly #listeners = new Set<() => void>();
  #rules = new RuleBook();
  #readAt: Date | null = null;
  #timer: NodeJS.Timeout | null = null;
  #storing: Promise<void> = Promise.resolve();
  #storeSoon = false;
  #everChanged = false;
  #refreshing: Promise<void> | null = null;
  #unsubscribe: () => void = () => {};

  constructor(options: BreakerBookOptions) {
    this.#options = options;
    this.enabled = options.enabled;
  }

  /** Reads every breaker and follows what others do to them. */
  async open(): Promise<void> {
    if (!this.enabled) return;
    this.#unsubscribe = this.#options.feed.subscribe((topic, own) => {
      if (topic === 'resync' || topic === 'agents' || (topic === 'breakers' && !own)) void this.refresh().catch(this.#complain);
    });
    await this.refresh();
  }

  /** Takes in what was stored since the last look. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#inTurn(() => {
      this.#refreshing = null;
      return this.#read();
    });
    return this.#refreshing;
  }

  /** Called after a status has changed, here or elsewhere. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the breakers leave of a fleet; null when none holds anything back. */
  watch(fleet: Fleet, now: number): FleetWatch | null {
    for (const entry of this.#watched) if (!isWatched(entry.state, now)) this.#watched.delete(entry);
    if (this.#watched.size === 0) return null;
    const seen = { ids: fleet.ids, slots: fleet.slots, positionOf: (id: string) => fleet.positionOf(id) };
    return new FleetWatch({ ...seen, agentsAt: (host) => this.#agentsAt(fleet, host) }, this.#watched, now);
  }

  /** Whether any workflow is held back; if not, nobody has to ask for one. */
  holdsWorkflows(): boolean {
    for (const { resource } of this.#watched) if (resource.type === 'workflow') return true;
    return false;
  }

  /** What a workflow's breaker says of a run that begins now: it passes, needs a permit, or has to wait. */
  askWorkflow(workflowId: string, now: number): 'passes' | 'permit' | 'waits' {
    const entry = this.#entries.get(workflowBreaker(workflowId));
    if (entry === undefined || !isWatched(entry.state, now)) return 'passes';
    return wouldPermit(entry.rules, entry.state, now) ? 'permit' : 'waits';
  }

  /** False while every breaker is as it was made: all generations are 0. */
  everChanged(): boolean {
    return this.#everChanged;
  }

  /** The generation that a call is let through under; 0 for a breaker that never changed. */
  generationOf(resourceId: string): number {
    return this.#entries.get(resourceId)?.state.generation ?? 0;
  }

  stateOf(resourceId: string): BreakerState | null {
    return this.#entries.get(resourceId)?.state ?? null;
  }

  /**
   * Asks a breaker for one call, for good: the answer comes when it is stored.
   * @returns the generation of the permit, null when it was refused or could not be stored
   */
  acquire(resourceId: string, at: number): Promise<{ generation: number } | null> {
    const entry = this.#entryOf(resourceId, at);
    if (entry === null) return Promise.resolve(null);
    return new Promise((resolve) => this.#change(entry, { type: 'acquire', at }, resolve));
  }

  /** Counts how a call ended, for one of the breakers that it passed. Stored later. */
  report({ resourceId, ...outcome }: BreakerReport): void {
    // A breaker at one type of task begins with a failure: what works everywhere needs no row for everything it does.
    const begins = outcome.kind === 'failure' || !resourceId.includes('/');
    const entry = this.#entries.get(resourceId) ?? (begins ? this.#entryOf(resourceId, outcome.at) : null);
    if (entry !== null) this.#change(entry, { type: 'outcome', outcome });
  }

  /** When the next open breaker lets a probe through, epoch ms after `now`; null when none is waited for. */
  nextProbeAt(now: number): number | null {
    let next: number | null = null;
    for (const { state } of this.#watched) {
      if (state.status === 'open' && state.until !== null && state.until > now && (next === null || state.until < next)) next = state.until;
    }
    return next;
  }

  /** Stores everything that is not stored. */
  drain(): Promise<void> {
    return this.#inTurn(() => this.#store([...this.#dirty]));
  }

  /** Stores what is left and hears no more. */
  async close(): Promise<void> {
    this.#unsubscribe();
    if (this.#timer) clearInterval(this.#timer);
    await this.drain();
  }

  readonly #complain = (error: unknown): void => {
    this.#options.log.warn({ err: error }, 'breakers were not read or stored; it is tried again');
  };

  /** One after the other: a read between a write and its answer would take our own row for somebody else's. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#storing.then(work);
    this.#storing = turn.catch(() => {});
    return turn;
  }

  #entryOf(resourceId: string, now: number): BreakerEntry | null {
    const known = this.#entries.get(resourceId);
    const resource = known === undefined ? parseBreakerResource(resourceId) : null;
    if (known !== undefined || resource === null) return known ?? null;
    return this.#add(resource, { resourceId, now });
  }

  #add(resource: BreakerResource, of: { resourceId: string; now: number; stored?: StoredBreaker }): BreakerEntry {
    const entry = new BreakerEntry(resource, { ...of, rules: this.#rules.rulesOf(resource) });
    this.#entries.set(of.resourceId, entry);
    this.#everChanged ||= entry.state.generation > 0;
    return entry;
  }

  #change(entry: BreakerEntry, change: Parameters<BreakerEntry['apply']>[0], answer?: Parameters<BreakerEntry['apply']>[2]): void {
    const now = change.type === 'acquire' ? change.at : change.outcome.at;
    const changed = entry.apply(change, now, answer);
    this.#dirty.add(entry);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    if (!changed && answer === undefined) return;
    this.#soon();
    if (changed) this.#tell([entry]);
  }

  #tell(entries: readonly BreakerEntry[]): void {
    this.#everChanged = true;
    for (const entry of entries) this.#watched.add(entry);
    for (const listener of this.#listeners) listener();
  }

  #soon(): void {
    if (this.#storeSoon) return;
    this.#storeSoon = true;
    setImmediate(() => {
      this.#storeSoon = false;
      const urgent = [...this.#dirty].filter((entry) => entry.urgent);
      this.#inTurn(() => this.#store(urgent)).catch(this.#complain);
    });
  }

  #tick(): void {
    const now = Date.now();
    const due = [...this.#dirty].filter(({ dirtySince, state }) => {
      const failing = state.status !== 'closed' || hasFailures(state);
      return dirtySince !== null && now - dirtySince >= (failing ? FAILING_MS : HEALTHY_MS);
    });
    if (due.length > 0) this.#inTurn(() => this.#store(due)).catch(this.#complain);
  }

  async #store(entries: readonly BreakerEntry[]): Promise<void> {
    const pending = entries.filter(({ dirtySince }) => dirtySince !== null);
    if (pending.length === 0) return;
    const { db, newId, feed } = this.#options;
    try {
      const { written, changed } = await storeBreakers(db, pending, { newId, now: Date.now });
      if (written > 0) feed.publish(['breakers']);
      if (changed.length > 0) this.#tell(changed);
    } catch (error) {
      for (const entry of pending) entry.giveUpPermits();
      throw error;
    } finally {
      for (const entry of pending) {
        this.#everChanged ||= entry.state.generation > 0;
        if (entry.dirtySince === null) this.#dirty.delete(entry);
      }
    }
  }

  async #read(): Promise<void> {
    const { db } = this.#options;
    const since = this.#readAt && new Date(this.#readAt.getTime() - OVERLAP_MS);
    this.#rules = new RuleBook(await readBreakerOverrides(db));
    for (const entry of this.#entries.values()) entry.rules = this.#rules.rulesOf(entry.resource);
    const { breakers, readAt } = await readBreakers(db, since);
    this.#readAt = readAt;
    const changed: BreakerEntry[] = [];
    for (const stored of breakers) {
      const { resourceId } = stored;
      const known = this.#entries.get(resourceId);
      const resource = known?.resource ?? parseBreakerResource(resourceId);
      if (resource === null || (known !== undefined && known.revision >= stored.revision)) continue;
      if (known === undefined) {
        const entry = this.#add(resource, { resourceId, now: Date.now(), stored });
        if (isWatched(entry.state, Date.now())) changed.push(entry);
      } else if (known.rebase(stored)) changed.push(known);
      this.#everChanged ||= stored.state.generation > 0;
    }
    if (changed.length > 0) this.#tell(changed);
  }

  #agentsAt(fleet: Fleet, host: string): readonly number[] {
    let byHost = this.#agentsByHost.get(fleet.agents);
    if (byHost === undefined) {
      byHost = new Map<string, number[]>();
      for (const [at, { profile }] of fleet.agents.entries()) {
        const own = hostOfAgent(profile);
        if (own !== null) byHost.set(own, [...(byHost.get(own) ?? []), at]);
      }
      this.#agentsByHost.set(fleet.agents, byHost);
    }
    return byHost.get(host) ?? [];
  }
}

function hasFailures({ window }: BreakerState): boolean {
  if (window.type !== 'time') return window.failures > 0;
  for (let at = 2; at < window.buckets.length; at += 4) if ((window.buckets[at] as number) > 0) return true;
  return false;
}
