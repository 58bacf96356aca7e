import { z } from 'zod';
import { breakerPolicySchema } from '../../../core/breaker/policy.ts';
import { breakerOverridesSchema } from '../../../core/breaker/policy-override.ts';
import { BREAKER_RESOURCE_TYPES } from '../../../core/breaker/presets.ts';
import { MAX_RESOURCE_ID } from '../../../core/breaker/resource.ts';
import { type BreakerPolicies, changeBreakerPolicies, readBreakerPolicies } from '../../../use-cases/breaker-policies.ts';
import { type BreakerAct, breakerReasonSchema, controlBreaker, resetBreakerSchema } from '../../../use-cases/control-breaker.ts';
import { breakerFilterSchema, listBreakers } from '../../../use-cases/list-breakers.ts';
import { readBreaker } from '../../../use-cases/read-breaker.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery } from '../page.ts';
import { breakerDetailSchema, breakerSchema, presentBreaker, presentBreakerDetail } from './present-breaker.ts';

/** The name of the resource; a slash in it is written %2F. */
const params = z.strictObject({ id: z.string().min(1).max(MAX_RESOURCE_ID) });
const ok = { 200: { description: 'The breaker', schema: breakerDetailSchema } } as const;

const policiesSchema = z
  .object({
    overrides: breakerOverridesSchema.describe('What this installation wants otherwise than the presets'),
    policies: z.record(z.enum(BREAKER_RESOURCE_TYPES), breakerPolicySchema),
  })
  .meta({ id: 'CircuitBreakerPolicies' });
const policiesOk = { 200: { description: 'The policies', schema: policiesSchema } } as const;
const presentPolicies = ({ overrides, policies }: BreakerPolicies) => ({ overrides, policies });

const actRoute = (verb: string, act: Exclude<BreakerAct['act'], 'reset'>, summary: string) =>
  defineRoute({
    method: 'POST',
    path: `/circuit-breakers/{id}/${verb}`,
    role: 'operator',
    tag: 'breakers',
    summary,
    params,
    body: breakerReasonSchema,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body: { reason }, principal }) {
      const breaker = await controlBreaker(deps, { resourceId: id, act: { act, reason } }, principal);
      return { status: 200, body: presentBreakerDetail(breaker) };
    },
  });

export const breakerRoutes = [
  defineRoute({
    method: 'GET',
    path: '/circuit-breakers',
    role: 'viewer',
    tag: 'breakers',
    summary: 'List circuit breakers, those that are not closed first',
    query: breakerFilterSchema.extend(pageQuery),
    responses: { 200: { description: 'A page of breakers; it may hold fewer than asked for', schema: pageOf(breakerSchema) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listBreakers(deps, query);
      return { status: 200, body: { data: data.map(presentBreaker), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/circuit-breakers/{id}',
    role: 'viewer',
    tag: 'breakers',
    summary: 'Show a circuit breaker with its changes and its blast radius',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentBreakerDetail(await readBreaker(deps, id)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/circuit-breakers/{id}/reset',
    role: 'operator',
    tag: 'breakers',
    summary: 'Half-open a breaker, or close it; those of an agent at single task types follow',
    params,
    body: resetBreakerSchema,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body: { to, reason }, principal }) {
      const breaker = await controlBreaker(deps, { resourceId: id, act: { act: 'reset', to, reason } }, principal);
      return { status: 200, body: presentBreakerDetail(breaker) };
    },
  }),
  actRoute('probe', 'probe', 'Let an open breaker probe now'),
  actRoute('force-open', 'force_open', 'Isolate a resource until a person resets its breaker'),
  actRoute('disable', 'disable', 'Let everything through and count nothing'),
  actRoute('metrics-only', 'metrics_only', 'Let everything through and count'),
  defineRoute({
    method: 'GET',
    path: '/circuit-breaker-policies',
    role: 'viewer',
    tag: 'breakers',
    summary: 'Show the rules that breakers work by',
    responses: policiesOk,
    async handle({ deps }) {
      return { status: 200, body: presentPolicies(await readBreakerPolicies(deps)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/circuit-breaker-policies',
    role: 'operator',
    tag: 'breakers',
    summary: 'Change the rules by kind of resource; what is named is replaced, an empty object is the preset',
    body: breakerOverridesSchema,
    responses: policiesOk,
    async handle({ deps, body, principal }) {
      return { status: 200, body: presentPolicies(await changeBreakerPolicies(deps, body, principal)) };
    },
  }),
];
