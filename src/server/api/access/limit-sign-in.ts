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

async function limited(consume: () => Promise<unknown>): Promise<void> {
  try {
    await consume();
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new RateLimitedError('too many attempts, wait a minute', error.msBeforeNext);
    throw error;
  }
}

/** Counts an attempt before the password is looked at, so that attempts side by side count too. @throws RateLimitedError */
export async function countSignIn(deps: Deps, attempt: SignInAttempt): Promise<void> {
  const { account, address } = limitersOf(deps);
  await limited(async () => {
    await address.consume(attempt.ip ?? 'unknown');
    await account.consume(accountOf(attempt));
  });
}

/** A right password clears the account's count. */
export async function clearSignIns(deps: Deps, attempt: SignInAttempt): Promise<void> {
  await limitersOf(deps).account.delete(accountOf(attempt));
}

const sessionKey = (session: string) => `session ${session}`;

/** The same for the password that an open session asks to be changed. @throws RateLimitedError */
export async function countPasswordTry(deps: Deps, session: string): Promise<void> {
  await limited(() => limitersOf(deps).account.consume(sessionKey(session)));
}

/** A right password clears the session's count. */
export async function clearPasswordTries(deps: Deps, session: string): Promise<void> {
  await limitersOf(deps).account.delete(sessionKey(session));
}
