import { z } from 'zod';
import { breakerOverridesSchema } from '../../core/breaker/policy-override.ts';
import { MAX_RESOURCE_ID } from '../../core/breaker/resource.ts';
import { changeBreakerPolicies, readBreakerPolicies } from '../../use-cases/breaker-policies.ts';
import { type BreakerAct, breakerReasonSchema, controlBreaker, resetBreakerSchema } from '../../use-cases/control-breaker.ts';
import { breakerFilterSchema, listBreakerHistory, listBreakers } from '../../use-cases/list-breakers.ts';
import { readBreaker } from '../../use-cases/read-breaker.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ resourceId: z.string().min(1).max(MAX_RESOURCE_ID) });
const withReason = breakerReasonSchema.extend(byId.shape);

const actProcedure = (act: Exclude<BreakerAct['act'], 'reset'>) =>
  operatorProcedure
    .input(withReason)
    .mutation(({ ctx, input: { resourceId, reason } }) => controlBreaker(ctx.deps, { resourceId, act: { act, reason } }, ctx.principal));

export const breakersRouter = router({
  list: viewerProcedure
    .input(pageInput.extend(breakerFilterSchema.shape).prefault({}))
    .query(({ ctx, input }) => listBreakers(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readBreaker(ctx.deps, input.resourceId)),
  history: viewerProcedure
    .input(z.strictObject({ minutes: z.number().int().min(1).max(1_440).default(60) }).prefault({}))
    .query(({ ctx, input }) => listBreakerHistory(ctx.deps, input.minutes)),
  policies: viewerProcedure.query(({ ctx }) => readBreakerPolicies(ctx.deps)),
  reset: operatorProcedure
    .input(resetBreakerSchema.extend(byId.shape))
    .mutation(({ ctx, input: { resourceId, to, reason } }) =>
      controlBreaker(ctx.deps, { resourceId, act: { act: 'reset', to, reason } }, ctx.principal),
    ),
  probe: actProcedure('probe'),
  forceOpen: actProcedure('force_open'),
  disable: actProcedure('disable'),
  metricsOnly: actProcedure('metrics_only'),
  changePolicies: operatorProcedure
    .input(breakerOverridesSchema)
    .mutation(({ ctx, input }) => changeBreakerPolicies(ctx.deps, input, ctx.principal)),
});
