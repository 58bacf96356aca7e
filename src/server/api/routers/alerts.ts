import { z } from 'zod';
import { alertRuleSchema } from '../../core/alert/alert-rule.ts';
import { alertChannelSchema } from '../../core/alert/receiver.ts';
import { acknowledgeAlert } from '../../use-cases/acknowledge-alert.ts';
import { createAlertChannel, listAlertChannels, removeAlertChannel, testAlertChannel } from '../../use-cases/alert-channels.ts';
import {
  createAlertRule,
  listAlertRules,
  removeAlertRule,
  silenceAlertRule,
  silenceSchema,
  switchAlertRule,
} from '../../use-cases/alert-rules.ts';
import { listAlerts } from '../../use-cases/list-alerts.ts';
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const one = z.strictObject({ id: z.uuid() });

export const alertsRouter = router({
  list: viewerProcedure
    .input(pageInput.extend({ open: z.boolean().optional() }).prefault({}))
    .query(({ ctx, input }) => listAlerts(ctx.deps, input)),
  acknowledge: operatorProcedure.input(one).mutation(({ ctx, input }) => acknowledgeAlert(ctx.deps, input.id, ctx.principal)),
  rules: viewerProcedure.query(({ ctx }) => listAlertRules(ctx.deps)),
  createRule: adminProcedure.input(alertRuleSchema).mutation(({ ctx, input }) => createAlertRule(ctx.deps, input, ctx.principal)),
  switchRule: adminProcedure
    .input(one.extend({ enabled: z.boolean() }))
    .mutation(({ ctx, input }) => switchAlertRule(ctx.deps, input, ctx.principal)),
  silenceRule: operatorProcedure
    .input(one.extend(silenceSchema.shape))
    .mutation(({ ctx, input }) => silenceAlertRule(ctx.deps, input, ctx.principal)),
  removeRule: adminProcedure.input(one).mutation(({ ctx, input }) => removeAlertRule(ctx.deps, input.id, ctx.principal)),
  channels: adminProcedure.query(({ ctx }) => listAlertChannels(ctx.deps)),
  createChannel: adminProcedure.input(alertChannelSchema).mutation(({ ctx, input }) => createAlertChannel(ctx.deps, input, ctx.principal)),
  testChannel: adminProcedure.input(one).mutation(({ ctx, input }) => testAlertChannel(ctx.deps, input.id, ctx.principal)),
  removeChannel: adminProcedure.input(one).mutation(({ ctx, input }) => removeAlertChannel(ctx.deps, input.id, ctx.principal)),
});
