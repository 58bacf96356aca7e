import { z } from 'zod';
import type { WindowRule } from './policy.ts';
import type { Sample, Totals } from './sample.ts';
import { addToBuckets, timeTotals } from './time-window.ts';

const count = z.number().int().nonnegative();

/** The outcomes a breaker remembers, as they are stored: small, and rewritten as a whole. */
export const windowStateSchema = z.discriminatedUnion('type', [
  /** One digit per outcome, the oldest first: 1 failed, 2 slow, 3 both. */
  z.strictObject({ type: z.literal('count'), size: count, ring: z.string().regex(/^[0-3]*$/), failures: count, slow: count }),
  /** Four numbers per bucket, the oldest first: its number (its time, without buckets), calls, failures, slow. */
  z.strictObject({
    type: z.literal('time'),
    buckets: z.array(z.number()).refine((flat) => flat.length % 4 === 0, 'four numbers per bucket'),
  }),
  z.strictObject({ type: z.literal('tumbling'), since: z.number(), calls: count, failures: count, slow: count }),
  /** `streak`: failures since the last success. */
  z.strictObject({ type: z.literal('consecutive'), streak: count, calls: count, failures: count, slow: count }),
]);
export type WindowState = Readonly<z.output<typeof windowStateSchema>>;

/** @param now epoch ms; where a tumbling period begins */
export function emptyWindow(rule: WindowRule, now: number): WindowState {
  switch (rule.type) {
    case 'count':
      return emptyCountWindow(rule.size);
    case 'time':
      return { type: 'time', buckets: [] };
    case 'tumbling':
      return { type: 'tumbling', since: now, calls: 0, failures: 0, slow: 0 };
    case 'consecutive':
      return { type: 'consecutive', streak: 0, calls: 0, failures: 0, slow: 0 };
  }
}

/** The window of probes, and of count rules. */
export function emptyCountWindow(size: number): WindowState {
  return { type: 'count', size, ring: '', failures: 0, slow: 0 };
}

/** The window with one outcome more. Where the rule is not the one it was kept by, it starts anew. */
export function addSample(window: WindowState, rule: WindowRule, sample: Sample): WindowState {
  const { failed, slow } = sample;
  if (window.type === 'count' && rule.type === 'count') {
    return addToRing(window.size === rule.size ? window : { ...window, size: rule.size, ring: '', failures: 0, slow: 0 }, sample);
  }
  if (window.type === 'time' && rule.type === 'time') return { type: 'time', buckets: addToBuckets(window.buckets, rule, sample) };
  if (window.type === 'tumbling' && rule.type === 'tumbling') return { ...window, ...added(window, sample) };
  if (window.type === 'consecutive' && rule.type === 'consecutive') {
    return { type: 'consecutive', streak: failed ? window.streak + 1 : 0, ...added(window, { failed, slow }) };
  }
  return addSample(emptyWindow(rule, sample.at), rule, sample);
}

function added(to: Totals, { failed, slow }: { failed: boolean; slow: boolean }): Totals {
  return { calls: to.calls + 1, failures: to.failures + Number(failed), slow: to.slow + Number(slow) };
}

function addToRing(window: Extract<WindowState, { type: 'count' }>, { failed, slow }: Sample): WindowState {
  const full = window.ring.length >= window.size;
  const gone = full ? Number(window.ring[0]) : 0;
  return {
    type: 'count',
    size: window.size,
    ring: (full ? window.ring.slice(1) : window.ring) + String(Number(failed) + 2 * Number(slow)),
    failures: window.failures + Number(failed) - (gone & 1),
    slow: window.slow + Number(slow) - (gone >> 1),
  };
}

/** What the window holds at `now`. */
export function totalsOf(window: WindowState, rule: WindowRule, now: number): Totals {
  switch (window.type) {
    case 'count':
      return { calls: window.ring.length, failures: window.failures, slow: window.slow };
    case 'time':
      return rule.type === 'time' ? timeTotals(window.buckets, rule, now) : { calls: 0, failures: 0, slow: 0 };
    case 'tumbling':
    case 'consecutive':
      return { calls: window.calls, failures: window.failures, slow: window.slow };
  }
}
