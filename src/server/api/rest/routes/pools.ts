import { z } from 'zod';
import { changePoolSchema, createPoolSchema } from '../../../core/scaling/pool.ts';
import { changePool } from '../../../use-cases/change-pool.ts';
import { createPool } from '../../../use-cases/create-pool.ts';
import { readPoolForecast } from '../../../use-cases/forecast-pool.ts';
import { listScalingActions } from '../../../use-cases/list-scaling-actions.ts';
import { listPools, readPool } from '../../../use-cases/read-pool.ts';
import { retirePool } from '../../../use-cases/retire-pool.ts';
import { scalePool, scalePoolSchema } from '../../../use-cases/scale-pool.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import {
  poolForecastSchema,
  poolSchema,
  presentPool,
  presentPoolForecast,
  presentScalingAction,
  scalingActionSchema,
} from './present-pool.ts';

const params = z.strictObject({ id: uuid });
const ok = { 200: { description: 'The pool', schema: poolSchema } } as const;

export const poolRoutes = [
  defineRoute({
    method: 'POST',
    path: '/pools',
    role: 'operator',
    tag: 'pools',
    summary: 'Create a pool of agents; one of command agents needs an admin',
    body: createPoolSchema,
    responses: { 201: { description: 'The pool', schema: poolSchema } },
    errors: ['conflict', 'egress_denied', 'command_agents_disabled'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentPool(await createPool(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/pools',
    role: 'viewer',
    tag: 'pools',
    summary: 'List pools by name',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of pools', schema: pageOf(poolSchema) } },
    async handle({ deps, query }) {
      const page = await listPools(deps, query);
      return { status: 200, body: { data: page.data.map(presentPool), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/pools/{id}',
    role: 'viewer',
    tag: 'pools',
    summary: 'Show a pool',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentPool(await readPool(deps, id)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/pools/{id}',
    role: 'operator',
    tag: 'pools',
    summary: 'Change a pool',
    params,
    body: changePoolSchema,
    responses: ok,
    errors: ['not_found', 'conflict', 'egress_denied', 'command_agents_disabled'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentPool(await changePool(deps, { id, change: body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/pools/{id}',
    role: 'operator',
    tag: 'pools',
    summary: 'Retire a pool; members that hold tasks are drained first',
    params,
    responses: { 204: { description: 'Retired' } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      await retirePool(deps, id, principal);
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/pools/{id}/scale',
    role: 'operator',
    tag: 'pools',
    summary: 'Give a pool a size by hand',
    params,
    body: scalePoolSchema,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentPool(await scalePool(deps, { id, ...body }, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/pools/{id}/forecast',
    role: 'viewer',
    tag: 'pools',
    summary: 'Forecast the arrivals of a pool',
    params,
    responses: { 200: { description: 'The forecast, or that there is not enough data', schema: poolForecastSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentPoolForecast(await readPoolForecast(deps, id)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/pools/{id}/actions',
    role: 'viewer',
    tag: 'pools',
    summary: "List changes of a pool's size, newest first",
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of changes', schema: pageOf(scalingActionSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const page = await listScalingActions(deps, { id, ...query });
      return { status: 200, body: { data: page.data.map(presentScalingAction), next_cursor: page.nextCursor } };
    },
  }),
];
