import { z } from 'zod';
import { acquire, createBreaker, record, wouldPermit } from '../../src/server/core/breaker/breaker.ts';
import { mayOpenByStatus } from '../../src/server/core/breaker/classify-outcome.ts';
import { judgePool, type PoolMember, type PoolPolicy } from '../../src/server/core/breaker/judge-pool.ts';
import { PRESETS } from '../../src/server/core/breaker/presets.ts';

// The cases about pools have no common format: each shape that is known here is one rule.

const ADMITTING: PoolPolicy = { maxEjectedShare: 1, panicBelowShare: 0, whenNoneLeft: 'admit' };

const oneFails = z.object({
  given: z.strictObject({ agents: z.number().int().min(1), outcome: z.literal('429') }),
  expect: z.strictObject({ cooled: z.boolean() }),
});
const statuses = z.object({
  given: z.strictObject({ statuses: z.array(z.number()) }),
  expect: z.strictObject({ may_cool: z.array(z.number()) }),
});
const cap = z.object({
  given: z.strictObject({
    agents: z.number().int(),
    ejected: z.number().int(),
    max_ejection_percent: z.number(),
    new_outlier: z.literal(true),
  }),
  expect: z.strictObject({ ejected: z.boolean() }),
});
const allUnhealthy = z.object({
  given: z.strictObject({ agents: z.number().int(), unhealthy: z.number().int() }),
  expect: z.object({ candidates: z.number().int() }),
});

/** Agents of whom the first `out` are out, in the order of their numbers. */
function pool(agents: number, out: number): PoolMember[] {
  return Array.from({ length: agents }, (_, at) => ({
    id: String(at).padStart(6, '0'),
    permitted: at >= out,
    held: false,
    openedAt: at < out ? at : null,
  }));
}

const isOut = (verdict: string | undefined) => verdict === 'ejected' || verdict === 'held';

/** Answers 429 until the breaker of an agent opens. */
function isOutAfterRateLimits(): boolean {
  const rules = PRESETS.agent;
  let state = createBreaker(rules, { now: 0 });
  for (let at = 0; at < 20 && wouldPermit(rules, state, at); at += 1) {
    state = acquire(rules, state, at).state;
    state = record(rules, state, { kind: 'failure', generation: state.generation, at });
  }
  return !wouldPermit(rules, state, 20);
}

/** What the rules of the pool give where the case expects something; null when its shape is not known. */
function outcomes(value: unknown): { expected: unknown; actual: unknown } | null {
  const fails = oneFails.safeParse(value);
  if (fails.success) {
    const { given, expect } = fails.data;
    const verdicts = judgePool(pool(given.agents, Number(isOutAfterRateLimits())), ADMITTING);
    return { expected: expect.cooled, actual: isOut(verdicts[0]) };
  }
  const codes = statuses.safeParse(value);
  if (codes.success) return { expected: codes.data.expect.may_cool, actual: codes.data.given.statuses.filter(mayOpenByStatus) };
  const share = cap.safeParse(value);
  if (share.success) {
    const { agents, ejected, max_ejection_percent } = share.data.given;
    const verdicts = judgePool(pool(agents, ejected + 1), { ...ADMITTING, maxEjectedShare: max_ejection_percent / 100 });
    return { expected: share.data.expect.ejected, actual: isOut(verdicts[ejected]) };
  }
  const sick = allUnhealthy.safeParse(value);
  if (sick.success) {
    const verdicts = judgePool(pool(sick.data.given.agents, sick.data.given.unhealthy), ADMITTING);
    return { expected: sick.data.expect.candidates, actual: verdicts.filter((verdict) => !isOut(verdict)).length };
  }
  return null;
}

export function runPoolCase(value: unknown): { result: 'passed' | 'failed' | 'skipped'; why: string | null } {
  const found = outcomes(value);
  if (found === null) return { result: 'skipped', why: 'its shape is not known' };
  const [expected, actual] = [JSON.stringify(found.expected), JSON.stringify(found.actual)];
  return expected === actual ? { result: 'passed', why: null } : { result: 'failed', why: `${actual} instead of ${expected}` };
}
