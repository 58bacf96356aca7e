import type { Principal } from '../core/access/principal.ts';
import type { JsonObject } from '../core/json.ts';
import { NIGHTLY_OFF, type Nightly, nightlySchema } from '../core/validation/nightly.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

const NAME = 'validation_nightly';

/** What is run by night; off until an admin says otherwise. */
export async function readNightly(deps: Pick<Deps, 'db'>): Promise<Nightly> {
  const stored = nightlySchema.safeParse(await readSetting(deps.db, NAME));
  return stored.success ? stored.data : NIGHTLY_OFF;
}

export async function saveNightly(deps: Deps, nightly: Nightly, principal: Principal): Promise<Nightly> {
  await writeSetting(deps.db, NAME, nightly);
  await recordAudit(deps, {
    actor: principal,
    action: 'validation.nightly',
    subject: 'fleet',
    detail: nightly as unknown as JsonObject,
  });
  deps.feed.publish(['validations']);
  return nightly;
}
