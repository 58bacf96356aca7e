import { type DutyAnswer, leastAgeMs } from '../core/duty/due-duties.ts';
import { type CausedDuty, claimDueDuties, readDutyCauses } from '../db/duties.ts';
import type { Deps } from '../deps.ts';

export interface ClaimedDuties<Name extends string> {
  answers: DutyAnswer<Name>[];
  /** Those of the claimed ones that have something to do. */
  toRun: Name[];
}

const CAUSED: ReadonlySet<string> = new Set<CausedDuty>([
  'fire-schedules',
  'rebalance',
  'scale-pools',
  'sleep',
  'watch-alerts',
  'deliver-alerts',
  'bulk-retries',
  'learn-belief',
  'learn-personas',
  'measure',
  'fold-spend',
]);
const isCaused = (name: string): name is CausedDuty => CAUSED.has(name);

/**
 * Claims duties for this process: of all processes that ask, one gets each once per period. A duty without a cause counts as done.
 * @param everyMs the periods of the duties it asks for, by name
 */
export async function claimDuties<Name extends string>(
  deps: Pick<Deps, 'db'>,
  everyMs: Readonly<Partial<Record<Name, number>>>,
): Promise<ClaimedDuties<Name>> {
  const leastAges = Object.fromEntries(Object.entries<number>(everyMs as Record<Name, number>).map(([name, ms]) => [name, leastAgeMs(ms)]));
  const answers = await claimDueDuties<Name>(deps.db.hot, leastAges as Record<Name, number>);
  const claimed = answers.filter((answer) => answer.claimed).map(({ name }) => name);
  if (!claimed.some(isCaused)) return { answers, toRun: claimed };
  const causes = await readDutyCauses(deps.db.hot);
  return { answers, toRun: claimed.filter((name) => !isCaused(name) || causes[name]) };
}
