import { z } from 'zod';
import { ALERT_SEVERITIES, type AlertSeverity } from './alert.ts';
import type { AlertEvent } from './delivery.ts';

// A receiver of alerts is an address that is called (webhook), or people who get mail through a server of their own choice.

export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

const least_severity = z.enum(ALERT_SEVERITIES).default('warning');
const address = z.email().max(254);

/** Where mail goes and through which server; the password is a secret of its own. */
export const mailReceiverSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** tls: from the first byte (465); starttls: before anything is said of the mail (587); none: in the clear. */
  security: z.enum(MAIL_SECURITIES),
  username: z.string().min(1).max(254).optional(),
  from: address,
  to: z.array(address).min(1).max(20),
});
export type MailReceiver = z.output<typeof mailReceiverSchema>;

export const alertChannelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook').optional(), url: z.string().min(1).max(2_000), least_severity }),
  z
    .strictObject({
      kind: z.literal('email'),
      ...mailReceiverSchema.shape,
      password: z.string().min(1).max(1_000).optional(),
      least_severity,
    })
    .refine(({ username, password }) => (username === undefined) === (password === undefined), {
      path: ['password'],
      message: 'a user name and a password go together',
    })
    .refine(({ security, password }) => security !== 'none' || password === undefined, {
      path: ['security'],
      message: 'a password is never sent in the clear: choose tls or starttls',
    }),
]);
export type AlertChannelInput = z.output<typeof alertChannelSchema>;

const HEADINGS: Readonly<Record<AlertEvent['event'], (severity: AlertSeverity) => string>> = {
  opened: (severity) => `Alert (${severity})`,
  closed: () => 'Over',
  test: () => 'Test',
};
const SUBJECT_LIMIT = 150;

/** A mail about an alert. Messages hold what agents said: control characters go, so that a header stays one line. */
export function mailOf({ event, alert }: AlertEvent): { subject: string; text: string } {
  const message = alert.message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const lines = [
    message,
    '',
    `Severity: ${alert.severity}`,
    `Opened: ${alert.openedAt.toISOString()}`,
    ...(alert.closedAt === null ? [] : [`Closed: ${alert.closedAt.toISOString()}`]),
    `Alert: ${alert.id}`,
  ];
  return { subject: `[Agent Hive] ${HEADINGS[event](alert.severity)}: ${message}`.slice(0, SUBJECT_LIMIT), text: `${lines.join('\n')}\n` };
}
