import { z } from 'zod';
import { ALERT_KINDS, ALERT_SEVERITIES, type AlertView } from '../../../core/alert/alert.ts';
import { acknowledgeAlert } from '../../../use-cases/acknowledge-alert.ts';
import { listAlerts } from '../../../use-cases/list-alerts.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();

const alertSchema = z
  .object({
    id: z.string(),
    kind: z.enum(ALERT_KINDS),
    subject: z.string().describe('What it is about; one alert is open per kind and subject'),
    severity: z.enum(ALERT_SEVERITIES),
    message: z.string(),
    detail: z.record(z.string(), z.json()),
    opened_at: time,
    closed_at: time.nullable().describe('When the cause was gone'),
    acknowledged_by: z.string().nullable(),
    acknowledged_at: time.nullable(),
  })
  .meta({ id: 'Alert' });

const presentAlert = (alert: AlertView) => ({
  id: alert.id,
  kind: alert.kind,
  subject: alert.subject,
  severity: alert.severity,
  message: alert.message,
  detail: alert.detail,
  opened_at: alert.openedAt.toISOString(),
  closed_at: alert.closedAt?.toISOString() ?? null,
  acknowledged_by: alert.acknowledgedBy,
  acknowledged_at: alert.acknowledgedAt?.toISOString() ?? null,
});

export const alertRoutes = [
  defineRoute({
    method: 'GET',
    path: '/alerts',
    role: 'viewer',
    tag: 'alerts',
    summary: 'List alerts, newest first',
    query: z.strictObject({
      ...pageQuery,
      open: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional(),
    }),
    responses: { 200: { description: 'A page of alerts', schema: pageOf(alertSchema) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listAlerts(deps, query);
      return { status: 200, body: { data: data.map(presentAlert), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/alerts/{id}/acknowledge',
    role: 'operator',
    tag: 'alerts',
    summary: 'Say that an open alert has been seen',
    params: z.strictObject({ id: uuid }),
    responses: { 200: { description: 'The alert', schema: alertSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: presentAlert(await acknowledgeAlert(deps, id, principal)) };
    },
  }),
];
