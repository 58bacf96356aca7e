import { type ArrivalForecast, BUCKET_MS } from './forecast-arrivals.ts';

// How many members a pool should have. Up as soon as there is need, seen or foreseen; down only when it is idle enough that it would
// not have to grow again; never more often than the cooldown, except from zero while somebody waits.

export const SCALING_ACTIONS = ['scale_up', 'scale_down', 'maintain'] as const;
export type ScalingAct = (typeof SCALING_ACTIONS)[number];
export const SCALING_TRIGGERS = ['workload_based', 'predictive', 'manual', 'emergency'] as const;
export type ScalingTrigger = (typeof SCALING_TRIGGERS)[number];

/** A pool grows when more than this share of its slots is asked for, and is sized so that no more is. */
export const GROW_ABOVE = 0.75;
/** It shrinks when less than this share is in use. */
export const SHRINK_BELOW = 0.3;
/** Fewer expected arrivals than this in all the buckets ahead keep nobody ready. */
const FEW_ARRIVALS = 0.5;
/** How far ahead capacity is made ready, in buckets: 30 minutes. */
export const LOOK_AHEAD_BUCKETS = 2;

export interface PoolSituation {
  min: number;
  max: number;
  /** Attempts a member may hold at once. */
  slots: number;
  /** Members that take work. */
  size: number;
  /** Those of them that are acted on because they are predicted to fail: others are made ready in their place. */
  failing: number;
  inFlight: number;
  /** Tasks that wait for somebody like its members. */
  waiting: number;
  /** Mean duration of its attempts; null when none was measured. */
  meanDurationMs: number | null;
  /** Null: scaling ahead is switched off. */
  forecast: ArrivalForecast | null;
  /** Since the last change of size; null when there was none. */
  sinceScaledMs: number | null;
  /** Since anybody worked for it; null when nobody ever did. */
  idleMs: number | null;
  cooldownMs: number;
}

export interface SizeDecision {
  action: ScalingAct;
  trigger: ScalingTrigger;
  target: number;
  /** For people; at least one sentence. */
  reasons: string[];
}

const membersFor = (work: number, slots: number) => (work <= 0 ? 0 : Math.ceil(work / (slots * GROW_ABOVE) - 1e-9));

interface Foreseen {
  members: number;
  reason: string;
}

/** By Little's law: arrivals per time x time each takes = attempts at once. The upper end of the interval, because waiting costs more. */
function foresee({ forecast, meanDurationMs, slots }: PoolSituation): Foreseen {
  if (forecast === null) return { members: 0, reason: 'Scaling ahead is switched off.' };
  if (forecast.kind === 'not_enough_data') {
    return { members: 0, reason: `No forecast: ${forecast.buckets} of ${forecast.needed} quarter hours are measured.` };
  }
  const ahead = forecast.points.slice(0, LOOK_AHEAD_BUCKETS);
  const expected = ahead.reduce((total, point) => total + point.expected, 0);
  if (expected < FEW_ARRIVALS) return { members: 0, reason: 'No arrivals are expected in the next half hour.' };
  if (meanDurationMs === null) return { members: 1, reason: 'Arrivals are expected; how long they take is not measured yet.' };
  const upper = Math.max(...ahead.map((point) => point.upper));
  const atOnce = (upper * meanDurationMs) / BUCKET_MS;
  const said = `Up to ${Math.round(upper)} arrivals per quarter hour are expected, ${atOnce.toFixed(1)} of them at once.`;
  return { members: Math.max(1, membersFor(atOnce, slots)), reason: said };
}

const clamp = ({ min, max }: PoolSituation, members: number) => Math.min(max, Math.max(min, members));

/** Decides the size of a pool now. */
export function decideSize(pool: PoolSituation): SizeDecision {
  const { size, slots, inFlight, waiting, min, max } = pool;
  const demand = inFlight + waiting;
  const foreseen = foresee(pool);
  const sound = size - pool.failing;
  const grows = demand > GROW_ABOVE * sound * slots;
  const needed = Math.max(membersFor(demand, slots), foreseen.members);
  // Where nobody is needed nobody is replaced.
  const target = clamp(pool, needed === 0 ? 0 : needed + pool.failing);
  const work = `${inFlight} in work and ${waiting} waiting for ${size} members with ${slots} slots each.`;
  const stay = (why: string): SizeDecision => ({
    action: 'maintain',
    trigger: 'workload_based',
    target: size,
    reasons: [why, work, foreseen.reason],
  });
  const to = (action: ScalingAct, trigger: ScalingTrigger, reasons: string[]): SizeDecision => ({ action, trigger, target, reasons });

  if (size < min) return { ...to('scale_up', 'workload_based', [`The least is ${min}.`, work]), target: Math.max(min, target) };
  if (size > max) {
    // At once to where a pool of the most would be, so that a lowered limit does not shrink in two steps.
    const { target: settled } = decideSize({ ...pool, size: max, sinceScaledMs: null });
    return { ...to('scale_down', 'workload_based', [`The most is ${max}.`, work]), target: settled };
  }
  if (size === 0 && waiting > 0 && target > 0) return to('scale_up', 'emergency', ['Tasks wait and nobody is there.', work]);
  const cooling = pool.sinceScaledMs !== null && pool.sinceScaledMs < pool.cooldownMs;
  if (target > size && grows) {
    if (cooling) return stay('It grew or shrank a moment ago.');
    // Without those that may fail, it would not be large enough: with them it is.
    const ahead = pool.failing > 0 && demand <= GROW_ABOVE * size * slots;
    if (!ahead) return to('scale_up', 'workload_based', [work]);
    const who = pool.failing === 1 ? '1 member is' : `${pool.failing} members are`;
    return to('scale_up', 'predictive', [`${who} predicted to fail: others are made ready.`, work]);
  }
  if (target > size && clamp(pool, foreseen.members) > size) {
    return cooling ? stay('It grew or shrank a moment ago.') : to('scale_up', 'predictive', [foreseen.reason, work]);
  }
  if (target >= size) return stay(size === max && grows ? 'It is as large as it may be.' : 'The size fits the work.');
  return shrink(pool, { target, cooling, stay, reasons: [work, foreseen.reason] });
}

function shrink(
  pool: PoolSituation,
  { target, cooling, stay, reasons }: { target: number; cooling: boolean; stay: (why: string) => SizeDecision; reasons: string[] },
): SizeDecision {
  if (cooling) return stay('It grew or shrank a moment ago.');
  if (pool.waiting > 0 || pool.inFlight >= SHRINK_BELOW * pool.size * pool.slots) return stay('It is not idle enough to shrink.');
  if (target === 0 && pool.idleMs !== null && pool.idleMs < pool.cooldownMs) return stay('Somebody worked a moment ago.');
  return { action: 'scale_down', trigger: 'workload_based', target, reasons };
}
