import { type Nightly, nextOfNight, nightSchema } from '../core/validation/nightly.ts';
import { SCRATCH_PREFIX } from '../core/validation/scratch-name.ts';
import { dropScratch, findLeftScratch } from '../db/scratch-databases.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import { claimValidation, failOrphanedValidations, lookAtValidations, type ValidationRow } from '../db/validation-runs.ts';
import type { Deps } from '../deps.ts';
import { VALIDATION_LEASE_MS } from './carry-out-validation.ts';
import { NIGHTLY, parseNightly } from './nightly-validation.ts';
import { queueValidation } from './validations.ts';

const NIGHT = 'validation_night';
const NIGHTLY_ACTOR = 'system:nightly-validation';

/** Queues the next benchmark of the night, when it is night and none is open. */
async function followNight(deps: Deps, nightly: Nightly): Promise<void> {
  const stored = nightSchema.safeParse(await readSetting(deps.db, NIGHT));
  const { start, night } = nextOfNight(nightly, stored.success ? stored.data : null, Date.now());
  if (start === null || night === null) return;
  const queued = await queueValidation(deps, { id: deps.newId(), request: start, createdBy: NIGHTLY_ACTOR });
  if (queued === null) await writeSetting(deps.db, NIGHT, night);
}

/** Fails what a dead process left, and removes the databases of runs that are over. */
async function tidyUp(deps: Deps): Promise<void> {
  if ((await failOrphanedValidations(deps.db.pool)) > 0) deps.feed.publish(['validations']);
  for (const id of await findLeftScratch(deps.db.pool)) await dropScratch(deps.db.pool, id);
}

/**
 * One look at the validator: tidies up, follows the night, and takes what is queued.
 * @param of.mayTake false while this process carries out a run
 * @returns the run that is this process's to carry out now; null: none
 */
export async function tendValidations(deps: Deps, of: { mayTake: boolean }): Promise<ValidationRow | null> {
  const look = await lookAtValidations(deps.db.pool, { setting: NIGHTLY, prefix: SCRATCH_PREFIX });
  if (look.open || look.scratch) await tidyUp(deps);
  const nightly = parseNightly(look.nightly);
  if (nightly.enabled) await followNight(deps, nightly);
  return of.mayTake && (look.open || nightly.enabled) ? claimValidation(deps.db.pool, VALIDATION_LEASE_MS) : null;
}
