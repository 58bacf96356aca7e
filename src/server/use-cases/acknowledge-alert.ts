import type { Principal } from '../core/access/principal.ts';
import type { AlertView } from '../core/alert/alert.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { findAlert, storeAcknowledgement } from '../db/alerts.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Says that somebody has seen an open alert. The first one counts; a second acknowledgement changes nothing and is no fault.
 * @throws NotFoundError, ConflictError when the alert has closed unseen
 */
export async function acknowledgeAlert(deps: Deps, id: string, principal: Principal): Promise<AlertView> {
  const first = await storeAcknowledgement(deps.db.pool, id, principal.id);
  const alert = await findAlert(deps.db, id);
  if (alert === null) throw new NotFoundError(`no alert ${id}`);
  if (alert.acknowledgedBy === null) throw new ConflictError('the alert is closed: there is nothing left to acknowledge');
  if (first) {
    await recordAudit(deps, { actor: principal, action: 'alert.acknowledge', subject: `alert:${id}`, detail: { message: alert.message } });
    deps.feed.publish(['alerts']);
  }
  const nameOf = await nameActors(deps, [alert.acknowledgedBy]);
  return { ...alert, acknowledgedByName: nameOf(alert.acknowledgedBy) };
}
