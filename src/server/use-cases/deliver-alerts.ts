import { nextTryMs } from '../core/alert/delivery.ts';
import { type DueDelivery, disableChannel, settleDelivery, takeDueDeliveries } from '../db/alert-deliveries.ts';
import type { Deps } from '../deps.ts';
import { openSender, type Sender } from './send-delivery.ts';

// Deliveries of alerts to their receivers, all of a look at once: one that hangs holds up nobody.

/** Longer than a delivery may take; after that another process takes it. */
const HOLD_MS = 60_000;
const BATCH = 20;

async function deliver(deps: Deps, sender: Sender, due: DueDelivery): Promise<void> {
  const { id, channel, event, alert, tries } = due;
  const { means, answer } = await sender.send({ id, channel, event: { event, alert } });
  const { pool } = deps.db;
  if (means === 'taken') return settleDelivery(pool, id, { outcome: 'delivered' });
  if (means === 'gone') await disableChannel(pool, channel.id);
  const waitMs = means === 'again' ? nextTryMs(tries) : null;
  return settleDelivery(pool, id, { outcome: waitMs === null ? 'failed' : 'again', error: answer, waitMs });
}

/** A duty of the fleet: delivers what is due. @returns how many were tried */
export async function deliverAlerts(deps: Deps): Promise<number> {
  const due = await takeDueDeliveries(deps.db.pool, { limit: BATCH, holdMs: HOLD_MS });
  if (due.length === 0) return 0;
  const sender = await openSender(deps);
  try {
    await Promise.all(due.map((delivery) => deliver(deps, sender, delivery)));
  } finally {
    await sender.close();
  }
  return due.length;
}
