import type { Principal } from '../core/access/principal.ts';
import type { JsonObject } from '../core/json.ts';
import { NIGHTLY_OFF, type Nightly, nightlySchema } from '../core/validation/nightly.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** The setting. */
export const NIGHTLY = 'validation_nightly';

/** A stored setting; off until an admin says otherwise. */
export function parseNightly(value: unknown): Nightly {
  const stored = nightlySchema.safeParse(value);
  return stored.success ? stored.data : NIGHTLY_OFF;
}

/** What is run by night. */
export const readNightly = async (deps: Pick<Deps, 'db'>): Promise<Nightly> => parseNightly(await readSetting(deps.db, NIGHTLY));

export async function saveNightly(deps: Deps, nightly: Nightly, principal: Principal): Promise<Nightly> {
  await writeSetting(deps.db, NIGHTLY, nightly);
  await recordAudit(deps, {
    actor: principal,
    action: 'validation.nightly',
    subject: 'fleet',
    detail: nightly as unknown as JsonObject,
  });
  deps.feed.publish(['validations']);
  return nightly;
}
