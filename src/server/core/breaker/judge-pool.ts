// The rules beyond one breaker. A pool is the agents that could do the same work; each breaker judges its agent alone, and here the pool
// decides which of those verdicts it can afford.

/** What the pool needs to know of one agent. */
export interface PoolMember {
  id: string;
  /** Its breaker would let a call through now. */
  permitted: boolean;
  /** A person has isolated it: no rule brings it back. */
  held: boolean;
  /** When its breaker opened, epoch ms; null where it never did. */
  openedAt: number | null;
}

export interface PoolPolicy {
  /** Share of the pool that may be ejected at once, 0..1. One always may. */
  maxEjectedShare: number;
  /** When less than this share of the pool is healthy, failures say more about something else than about agents: nobody is ejected. */
  panicBelowShare: number;
  /** When no agent is left. admit: ejecting the last one helps nobody, all are used. wait: the work waits for a probe that succeeds. */
  whenNoneLeft: 'admit' | 'wait';
}

/** Durable work loses nothing by waiting for a probe; what is sent to an agent that fails loses an attempt. */
export const DEFAULT_POOL_POLICY: PoolPolicy = { maxEjectedShare: 0.5, panicBelowShare: 0.25, whenNoneLeft: 'wait' };

/** permitted, last_agent, over_cap and panic get work; ejected and held do not. */
export type PoolVerdict = 'permitted' | 'last_agent' | 'over_cap' | 'panic' | 'ejected' | 'held';

/** One verdict per member, in their order. */
export function judgePool(members: readonly PoolMember[], policy: PoolPolicy = DEFAULT_POOL_POLICY): PoolVerdict[] {
  const available = members.filter(({ held }) => !held);
  const out = available.filter(({ permitted }) => !permitted);
  const kept = keptOut(available.length, out, policy);
  return members.map((member) => {
    if (member.held) return 'held';
    if (member.permitted) return 'permitted';
    return typeof kept === 'string' ? kept : kept.has(member) ? 'ejected' : 'over_cap';
  });
}

/** Who stays out, or what becomes of all that are. */
function keptOut(
  available: number,
  out: readonly PoolMember[],
  policy: PoolPolicy,
): ReadonlySet<PoolMember> | Exclude<PoolVerdict, 'permitted' | 'over_cap' | 'held'> {
  const most = mostOut(available, out.length, policy);
  if (typeof most !== 'number') return most;
  const opened = { at: Float64Array.from(out, ({ openedAt }) => openedAt ?? 0), idOf: (place: number) => (out[place] as PoolMember).id };
  return new Set(firstToOpen(opened, most).map((place) => out[place] as PoolMember));
}

/**
 * How many of those that are out stay out at most, or what becomes of all of them.
 * @param available agents that nobody has isolated, those that are out among them
 */
export function mostOut(
  available: number,
  out: number,
  policy: PoolPolicy = DEFAULT_POOL_POLICY,
): number | Exclude<PoolVerdict, 'permitted' | 'over_cap' | 'held'> {
  const healthy = available - out;
  if (healthy === 0 && policy.whenNoneLeft === 'wait') return 'ejected';
  if (healthy === 0 && available === 1) return 'last_agent';
  if (healthy / available < policy.panicBelowShare || healthy === 0) return 'panic';
  return Math.max(1, Math.floor(available * policy.maxEjectedShare));
}

/** Who is out, by place. */
export interface Opened {
  /** When each opened, epoch ms. */
  at: Float64Array;
  idOf(place: number): string;
}

/**
 * The places of those that opened first, so many at most: who opened first stays out, it is the newcomer that finds no place. At the same
 * moment the smaller id was first. Only who opened at the last of these moments is compared by id, so that a thousand cost no sorting of objects.
 */
export function firstToOpen({ at, idOf }: Opened, most: number): number[] {
  if (at.length <= most) return Array.from(at, (_, place) => place);
  const last = at.toSorted()[most - 1] as number;
  const before: number[] = [];
  const tied: number[] = [];
  for (let place = 0; place < at.length; place += 1) {
    if ((at[place] as number) < last) before.push(place);
    else if (at[place] === last) tied.push(place);
  }
  tied.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return [...before, ...tied.slice(0, most - before.length)];
}
