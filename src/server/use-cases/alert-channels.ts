import { z } from 'zod';
import { checkEgressTarget } from '../agents/check-egress-target.ts';
import type { Principal } from '../core/access/principal.ts';
import { ALERT_SEVERITIES } from '../core/alert/alert.ts';
import { MOST_CHANNELS } from '../core/alert/delivery.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { type AlertChannel, deleteAlertChannel, insertAlertChannel, readAlertChannels } from '../db/alert-deliveries.ts';
import type { Deps } from '../deps.ts';
import { sealSecret } from '../secrets.ts';
import { newWebhookSecret } from '../webhook-signature.ts';
import { egressPolicyOf } from './create-agent-caller.ts';
import { recordAudit } from './record-audit.ts';

// Receivers of alerts: an address, and a secret that its deliveries are signed with. The secret is shown once and stored encrypted.

export const alertChannelSchema = z.strictObject({
  url: z.string().min(1).max(2_000),
  least_severity: z.enum(ALERT_SEVERITIES).default('warning'),
});

/** The row that a channel's secret is bound to. */
export const channelOwner = (id: string) => ({ id, name: `alert-channel:${id}` });

export function listAlertChannels(deps: Pick<Deps, 'db'>): Promise<AlertChannel[]> {
  return readAlertChannels(deps.db.pool);
}

/** @throws MalformedError, EgressDeniedError for the address, ConflictError when there are too many, UnavailableError without HIVE_SECRET */
export async function createAlertChannel(
  deps: Deps,
  input: z.output<typeof alertChannelSchema>,
  principal: Principal,
): Promise<{ id: string; secret: string }> {
  checkEgressTarget(input.url, egressPolicyOf(deps.env));
  if ((await readAlertChannels(deps.db.pool)).length >= MOST_CHANNELS)
    throw new ConflictError(`there are ${MOST_CHANNELS} receivers already`);
  const [id, secret] = [deps.newId(), newWebhookSecret()];
  const sealed = sealSecret(deps.env.HIVE_SECRET, channelOwner(id), secret);
  await insertAlertChannel(deps.db.pool, { id, url: input.url, leastSeverity: input.least_severity, createdBy: principal.id, sealed });
  const detail = { host: new URL(input.url).host, least_severity: input.least_severity };
  await recordAudit(deps, { actor: principal, action: 'alert_channel.create', subject: `alert_channel:${id}`, detail });
  return { id, secret };
}

/** With what it was still to be told. @throws NotFoundError */
export async function removeAlertChannel(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteAlertChannel(deps.db.pool, id))) throw new NotFoundError(`no alert channel ${id}`);
  await recordAudit(deps, { actor: principal, action: 'alert_channel.remove', subject: `alert_channel:${id}` });
}
