import { decidingVersion, type ModelPlace } from '../core/routing/rollout.ts';
import { BUILT_IN_MODEL, type RoutingModel, toRoutingModel } from '../core/routing/routing-model.ts';
import { readUsedModels } from '../db/routing-models.ts';
import type { Deps } from '../deps.ts';

/** The routing models in use. */
export interface RoutingModels {
  active: RoutingModel;
  /** Decides every task too, and is only noted. */
  shadow: RoutingModel | null;
  /** The one that decides for a run, by a number that stays with the run. */
  decideFor(runDigest: number): RoutingModel;
}

export async function readRoutingModels(deps: Pick<Deps, 'db'>): Promise<RoutingModels> {
  const rows = await readUsedModels(deps.db.hot);
  const models = new Map(rows.map(({ version, config }) => [version, toRoutingModel(version, config)]));
  const places: ModelPlace[] = rows;
  const versionOf = (status: ModelPlace['status']) => rows.find((row) => row.status === status)?.version ?? -1;
  const active = models.get(versionOf('active')) ?? BUILT_IN_MODEL;
  const canary = models.has(versionOf('canary'));
  return {
    active,
    shadow: models.get(versionOf('shadow')) ?? null,
    decideFor: (runDigest) => (canary ? (models.get(decidingVersion(places, runDigest) ?? -1) ?? active) : active),
  };
}
