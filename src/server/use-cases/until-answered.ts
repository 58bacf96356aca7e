import { ZodError } from 'zod';
import { isHiveError } from '../core/errors.ts';
import { isTransient } from '../db/group-commit.ts';
import type { Deps } from '../deps.ts';

/** How long to wait before a question that the database did not answer is asked again; doubles up to the cap. Milliseconds. */
const AGAIN_MS = { first: 50, cap: 500 };
/** After this it is no outage any more: whoever asked deals with it. Milliseconds. */
const GIVE_UP_MS = 600_000;

export interface Question<T> {
  /** For the log. */
  what: string;
  /** May be asked again when it is not known whether the first time counted. */
  ask(): Promise<T>;
  /** Nobody waits for the answer any more. Absent: somebody does, however long it takes. */
  isOver?(): boolean;
}

/** The same may succeed later: the database is away, or too busy. Else it would fail again and again. */
export const isOutage = (error: unknown): boolean => isTransient(error) && !isHiveError(error) && !(error instanceof ZodError);

/**
 * Asks the database until it answers: that it is away for a moment is no fault of the work that needs it.
 * @throws what says that asking again is of no use, and the last fault once nobody waits any more or it has been away for ten minutes
 */
export async function untilAnswered<T>({ log }: Pick<Deps, 'log'>, { what, ask, isOver = () => false }: Question<T>): Promise<T> {
  const until = performance.now() + GIVE_UP_MS;
  for (let wait = AGAIN_MS.first; ; wait = Math.min(wait * 2, AGAIN_MS.cap)) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutage(error) || isOver() || performance.now() >= until) throw error;
      log.warn({ err: error, what, wait }, 'the database did not answer; it is asked again');
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
