import { z } from 'zod';
import { ALERT_SEVERITIES } from '../../../core/alert/alert.ts';
import {
  ALERT_MEASURES,
  ALERT_SIDES,
  type AlertMeasure,
  alertRuleSchema,
  RULE_KINDS,
  type RuleCondition,
} from '../../../core/alert/alert-rule.ts';
import { alertChannelSchema, mailReceiverSchema } from '../../../core/alert/receiver.ts';
import { TARGETS } from '../../../core/metrics/targets.ts';
import type { AlertChannel } from '../../../db/alert-deliveries.ts';
import { createAlertChannel, listAlertChannels, removeAlertChannel, testAlertChannel } from '../../../use-cases/alert-channels.ts';
import {
  createAlertRule,
  listAlertRules,
  type RuleView,
  removeAlertRule,
  silenceAlertRule,
  silenceSchema,
  switchAlertRule,
} from '../../../use-cases/alert-rules.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';

const time = z.iso.datetime();
const params = z.strictObject({ id: uuid });

const ruleSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(RULE_KINDS).describe('A measure beyond a threshold, a target that is missed, or an allowance that burns too fast'),
    measure: z
      .enum(ALERT_MEASURES as [AlertMeasure, ...AlertMeasure[]])
      .nullable()
      .describe('Of the kind measure: a state, or a measure of GET /metrics/catalogue, of which the newest measured minute counts'),
    side: z.enum(ALERT_SIDES).nullable().describe('On which side of the threshold the rule is met'),
    threshold: z.number().nullable().describe('In the unit of the measure; failure_rate is 0..1 over the last 15 minutes'),
    target: z.enum(TARGETS).nullable().describe('Of the kinds target and burn_rate'),
    severity: z.enum(ALERT_SEVERITIES),
    for_seconds: z.number().describe('How long it has to be met'),
    cooldown_seconds: z.number().describe('After it was met, until it may open an alert again'),
    enabled: z.boolean(),
    muted: z.boolean().describe('It opens nothing: it is about a target, and ENABLE_PERFORMANCE_ALERTS is 0'),
    silenced_until: time.nullable(),
    firing: z.boolean(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'AlertRule' });

const presentCondition = (condition: RuleCondition) =>
  condition.kind === 'measure' ? { ...condition, target: null } : { ...condition, measure: null, side: null, threshold: null };

const presentRule = (rule: RuleView) => ({
  id: rule.id,
  name: rule.name,
  ...presentCondition(rule.condition),
  severity: rule.severity,
  for_seconds: rule.forMs / 1_000,
  cooldown_seconds: rule.cooldownMs / 1_000,
  enabled: rule.enabled,
  muted: rule.muted,
  silenced_until: rule.silencedUntil?.toISOString() ?? null,
  firing: rule.state.firing,
  created_by: rule.createdBy,
  created_at: rule.createdAt.toISOString(),
});

const channelSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['webhook', 'email']),
    url: z.string().nullable().describe('Of a webhook'),
    mail: mailReceiverSchema.nullable().describe('Of one that gets mail; its password is not told'),
    least_severity: z.enum(ALERT_SEVERITIES),
    enabled: z.boolean().describe('False: it answered 410, and is told nothing any more'),
    created_by: z.string(),
    created_at: time,
    last: z
      .object({ event: z.string(), at: time, state: z.enum(['delivered', 'failed', 'waiting']), error: z.string().nullable() })
      .nullable()
      .describe('Its newest delivery'),
  })
  .meta({ id: 'AlertChannel' });

const presentChannel = ({ id, url, mail, leastSeverity, enabled, createdBy, createdAt, last }: AlertChannel) => ({
  id,
  kind: mail === null ? ('webhook' as const) : ('email' as const),
  url,
  mail,
  least_severity: leastSeverity,
  enabled,
  created_by: createdBy,
  created_at: createdAt.toISOString(),
  last: last && { ...last, at: last.at.toISOString() },
});

const ruleRoutes = [
  defineRoute({
    method: 'GET',
    path: '/alert-rules',
    role: 'viewer',
    tag: 'alerts',
    summary: 'List the rules that open alerts',
    responses: { 200: { description: 'All rules', schema: z.object({ data: z.array(ruleSchema) }) } },
    async handle({ deps }) {
      return { status: 200, body: { data: (await listAlertRules(deps)).map(presentRule) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/alert-rules',
    role: 'admin',
    tag: 'alerts',
    summary: 'Open an alert while a measure is beyond a threshold, a target is missed, or its allowance burns too fast',
    body: alertRuleSchema,
    responses: { 201: { description: 'The rule', schema: ruleSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentRule(await createAlertRule(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/alert-rules/{id}',
    role: 'admin',
    tag: 'alerts',
    summary: 'Switch a rule on or off',
    params,
    body: z.strictObject({ enabled: z.boolean() }),
    responses: { 200: { description: 'The rule', schema: ruleSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentRule(await switchAlertRule(deps, { id, ...body }, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/alert-rules/{id}/silence',
    role: 'operator',
    tag: 'alerts',
    summary: 'Let a rule open nothing for a while; 0 seconds end a silence',
    params,
    body: silenceSchema,
    responses: { 200: { description: 'The rule', schema: ruleSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentRule(await silenceAlertRule(deps, { id, ...body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/alert-rules/{id}',
    role: 'admin',
    tag: 'alerts',
    summary: 'Remove a rule; its alert closes',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeAlertRule(deps, id, principal);
      return { status: 204 };
    },
  }),
];

const channelRoutes = [
  defineRoute({
    method: 'GET',
    path: '/alert-channels',
    role: 'admin',
    tag: 'alerts',
    summary: 'List the receivers of alerts',
    responses: { 200: { description: 'All receivers', schema: z.object({ data: z.array(channelSchema) }) } },
    async handle({ deps }) {
      return { status: 200, body: { data: (await listAlertChannels(deps)).map(presentChannel) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/alert-channels',
    role: 'admin',
    tag: 'alerts',
    summary: 'Tell an address of alerts, signed as Standard Webhooks says, or people by mail',
    body: alertChannelSchema,
    responses: {
      201: {
        description: 'The secret of a webhook is shown this once; mail has none',
        schema: z.object({ id: z.string(), secret: z.string().nullable() }).meta({ id: 'NewAlertChannel' }),
      },
    },
    errors: ['conflict', 'egress_denied'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: await createAlertChannel(deps, body, principal) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/alert-channels/{id}/test',
    role: 'admin',
    tag: 'alerts',
    summary: 'Send a receiver a test, and say what it answered',
    params,
    responses: {
      200: {
        description: 'Whether it took it',
        schema: z.object({ delivered: z.boolean(), answer: z.string(), took_ms: z.number() }).meta({ id: 'ChannelTrial' }),
      },
    },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      const { delivered, answer, tookMs } = await testAlertChannel(deps, id, principal);
      return { status: 200, body: { delivered, answer, took_ms: tookMs } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/alert-channels/{id}',
    role: 'admin',
    tag: 'alerts',
    summary: 'Remove a receiver, with what it was still to be told',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeAlertChannel(deps, id, principal);
      return { status: 204 };
    },
  }),
];

export const alertRuleRoutes = [...ruleRoutes, ...channelRoutes];
