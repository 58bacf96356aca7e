import type { Principal } from '../core/access/principal.ts';
import type { Unit } from '../core/metrics/catalogue.ts';
import { targetValuesSchema } from '../core/metrics/target-values.ts';
import { MISSION_TARGETS, TARGET_DEFINITIONS, TARGETS, type TargetName, type TargetValues, targetUnit } from '../core/metrics/targets.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

// What each target is: set here by an admin, else by the environment, else as the mission has it.

const NAME = 'targets';

export type TargetSource = 'here' | 'environment' | 'mission';

export interface TargetSetting {
  name: TargetName;
  value: number;
  source: TargetSource;
  /** What it is when nobody has set it here. */
  otherwise: number;
  direction: 'at_most' | 'at_least';
  unit: Unit;
}

type Chosen = Partial<TargetValues>;

function fromEnvironment(env: Deps['env']): Chosen {
  return {
    task_assignment_latency_ms: env.TASK_ASSIGNMENT_LATENCY_TARGET_MS,
    load_balancing_efficiency: env.LOAD_BALANCING_EFFICIENCY_TARGET,
    routing_accuracy_percent: env.ROUTING_ACCURACY_TARGET * 100,
    failure_recovery_time_ms: env.RECOVERY_TIME_TARGET_MS,
    ...env.HIVE_TARGETS,
  };
}

async function readChosen(deps: Pick<Deps, 'db'>): Promise<Chosen> {
  const stored = targetValuesSchema.safeParse((await readSetting(deps.db, NAME)) ?? {});
  return stored.success ? (stored.data as Chosen) : {};
}

export async function readTargets(deps: Pick<Deps, 'db' | 'env'>): Promise<TargetSetting[]> {
  const [here, env] = [await readChosen(deps), fromEnvironment(deps.env)];
  return TARGETS.map((name): TargetSetting => {
    const fixed = MISSION_TARGETS[name];
    const otherwise = env[name] ?? fixed;
    const source = here[name] !== undefined ? 'here' : otherwise === fixed ? 'mission' : 'environment';
    return {
      name,
      value: here[name] ?? otherwise,
      source,
      otherwise,
      direction: TARGET_DEFINITIONS[name].direction,
      unit: targetUnit(name),
    };
  });
}

export async function readTargetValues(deps: Pick<Deps, 'db' | 'env'>): Promise<TargetValues> {
  return Object.fromEntries((await readTargets(deps)).map(({ name, value }) => [name, value])) as TargetValues;
}

/** Sets some targets; null goes back to what the environment or the mission says. Everybody sees it with the next verdict. */
export async function saveTargets(
  deps: Deps,
  changes: Partial<Record<TargetName, number | null>>,
  principal: Principal,
): Promise<TargetSetting[]> {
  const before = await readChosen(deps);
  const named = TARGETS.filter((name) => changes[name] !== undefined);
  const kept = Object.fromEntries(
    TARGETS.flatMap((name) => {
      const value = changes[name] === undefined ? before[name] : changes[name];
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
  await writeSetting(deps.db, NAME, kept);
  const detail = Object.fromEntries(named.map((name) => [name, { from: before[name] ?? null, to: changes[name] ?? null }]));
  await recordAudit(deps, { actor: principal, action: 'targets.change', subject: 'fleet', detail });
  deps.feed.publish(['metrics']);
  return readTargets(deps);
}
