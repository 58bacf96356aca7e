import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

const NAME = 'recovery';

export const recoverySettingsSchema = z.strictObject({
  /** Ready tasks in the queue from which on the least important wait; null: nothing is shed. */
  shedAbove: z.number().int().min(10).max(10_000_000).nullable(),
});
export type RecoverySettings = z.output<typeof recoverySettingsSchema>;

const DEFAULTS: RecoverySettings = { shedAbove: null };

export async function readRecoverySettings(deps: Pick<Deps, 'db'>): Promise<RecoverySettings> {
  const stored = recoverySettingsSchema.safeParse(await readSetting(deps.db, NAME));
  return stored.success ? stored.data : DEFAULTS;
}

export async function saveRecoverySettings(deps: Deps, settings: RecoverySettings, principal: Principal): Promise<RecoverySettings> {
  await writeSetting(deps.db, NAME, settings);
  await recordAudit(deps, { actor: principal, action: 'recovery.settings', subject: 'fleet', detail: { shed_above: settings.shedAbove } });
  return settings;
}
