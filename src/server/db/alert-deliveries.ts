import { z } from 'zod';
import { ALERT_SEVERITIES, type AlertSeverity } from '../core/alert/alert.ts';
import { type AlertEvent, MOST_PER_HOUR } from '../core/alert/delivery.ts';
import { type MailReceiver, mailReceiverSchema } from '../core/alert/receiver.ts';
import type { SealedSecret } from '../secrets.ts';
import type { Queryable } from './queryable.ts';

// Receivers of alerts, and what each is still to be told. A delivery is stored by the statement that opens or closes its alert.

/** One of the two: an address that is called, or people who get mail. */
export interface ChannelPlace {
  url: string | null;
  mail: MailReceiver | null;
}

export interface AlertChannel extends ChannelPlace {
  id: string;
  leastSeverity: AlertSeverity;
  /** False: it answered that it wants nothing any more. */
  enabled: boolean;
  createdBy: string;
  createdAt: Date;
  /** Its newest delivery; null before the first. */
  last: { event: string; at: Date; state: 'delivered' | 'failed' | 'waiting'; error: string | null } | null;
}

const COLUMNS = `c.id, c.url, c.mail, c.least_severity AS "leastSeverity", c.enabled, c.created_by AS "createdBy", c.created_at AS "createdAt"`;

/** All of them, the newest first: there are few. */
export async function readAlertChannels(db: Queryable): Promise<AlertChannel[]> {
  const { rows } = await db.query<ChannelRow>({
    name: 'alert_channels',
    text: `SELECT ${COLUMNS}, d.event, COALESCE(d.delivered_at, d.failed_at, d.created_at) AS at, d.last_error AS error,
        CASE WHEN d.delivered_at IS NOT NULL THEN 'delivered' WHEN d.failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END AS state
      FROM alert_channel c LEFT JOIN LATERAL (SELECT * FROM alert_delivery WHERE channel_id = c.id ORDER BY created_at DESC, id LIMIT 1) d ON true
      ORDER BY c.created_at DESC, c.id`,
    values: [],
  });
  return rows.map(withLast);
}

type ChannelRow = Omit<AlertChannel, 'last'> & { event: string | null; at: Date; state: 'delivered'; error: string | null };

const withLast = ({ event, at, state, error, ...channel }: ChannelRow): AlertChannel => ({
  ...channel,
  mail: mailOf(channel),
  last: event === null ? null : { event, at, state, error },
});

const mailOf = ({ mail }: { mail: unknown }): MailReceiver | null => (mail === null ? null : mailReceiverSchema.parse(mail));

export async function insertAlertChannel(
  db: Queryable,
  channel: ChannelPlace & { id: string; leastSeverity: AlertSeverity; createdBy: string; sealed: SealedSecret },
): Promise<void> {
  const { id, url, mail, leastSeverity, createdBy, sealed } = channel;
  await db.query({
    name: 'insert_alert_channel',
    text: `INSERT INTO alert_channel (id, url, mail, least_severity, enabled, ciphertext, key_id, created_by, created_at)
      VALUES ($1, $2, $3, $4, true, $5, $6, $7, clock_timestamp())`,
    values: [id, url, mail && JSON.stringify(mail), leastSeverity, sealed.ciphertext, sealed.keyId, createdBy],
  });
}

/** A receiver with its sealed secret. */
export interface SealedChannel extends ChannelPlace, SealedSecret {
  id: string;
}

/** @returns null when there is no such receiver */
export async function findSealedChannel(db: Queryable, id: string): Promise<SealedChannel | null> {
  const { rows } = await db.query<SealedChannel>({
    name: 'find_alert_channel',
    text: 'SELECT id, url, mail, ciphertext, key_id AS "keyId" FROM alert_channel WHERE id = $1',
    values: [id],
  });
  const [row] = rows;
  return row === undefined ? null : { ...row, mail: mailOf(row) };
}

/** With what it was still to be told. @returns whether there was one */
export async function deleteAlertChannel(db: Queryable, id: string): Promise<boolean> {
  return (await db.query({ name: 'delete_alert_channel', text: 'DELETE FROM alert_channel WHERE id = $1', values: [id] })).rowCount === 1;
}

