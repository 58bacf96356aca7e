import { parseSpec } from '../core/task/spec-cache.ts';
import { readStrays } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';
import { settleOutcome } from './settle-outcome.ts';

const BATCH = 500;

/**
 * Hands back attempts that the database counts as a process's although it does not execute them: its pass was committed and the answer
 * lost, or an outcome could not be stored. Their lease is the process's own, so nobody else would ever take them. Call it while no pass
 * is under way, for a pass places attempts that are not executed yet.
 * @param held attempts that the process executes
 * @returns how many there were
 */
export async function returnStrays(deps: Deps, workerId: string, held: string[]): Promise<number> {
  const strays = await readStrays(deps.db.hot, workerId, { held, limit: BATCH });
  await Promise.all(
    strays.map((attempt) =>
      settleOutcome(
        deps,
        { ...attempt, spec: parseSpec(attempt.specText), startStored: attempt.status === 'running' },
        { kind: 'returned' },
      ),
    ),
  );
  if (strays.length > 0) deps.log.warn({ workerId, attempts: strays.length }, 'handed back attempts that nobody executed');
  return strays.length;
}
