import { type CallClock, startCallClock } from '../agents/call-clock.ts';
import { networkFailure } from '../agents/classify-network-error.ts';
import type { EgressClient } from '../agents/egress-client.ts';
import { DEFAULT_LIMITS } from '../agents/limits.ts';
import { type AlertEvent, deliveryBody, judgeAnswer, nextTryMs } from '../core/alert/delivery.ts';
import { isHiveError } from '../core/errors.ts';
import { type DueDelivery, disableChannel, settleDelivery, takeDueDeliveries } from '../db/alert-deliveries.ts';
import type { Deps } from '../deps.ts';
import { openSecret } from '../secrets.ts';
import { signDelivery } from '../webhook-signature.ts';
import { channelOwner } from './alert-channels.ts';
import { egressPolicyOf } from './create-agent-caller.ts';

// Deliveries of alerts to their receivers, all of a look at once: one that hangs holds up nobody, and is let go after SEND_MS.

const SEND_MS = 10_000;
/** Longer than a delivery may take; after that another process takes it. */
const HOLD_MS = 60_000;
const BATCH = 20;

/** @returns how an attempt at delivering ended */
type Sent = { means: 'taken' } | { means: 'gone' | 'again' | 'refused'; error: string };

async function send(
  deps: Deps,
  client: EgressClient,
  of: { id: string; channel: DueDelivery['channel']; event: AlertEvent },
): Promise<Sent> {
  const { id, channel, event } = of;
  const now = new Date();
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const body = Buffer.from(deliveryBody(event, now));
  const clock = startCallClock({ timeoutMs: SEND_MS, signal: new AbortController().signal }, DEFAULT_LIMITS);
  try {
    const secret = openSecret(deps.env.HIVE_SECRET, channelOwner(channel.id), channel);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signDelivery(secret, { id, timestamp, body }),
    };
    const { status } = await client.fetch(channel.url, { method: 'POST', headers, body }, clock);
    const means = judgeAnswer(status);
    return means === 'taken' ? { means } : { means, error: `it answered ${status}` };
  } catch (error) {
    return unsent(error, clock);
  } finally {
    // What it says beyond its status is not read.
    clock.drop();
  }
}

/** What is forbidden, or has no secret any more, is not tried again. */
function unsent(error: unknown, clock: CallClock): Sent {
  if (isHiveError(error)) return { means: 'refused', error: error.message };
  const answer = networkFailure(error, { clock, timeoutMs: SEND_MS, limits: DEFAULT_LIMITS });
  const code = answer.kind === 'failed' ? answer.error.code : 'internal';
  if (answer.kind === 'failed' && code === 'egress_denied') return { means: 'refused', error: answer.error.message };
  return { means: 'again', error: code === 'timeout' ? `no answer within ${SEND_MS / 1_000} s` : 'it cannot be reached' };
}

async function deliver(deps: Deps, client: EgressClient, due: DueDelivery): Promise<void> {
  const { id, channel, event, alert, tries } = due;
  const sent = await send(deps, client, { id, channel, event: { event, alert } });
  const { pool } = deps.db;
  if (sent.means === 'taken') return settleDelivery(pool, id, { outcome: 'delivered' });
  if (sent.means === 'gone') await disableChannel(pool, channel.id);
  const waitMs = sent.means === 'again' ? nextTryMs(tries) : null;
  return settleDelivery(pool, id, { outcome: waitMs === null ? 'failed' : 'again', error: sent.error, waitMs });
}

/** A duty of the fleet: delivers what is due. @returns how many were tried */
export async function deliverAlerts(deps: Deps): Promise<number> {
  const due = await takeDueDeliveries(deps.db.pool, { limit: BATCH, holdMs: HOLD_MS });
  if (due.length === 0) return 0;
  const { createEgressClient } = await import('../agents/egress-client.ts');
  const client = createEgressClient({ policy: egressPolicyOf(deps.env) });
  try {
    await Promise.all(due.map((delivery) => deliver(deps, client, delivery)));
  } finally {
    await client.close();
  }
  return due.length;
}