/** The severities from the mildest to the worst, for statements. */
const ORDER = `ARRAY[${ALERT_SEVERITIES.map((one) => `'${one}'`).join(', ')}]`;

/**
 * The end of a statement that changes alerts: what is to be told to whom. Needs `told (alert_id, event, severity)`. Who has had its share
 * of the hour is told nothing. Columns round to milliseconds: due in the next one, it would not be due at once.
 */
export const TELL = `INSERT INTO alert_delivery (id, alert_id, channel_id, event, created_at, due_at)
  SELECT gen_random_uuid(), told.alert_id, c.id, told.event, clock_timestamp(), date_trunc('milliseconds', clock_timestamp()) FROM told JOIN alert_channel c ON c.enabled
    AND array_position(${ORDER}, told.severity) >= array_position(${ORDER}, c.least_severity)
    AND (SELECT count(*) FROM alert_delivery d WHERE d.channel_id = c.id AND d.created_at > clock_timestamp() - interval '1 hour') < ${MOST_PER_HOUR}`;

export interface DueDelivery extends AlertEvent {
  id: string;
  tries: number;
  channel: SealedChannel;
}

const dueSchema = z.object({ severity: z.enum(ALERT_SEVERITIES) });

/**
 * Takes what is due, for so long that nobody else takes it meanwhile: a process that dies leaves it to the next.
 * @param holdMs longer than a delivery may take
 */
export async function takeDueDeliveries(db: Queryable, of: { limit: number; holdMs: number }): Promise<DueDelivery[]> {
  const { rows } = await db.query({
    name: 'take_due_deliveries',
    text: `WITH taken AS (
        UPDATE alert_delivery d SET due_at = clock_timestamp() + $2 * interval '1 ms', tries = tries + 1
        WHERE id IN (SELECT id FROM alert_delivery WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING d.id, d.alert_id, d.channel_id, d.event, d.tries)
      SELECT taken.id, taken.event, taken.tries, a.id AS "alertId", a.kind, a.subject, a.severity, a.message, a.opened_at AS "openedAt", a.closed_at AS "closedAt",
        c.id AS "channelId", c.url, c.mail, c.ciphertext, c.key_id AS "keyId"
      FROM taken JOIN alert a ON a.id = taken.alert_id JOIN alert_channel c ON c.id = taken.channel_id`,
    values: [of.limit, of.holdMs],
  });
  return rows.map((row): DueDelivery => {
    const { id, event, tries, alertId, kind, subject, message, openedAt, closedAt, channelId, url, ciphertext, keyId } = row;
    const alert = { id: alertId, kind, subject, severity: dueSchema.parse(row).severity, message, openedAt, closedAt };
    // Told late, an opening says what was so when it opened.
    return {
      id,
      event,
      tries,
      alert: event === 'opened' ? { ...alert, closedAt: null } : alert,
      channel: { id: channelId, url, mail: mailOf({ mail: row.mail }), ciphertext, keyId },
    };
  });
}

/** How a delivery ended, or when it is tried again. */
export async function settleDelivery(
  db: Queryable,
  id: string,
  end: { outcome: 'delivered' } | { outcome: 'failed' | 'again'; error: string; waitMs: number | null },
): Promise<void> {
  const [error, waitMs] = end.outcome === 'delivered' ? [null, null] : [end.error, end.waitMs];
  await db.query({
    name: 'settle_delivery',
    text: `UPDATE alert_delivery SET due_at = clock_timestamp() + $4::float8 * interval '1 ms', last_error = $3,
        delivered_at = CASE WHEN $2 = 'delivered' THEN clock_timestamp() END, failed_at = CASE WHEN $2 = 'failed' THEN clock_timestamp() END WHERE id = $1`,
    values: [id, end.outcome, error, waitMs],
  });
}

/** A receiver that wants nothing any more. */
export async function disableChannel(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'disable_alert_channel', text: 'UPDATE alert_channel SET enabled = false WHERE id = $1', values: [id] });
}
