import { NotFoundError, UnauthenticatedError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { findSealedWebhook } from '../db/webhooks.ts';
import type { Deps } from '../deps.ts';
import { openSecret } from '../secrets.ts';
import { findForgery } from '../webhook-signature.ts';
import { type ReceivedEvent, takeSignal } from './receive-event.ts';
import { webhookOwner } from './webhooks.ts';

const MAX_MESSAGE_ID = 255;
/** A key longer than this is none (core/workflow/control-task.ts). */
const MAX_KEY = 500;

export interface WebhookRequest {
  webhookId: string;
  headers: Headers;
  /** The body as it came: what was signed. */
  bytes: Uint8Array;
  payload: JsonValue;
}

/** What stands at a path of names; null where nothing or no text or number does. Own properties only. */
function keyAt(payload: JsonValue, path: string | null): string | null {
  if (path === null) return null;
  let value: JsonValue | undefined = payload;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
    value = value[name];
  }
  const key = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return key === '' || key.length > MAX_KEY ? null : key;
}

/**
 * Takes a signed delivery. One that comes again, under the same webhook-id, is answered and changes nothing.
 * @throws NotFoundError for an unknown or inactive webhook, UnauthenticatedError for a signature that does not fit
 */
export async function receiveWebhook(
  deps: Deps,
  { webhookId, headers, bytes, payload }: WebhookRequest,
): Promise<{ duplicate: boolean; event: ReceivedEvent | null }> {
  const webhook = await findSealedWebhook(deps.db, webhookId);
  if (webhook === null || !webhook.active) throw new NotFoundError('no such webhook');
  const messageId = headers.get('webhook-id') ?? '';
  if (messageId === '' || messageId.length > MAX_MESSAGE_ID) throw new UnauthenticatedError('webhook-id takes 1 to 255 characters');
  const secret = openSecret(deps.env.HIVE_SECRET, webhookOwner(webhookId), webhook);
  const delivery = { id: messageId, timestamp: headers.get('webhook-timestamp') ?? '', body: bytes };
  const claim = { signatures: headers.get('webhook-signature') ?? '', nowSeconds: Math.floor(Date.now() / 1_000) };
  const forgery = findForgery(secret, delivery, claim);
  if (forgery !== null) throw new UnauthenticatedError(forgery);
  const signal = {
    id: deps.newId(),
    name: webhook.event,
    key: keyAt(payload, webhook.keyPath),
    payload,
    source: `webhook:${webhookId}`,
  };
  const event = await takeSignal(deps, signal, { webhookId, messageId });
  return { duplicate: event === null, event };
}
