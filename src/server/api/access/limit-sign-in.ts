import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../../core/errors.ts';
import type { Deps } from '../../deps.ts';

const WINDOW_SECONDS = 60;
/** Wrong passwords for one account per window, from wherever. */
const PER_ACCOUNT = 5;
/** Attempts of one address per window, for whichever accounts. */
const PER_ADDRESS = 30;

interface Limiters {
  account: RateLimiterMemory;
  address: RateLimiterMemory;
}

const limiters = new WeakMap<Deps, Limiters>();

function limitersOf(deps: Deps): Limiters {
  const known = limiters.get(deps) ?? {
    account: new RateLimiterMemory({ points: PER_ACCOUNT, duration: WINDOW_SECONDS }),
    address: new RateLimiterMemory({ points: PER_ADDRESS, duration: WINDOW_SECONDS }),
  };
  limiters.set(deps, known);
  return known;
}

export interface SignInAttempt {
  email: string;
  ip: string | null;
}

const accountOf = (attempt: SignInAttempt) => attempt.email.trim().toLowerCase();

/** Counts an attempt before the password is looked at, so that attempts side by side count too. @throws RateLimitedError */
export async function countSignIn(deps: Deps, attempt: SignInAttempt): Promise<void> {
  const { account, address } = limitersOf(deps);
  try {
    await address.consume(attempt.ip ?? 'unknown');
    await account.consume(accountOf(attempt));
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new RateLimitedError('too many sign-ins, wait a minute', error.msBeforeNext);
    throw error;
  }
}

/** A right password clears the account's count. */
export async function clearSignIns(deps: Deps, attempt: SignInAttempt): Promise<void> {
  await limitersOf(deps).account.delete(accountOf(attempt));
}
