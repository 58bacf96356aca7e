import { z } from 'zod';
import { ROLLOUT_ACTS } from '../../../core/routing/rollout.ts';
import { retrainRouting, retrainSchema } from '../../../use-cases/retrain-routing.ts';
import {
  createModelSchema,
  createRoutingModel,
  listRoutingModels,
  rollOutModel,
  rollOutSchema,
} from '../../../use-cases/roll-out-model.ts';
import { defineRoute } from '../define-route.ts';
import { queryInteger } from '../page.ts';
import { modelSchema, presentModel } from './present-routing.ts';

const MAX_VERSION = 2_147_483_647;

const ACT_SUMMARIES: Record<(typeof ROLLOUT_ACTS)[number], string> = {
  shadow: 'Let a model decide every task without effect',
  canary: 'Let a model decide for a share of the runs',
  promote: 'Make a model the one that decides',
  roll_back: 'Go back to the model that was active before',
  discard: 'Give up a model that is not active',
};

const actRoutes = ROLLOUT_ACTS.map((act) =>
  defineRoute({
    method: 'POST',
    path: `/routing/models/{version}/${act}`,
    role: 'operator',
    tag: 'routing',
    summary: ACT_SUMMARIES[act],
    params: z.strictObject({ version: queryInteger(1, MAX_VERSION) }),
    body: rollOutSchema.pick({ reason: true, share: true }),
    responses: { 200: { description: 'The model', schema: modelSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { version }, body, principal }) {
      return { status: 200, body: presentModel(await rollOutModel(deps, { version, act, ...body }, principal)) };
    },
  }),
);

export const routingModelRoutes = [
  defineRoute({
    method: 'GET',
    path: '/routing/models',
    role: 'viewer',
    tag: 'routing',
    summary: "List the versions of the router's settings, newest first",
    responses: { 200: { description: 'The models', schema: z.object({ data: z.array(modelSchema) }) } },
    async handle({ deps }) {
      return { status: 200, body: { data: (await listRoutingModels(deps)).map(presentModel) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/routing/models',
    role: 'operator',
    tag: 'routing',
    summary: 'Store a model as a draft',
    body: createModelSchema,
    responses: { 201: { description: 'The draft', schema: modelSchema } },
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentModel(await createRoutingModel(deps, body, principal)) };
    },
  }),
  ...actRoutes,
  defineRoute({
    method: 'POST',
    path: '/routing/retrain',
    role: 'operator',
    tag: 'routing',
    summary: 'Fit how long the router remembers to what happened, as a draft with figures before and after',
    body: retrainSchema,
    responses: { 201: { description: 'The draft', schema: modelSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentModel(await retrainRouting(deps, body, principal)) };
    },
  }),
];
