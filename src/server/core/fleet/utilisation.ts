// How busy agents were, in buckets of time: the figures of the heatmap.

/** Windows that can be looked at, in minutes. */
export const UTILISATION_WINDOWS = [15, 60, 360, 1_440] as const;
export type UtilisationWindow = (typeof UTILISATION_WINDOWS)[number];

/** Buckets of every window. */
export const BUCKETS = 60;
/** Agents with a row of their own; the others are summed. */
export const MOST_ROWS = 200;

const MINUTE_MS = 60_000;

export interface BucketScale {
  /** Start of the first bucket; buckets begin at multiples of their width, so a bucket keeps its bounds from one look to the next. */
  from: Date;
  bucketMs: number;
  buckets: number;
}

/** The buckets of a window that ends now: the last one is not over. */
export function bucketScale(minutes: UtilisationWindow, now: Date): BucketScale {
  const bucketMs = (minutes * MINUTE_MS) / BUCKETS;
  const last = Math.floor(now.getTime() / bucketMs) * bucketMs;
  return { from: new Date(last - (BUCKETS - 1) * bucketMs), bucketMs, buckets: BUCKETS };
}

/** What one agent did in one bucket. */
export interface BusyBucket {
  agentId: string;
  /** Place on the scale. */
  bucket: number;
  /** Slot time in which an attempt was running. */
  busyMs: number;
  /** Attempts that ran in it. */
  attempts: number;
}

export interface UtilisationAgent {
  id: string;
  name: string;
  status: string;
  slots: number;
  createdAt: Date;
}

export interface UtilisationCell {
  /** Busy share of all slots, 0..1. */
  share: number;
  attempts: number;
}

export interface UtilisationRow {
  agentId: string;
  name: string;
  status: string;
  slots: number;
  /** One per bucket; null where nothing can be said: before the agent was there, or before what was counted. */
  cells: (UtilisationCell | null)[];
  /** Over the buckets that are known; null without one. */
  mean: number | null;
}

export interface UtilisationView {
  from: Date;
  bucketMs: number;
  /** When it was measured: where the last bucket ends so far. */
  now: Date;
  /** By name. */
  rows: UtilisationRow[];
  /** Agents without a row, added up; null when every agent has one. */
  rest: (Omit<UtilisationRow, 'agentId' | 'name' | 'status'> & { agents: number }) | null;
  /** Attempts before this were too many to count; null when all were counted. */
  countedFrom: Date | null;
}

interface Measured {
  scale: BucketScale;
  now: Date;
  busy: readonly BusyBucket[];
  countedFrom: Date | null;
}

/** Length of a bucket, of the last one as far as it goes. */
function lengthOf({ scale: { from, bucketMs }, now }: Measured, bucket: number): number {
  return Math.max(1, Math.min(bucketMs, now.getTime() - from.getTime() - bucket * bucketMs));
}

function meanOf(cells: readonly (UtilisationCell | null)[]): number | null {
  const known = cells.filter((cell) => cell !== null);
  return known.length === 0 ? null : known.reduce((sum, { share }) => sum + share, 0) / known.length;
}

function sumBuckets(busy: readonly BusyBucket[]): Map<number, { busyMs: number; attempts: number }> {
  const sums = new Map<number, { busyMs: number; attempts: number }>();
  for (const { bucket, busyMs, attempts } of busy) {
    const sum = sums.get(bucket) ?? { busyMs: 0, attempts: 0 };
    sums.set(bucket, { busyMs: sum.busyMs + busyMs, attempts: sum.attempts + attempts });
  }
  return sums;
}

function cellsOf(of: { slots: number; since: Date; busy: readonly BusyBucket[] }, measured: Measured): (UtilisationCell | null)[] {
  const { from, bucketMs, buckets } = measured.scale;
  const sums = sumBuckets(of.busy);
  const known = Math.max(of.since.getTime(), measured.countedFrom?.getTime() ?? 0);
  return Array.from({ length: buckets }, (_, bucket) => {
    if (from.getTime() + (bucket + 1) * bucketMs <= known) return null;
    const { busyMs, attempts } = sums.get(bucket) ?? { busyMs: 0, attempts: 0 };
    return { share: Math.min(1, busyMs / (lengthOf(measured, bucket) * Math.max(1, of.slots))), attempts };
  });
}

/** Puts what was measured on the scale: a row for each of the busiest agents, in order of name, and one for all the others. */
export function layOutUtilisation(agents: readonly UtilisationAgent[], measured: Measured): UtilisationView {
  const byAgent = new Map<string, BusyBucket[]>();
  for (const each of measured.busy) {
    const own = byAgent.get(each.agentId);
    if (own === undefined) byAgent.set(each.agentId, [each]);
    else own.push(each);
  }
  const total = (id: string) => (byAgent.get(id) ?? []).reduce((sum, { busyMs }) => sum + busyMs, 0);
  const order = agents
    .map((agent) => ({ agent, busyMs: total(agent.id) }))
    .sort((a, b) => b.busyMs - a.busyMs || a.agent.name.localeCompare(b.agent.name))
    .map(({ agent }) => agent);
  const rows = order
    .slice(0, MOST_ROWS)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name, status, slots, createdAt }): UtilisationRow => {
      const cells = cellsOf({ slots, since: createdAt, busy: byAgent.get(id) ?? [] }, measured);
      return { agentId: id, name, status, slots, cells, mean: meanOf(cells) };
    });
  const others = order.slice(MOST_ROWS);
  const { from, bucketMs } = measured.scale;
  return { from, bucketMs, now: measured.now, rows, rest: sumOthers(others, byAgent, measured), countedFrom: measured.countedFrom };
}

function sumOthers(
  others: readonly UtilisationAgent[],
  byAgent: ReadonlyMap<string, readonly BusyBucket[]>,
  measured: Measured,
): UtilisationView['rest'] {
  if (others.length === 0) return null;
  const slots = others.reduce((sum, agent) => sum + agent.slots, 0);
  const since = new Date(Math.min(...others.map(({ createdAt }) => createdAt.getTime())));
  const cells = cellsOf({ slots, since, busy: others.flatMap(({ id }) => byAgent.get(id) ?? []) }, measured);
  return { agents: others.length, slots, cells, mean: meanOf(cells) };
}
