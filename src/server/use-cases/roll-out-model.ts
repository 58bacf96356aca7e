import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { ROLLOUT_ACTS, type RolloutResult, rollOut } from '../core/routing/rollout.ts';
import { BUILT_IN_CONFIG, type RoutingModelConfig, routingModelConfigSchema } from '../core/routing/routing-model.ts';
import { changeModels, insertModel, listModels, type StoredModel } from '../db/roll-out-models.ts';
import { readUsedModels } from '../db/routing-models.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { recordAudit } from './record-audit.ts';

const reason = z.string().trim().min(1).max(500);

export const createModelSchema = z.strictObject({
  config: routingModelConfigSchema,
  /** Why it is made. */
  note: reason,
});
export type CreateModel = z.output<typeof createModelSchema>;

export const rollOutSchema = z.strictObject({
  version: z.number().int().min(1).max(2_147_483_647),
  act: z.enum(ROLLOUT_ACTS),
  reason,
  /** Of the runs that a canary decides for. */
  share: z.number().optional(),
});
export type RollOutInput = z.output<typeof rollOutSchema>;

export interface ModelView extends StoredModel {
  createdByName: string;
}

/** Every version of the router's settings, newest first. */
export async function listRoutingModels(deps: Pick<Deps, 'db'>): Promise<ModelView[]> {
  const models = await listModels(deps.db);
  const nameOf = await nameActors(
    deps,
    models.map(({ createdBy }) => createdBy),
  );
  return models.map((model) => ({ ...model, createdByName: nameOf(model.createdBy) }));
}

/** The model that decides, but for a canary's share. */
export async function activeModel(deps: Pick<Deps, 'db'>): Promise<{ version: number; config: RoutingModelConfig }> {
  const models = await readUsedModels(deps.db.hot);
  return models.find(({ status }) => status === 'active') ?? { version: 1, config: BUILT_IN_CONFIG };
}

/** Stores a draft; it decides nothing before somebody rolls it out. */
export async function createRoutingModel(deps: Deps, { config, note }: CreateModel, principal: Principal): Promise<ModelView> {
  const model = await insertModel(deps.db, { config, note, report: null, createdBy: principal.id });
  await recordAudit(deps, { actor: principal, action: 'routing.create', subject: `routing-model:${model.version}`, detail: { note } });
  return viewModel(deps, model.version);
}

/**
 * One step of a rollout: who else changes models at the same moment comes before or after, never between.
 * @throws NotFoundError, ConflictError when the step is not allowed from where the model is
 */
export async function rollOutModel(deps: Deps, input: RollOutInput, principal: Principal): Promise<ModelView> {
  const { version, act, share } = input;
  const result = await changeModels(deps.db, (models): RolloutResult => {
    if (!models.some((model) => model.version === version)) throw new NotFoundError(`no routing model ${version}`);
    return rollOut(models, act, { version, ...(share !== undefined && { share }) });
  });
  if (!result.ok) throw new ConflictError(result.why);
  const detail = { reason: input.reason, ...(act === 'canary' && { share: share ?? 0 }) };
  await recordAudit(deps, { actor: principal, action: `routing.${act}`, subject: `routing-model:${version}`, detail });
  return viewModel(deps, version);
}

/** One model as the list shows it. @throws NotFoundError */
export async function viewModel(deps: Pick<Deps, 'db'>, version: number): Promise<ModelView> {
  const found = (await listRoutingModels(deps)).find((model) => model.version === version);
  if (found === undefined) throw new NotFoundError(`no routing model ${version}`);
  return found;
}
