// A sliding window over time, as a flat list of buckets: number, calls, failures, slow; the oldest first, empty ones left out. Without
// buckets (`bucketMs` null) every instant is a bucket of its own, which is exact and unbounded.
import type { WindowRule } from './policy.ts';
import type { Sample, Totals } from './sample.ts';

type TimeRule = Extract<WindowRule, { type: 'time' }>;

const STRIDE = 4;

const bucketOf = ({ bucketMs }: TimeRule, at: number) => (bucketMs === null ? at : Math.floor(at / bucketMs));
const bucketsIn = ({ sizeMs, bucketMs }: TimeRule) => (bucketMs === null ? sizeMs : sizeMs / bucketMs);

/** The place of the first bucket that still counts at `now`. */
function firstAlive(buckets: readonly number[], rule: TimeRule, now: number): number {
  const oldest = bucketOf(rule, now) - bucketsIn(rule);
  let place = 0;
  while (place < buckets.length && (buckets[place] as number) <= oldest) place += STRIDE;
  return place;
}

/** A sample from before the newest bucket (two processes, two clocks) counts in that bucket. */
export function addToBuckets(buckets: readonly number[], rule: TimeRule, { at, failed, slow }: Sample): number[] {
  const alive = buckets.slice(firstAlive(buckets, rule, at));
  const bucket = bucketOf(rule, at);
  const last = alive.length - STRIDE;
  if (last < 0 || (alive[last] as number) < bucket) {
    alive.push(bucket, 1, Number(failed), Number(slow));
    return alive;
  }
  alive[last + 1] = (alive[last + 1] as number) + 1;
  alive[last + 2] = (alive[last + 2] as number) + Number(failed);
  alive[last + 3] = (alive[last + 3] as number) + Number(slow);
  return alive;
}

export function timeTotals(buckets: readonly number[], rule: TimeRule, now: number): Totals {
  let calls = 0;
  let failures = 0;
  let slow = 0;
  for (let place = firstAlive(buckets, rule, now); place < buckets.length; place += STRIDE) {
    calls += buckets[place + 1] as number;
    failures += buckets[place + 2] as number;
    slow += buckets[place + 3] as number;
  }
  return { calls, failures, slow };
}
