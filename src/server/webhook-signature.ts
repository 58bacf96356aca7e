import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// Signatures of deliveries as Standard Webhooks has them: HMAC-SHA256 over "id.timestamp.body" under the decoded secret, sent as one or
// several "v1,<base64>" with spaces between.

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** A delivery is refused when its clock and ours are further apart; seconds. */
export const TOLERANCE_SECONDS = 300;

export interface SignedDelivery {
  id: string;
  /** Whole seconds since 1970, as they were sent. */
  timestamp: string;
  body: Uint8Array;
}

/** A new secret as both sides keep it: "whsec_" and base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

function mac(secret: string, { id, timestamp, body }: SignedDelivery): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}

/** The value of webhook-signature for a delivery. */
export function signDelivery(secret: string, delivery: SignedDelivery): string {
  return `v1,${mac(secret, delivery).toString('base64')}`;
}

/**
 * Why a delivery is not to be believed; null when it is.
 * @param signatures the webhook-signature header; one of them must fit
 */
export function findForgery(secret: string, delivery: SignedDelivery, claim: { signatures: string; nowSeconds: number }): string | null {
  if (!/^\d{1,12}$/.test(delivery.timestamp)) return 'webhook-timestamp is no whole number of seconds';
  if (Math.abs(claim.nowSeconds - Number(delivery.timestamp)) > TOLERANCE_SECONDS) {
    return `webhook-timestamp is more than ${TOLERANCE_SECONDS} s away from now`;
  }
  const expected = mac(secret, delivery);
  const fits = claim.signatures.split(' ').some((signature) => {
    if (!signature.startsWith('v1,')) return false;
    const given = Buffer.from(signature.slice('v1,'.length), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return fits ? null : 'webhook-signature does not fit';
}
