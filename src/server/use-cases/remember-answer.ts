import { z } from 'zod';
import { IdempotencyInProgressError, IdempotencyMismatchError } from '../core/errors.ts';
import {
  claimIdempotencyKey,
  type IdempotencyClaim,
  type IdempotencyHold,
  prolongIdempotencyHold,
  releaseIdempotencyKey,
  storeIdempotentAnswer,
} from '../db/idempotency.ts';
import type { Deps } from '../deps.ts';

/** A third of the hold: two of three signs may be lost. Milliseconds. */
const PROLONG_MS = 5_000;

const storedSchema = z.object({ headers: z.record(z.string(), z.string()), body: z.unknown() });

export type { IdempotencyHold };

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON. */
  body: unknown;
}

/** Server faults and "try again" must stay repeatable. */
const isWorthKeeping = (status: number) => status < 500 && status !== 429;

/**
 * Performs `act` once per key: the first answer is kept for 24 h and given again. `keep` says what of the body may be kept.
 * Where the process of the first request died, or lost its answer, `act` is performed again and told which id the first would have used.
 * @throws IdempotencyMismatchError: the key was used for another request; IdempotencyInProgressError: the first one still runs
 */
export async function rememberAnswer(
  deps: Deps,
  claim: IdempotencyClaim,
  act: { perform: (hold: IdempotencyHold) => Promise<Answer>; keep: (body: unknown) => unknown },
): Promise<Answer & { replayed: boolean }> {
  const taken = await claimIdempotencyKey(deps.db, claim);
  if ('standing' in taken) {
    const { standing } = taken;
    if (standing.requestHash !== claim.requestHash || standing.route !== claim.route) {
      throw new IdempotencyMismatchError('this Idempotency-Key was used for another request');
    }
    if (standing.status === null) throw new IdempotencyInProgressError('the first request with this Idempotency-Key is still running');
    return { status: standing.status, ...storedSchema.parse(standing.body), replayed: true };
  }
  let answer: Answer;
  const prolonging = setInterval(() => void prolongIdempotencyHold(deps.db, claim).catch(() => undefined), PROLONG_MS);
  try {
    answer = await act.perform(taken.hold);
  } catch (error) {
    await releaseIdempotencyKey(deps.db, claim);
    throw error;
  } finally {
    clearInterval(prolonging);
  }
  if (isWorthKeeping(answer.status)) {
    const body = JSON.stringify({ headers: answer.headers, body: act.keep(answer.body) });
    await storeIdempotentAnswer(deps.db, claim, { status: answer.status, body });
  } else {
    await releaseIdempotencyKey(deps.db, claim);
  }
  return { ...answer, replayed: false };
}
