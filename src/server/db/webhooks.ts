import type { SealedSecret } from '../secrets.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** A webhook without its secret. */
export interface WebhookInfo {
  id: string;
  name: string;
  event: string;
  keyPath: string | null;
  active: boolean;
  createdBy: string;
  createdAt: Date;
  /** When something last arrived with a good signature; null: never. */
  receivedAt: Date | null;
}

const info = {
  id: true,
  name: true,
  event: true,
  keyPath: true,
  active: true,
  createdBy: true,
  createdAt: true,
  receivedAt: true,
} as const;

const stored = ({ ciphertext, keyId }: SealedSecret) => ({ ciphertext: new Uint8Array(ciphertext), keyId });

export function listWebhookRows(db: Database, page: { limit: number; after: string | null }): Promise<WebhookInfo[]> {
  const where = page.after === null ? {} : { name: { gt: page.after } };
  return db.prisma.webhook.findMany({ where, select: info, orderBy: { name: 'asc' }, take: page.limit });
}

/** @returns null when the name is taken */
export async function insertWebhook(
  db: Database,
  row: Pick<WebhookInfo, 'id' | 'name' | 'event' | 'keyPath' | 'createdBy'>,
  secret: SealedSecret,
): Promise<WebhookInfo | null> {
  const made = await db.prisma.webhook.createMany({ data: { ...row, ...stored(secret) }, skipDuplicates: true });
  return made.count === 0 ? null : db.prisma.webhook.findUnique({ where: { id: row.id }, select: info });
}

export async function findSealedWebhook(db: Database, id: string): Promise<(WebhookInfo & SealedSecret) | null> {
  const row = await db.prisma.webhook.findUnique({ where: { id }, select: { ...info, ciphertext: true, keyId: true } });
  return row && { ...row, ciphertext: Buffer.from(row.ciphertext) };
}

/** @returns null when there is none */
export async function updateWebhook(
  db: Database,
  id: string,
  change: { active?: boolean; event?: string; keyPath?: string | null; secret?: SealedSecret },
): Promise<WebhookInfo | null> {
  const { secret, ...plain } = change;
  const [row] = await db.prisma.webhook.updateManyAndReturn({
    where: { id },
    data: { ...plain, ...(secret === undefined ? {} : stored(secret)) },
    select: info,
  });
  return row ?? null;
}

/** @returns whether there was one */
export async function deleteWebhook(db: Database, id: string): Promise<boolean> {
  const { count } = await db.prisma.webhook.deleteMany({ where: { id } });
  return count === 1;
}

/** Notes a delivery inside the transaction that takes it. @returns false when it was taken before */
export async function noteDelivery(
  client: Queryable,
  { webhookId, messageId, signalId }: { webhookId: string; messageId: string; signalId: string },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'note_delivery',
    text: `WITH d AS (
        INSERT INTO webhook_delivery (webhook_id, message_id, signal_id, received_at) VALUES ($1, $2, $3, clock_timestamp())
        ON CONFLICT DO NOTHING RETURNING webhook_id)
      UPDATE webhook SET received_at = clock_timestamp() FROM d WHERE webhook.id = d.webhook_id RETURNING webhook.id`,
    values: [webhookId, messageId, signalId],
  });
  return rowCount === 1;
}
