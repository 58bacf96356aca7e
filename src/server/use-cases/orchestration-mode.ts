import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import {
  changedSettings,
  MODE_SETTINGS,
  type ModeSettings,
  ORCHESTRATION_MODES,
  type OrchestrationMode,
  type SettingChange,
  toOrchestrationMode,
} from '../core/mode/orchestration-mode.ts';
import { plainName } from '../core/workflow/definition.ts';
import { MODE_SETTING, readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { recordAudit } from './record-audit.ts';

const storedSchema = z.strictObject({
  /** Null: people gave the choice back to the environment. */
  mode: z.enum(ORCHESTRATION_MODES).nullable(),
  reason: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});

export const switchModeSchema = z.strictObject({
  /** Null: what ORCHESTRATION_MODE says. */
  mode: z.enum(ORCHESTRATION_MODES).nullable(),
  reason: plainName,
});
export type SwitchMode = z.output<typeof switchModeSchema>;

export interface CurrentMode {
  mode: OrchestrationMode;
  /** What the environment says, and what counts where nobody chose. */
  environment: OrchestrationMode;
  settings: ModeSettings;
  /** Who chose it; null when it is the environment's. */
  chosen: { reason: string; by: string; at: Date } | null;
}

/** The mode in force. */
export async function readMode(deps: Pick<Deps, 'env'> & { db: Parameters<typeof readSetting>[0] }): Promise<CurrentMode> {
  const environment = toOrchestrationMode(deps.env.ORCHESTRATION_MODE);
  const stored = storedSchema.safeParse(await readSetting(deps.db, MODE_SETTING));
  if (!stored.success || stored.data.mode === null) {
    return { mode: environment, environment, settings: MODE_SETTINGS[environment], chosen: null };
  }
  const { mode, reason, by, at } = stored.data;
  return { mode, environment, settings: MODE_SETTINGS[mode], chosen: { reason, by, at: new Date(at) } };
}

export interface ModeView extends Omit<CurrentMode, 'chosen'> {
  chosen: { reason: string; by: string; byName: string | null; at: Date } | null;
  /** Every mode with what it would change now. */
  modes: { mode: OrchestrationMode; changes: SettingChange[] }[];
}

/** The mode in force, and what each other would change. */
export async function viewMode(deps: Pick<Deps, 'db' | 'env'>): Promise<ModeView> {
  const current = await readMode(deps);
  const { chosen } = current;
  const nameOf = await nameActors(deps, chosen === null ? [] : [chosen.by]);
  return {
    ...current,
    chosen: chosen === null ? null : { ...chosen, byName: nameOf(chosen.by) },
    modes: ORCHESTRATION_MODES.map((mode) => ({ mode, changes: changedSettings(current.mode, mode) })),
  };
}

/**
 * Switches the installation to another mode. Every process routes by it from its next look at the fleet on, within a second.
 * @throws ConflictError when nothing would change
 */
export async function switchMode(deps: Deps, { mode, reason }: SwitchMode, principal: Principal): Promise<ModeView> {
  const before = await readMode(deps);
  if (mode === null ? before.chosen === null : before.chosen !== null && before.mode === mode) {
    throw new ConflictError(mode === null ? 'the environment decides the mode already' : `the mode is ${mode} already`);
  }
  await writeSetting(deps.db, MODE_SETTING, { mode, reason, by: principal.id, at: new Date().toISOString() });
  const detail = { from: before.mode, to: mode ?? before.environment, chosen: mode !== null, reason };
  await recordAudit(deps, { actor: principal, action: 'mode.switch', subject: 'fleet', detail });
  deps.feed.publish(['agents', 'ready', 'emergency']);
  return viewMode(deps);
}
