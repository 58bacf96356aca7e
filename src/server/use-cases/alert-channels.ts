import { checkEgressHost, checkEgressTarget } from '../agents/check-egress-target.ts';
import type { Principal } from '../core/access/principal.ts';
import { MOST_CHANNELS, trialEvent } from '../core/alert/delivery.ts';
import type { AlertChannelInput, MailReceiver } from '../core/alert/receiver.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import {
  type AlertChannel,
  type ChannelPlace,
  deleteAlertChannel,
  findSealedChannel,
  insertAlertChannel,
  readAlertChannels,
} from '../db/alert-deliveries.ts';
import type { Deps } from '../deps.ts';
import { sealSecret } from '../secrets.ts';
import { newWebhookSecret } from '../webhook-signature.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { recordAudit } from './record-audit.ts';
import { channelOwner, openSender } from './send-delivery.ts';

// Receivers of alerts: an address that is called and a secret that its deliveries are signed with, which is shown once; or people who get
// mail, and the password of their mail server. Either secret is stored encrypted.

export function listAlertChannels(deps: Pick<Deps, 'db'>): Promise<AlertChannel[]> {
  return readAlertChannels(deps.db.pool);
}

interface Prepared extends ChannelPlace {
  secret: string;
  /** For the audit. */
  host: string;
}

/** Checks where it leads before anything is stored. @throws MalformedError, EgressDeniedError */
function preparePlace(deps: Deps, input: AlertChannelInput): Prepared {
  const policy = egressPolicyOf(deps.env);
  if (input.kind !== 'email') {
    checkEgressTarget(input.url, policy);
    return { url: input.url, mail: null, secret: newWebhookSecret(), host: new URL(input.url).host };
  }
  const { host, port, security, username, from, to, password = '' } = input;
  checkEgressHost({ host, port }, policy);
  const mail: MailReceiver = { host, port, security, from, to, ...(username !== undefined && { username }) };
  return { url: null, mail, secret: password, host: `${host}:${port}` };
}

/**
 * @returns the secret of a webhook, this once; null for mail
 * @throws MalformedError, EgressDeniedError for the address, ConflictError when there are too many, UnavailableError without HIVE_SECRET
 */
export async function createAlertChannel(
  deps: Deps,
  input: AlertChannelInput,
  principal: Principal,
): Promise<{ id: string; secret: string | null }> {
  const { url, mail, secret, host } = preparePlace(deps, input);
  if ((await readAlertChannels(deps.db.pool)).length >= MOST_CHANNELS)
    throw new ConflictError(`there are ${MOST_CHANNELS} receivers already`);
  const id = deps.newId();
  const sealed = sealSecret(deps.env.HIVE_SECRET, channelOwner(id), secret);
  await insertAlertChannel(deps.db.pool, { id, url, mail, leastSeverity: input.least_severity, createdBy: principal.id, sealed });
  const detail = { kind: mail === null ? 'webhook' : 'email', host, least_severity: input.least_severity };
  await recordAudit(deps, { actor: principal, action: 'alert_channel.create', subject: `alert_channel:${id}`, detail });
  return { id, secret: mail === null ? secret : null };
}

/** With what it was still to be told. @throws NotFoundError */
export async function removeAlertChannel(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteAlertChannel(deps.db.pool, id))) throw new NotFoundError(`no alert channel ${id}`);
  await recordAudit(deps, { actor: principal, action: 'alert_channel.remove', subject: `alert_channel:${id}` });
}

export interface ChannelTrial {
  delivered: boolean;
  /** What the receiver said, or why it could not be asked. */
  answer: string;
  tookMs: number;
}

/** Sends a receiver something that is no alert, once, and waits for its answer. @throws NotFoundError */
export async function testAlertChannel(deps: Deps, id: string, principal: Principal): Promise<ChannelTrial> {
  const channel = await findSealedChannel(deps.db.pool, id);
  if (channel === null) throw new NotFoundError(`no alert channel ${id}`);
  const sender = await openSender(deps);
  const startedAt = performance.now();
  const trialId = deps.newId();
  const sent = await sender.send({ id: trialId, channel, event: trialEvent(trialId, new Date()) }).finally(() => sender.close());
  const delivered = sent.means === 'taken';
  await recordAudit(deps, {
    actor: principal,
    action: 'alert_channel.test',
    subject: `alert_channel:${id}`,
    detail: { delivered, answer: sent.answer },
  });
  return { delivered, answer: sent.answer, tookMs: Math.round(performance.now() - startedAt) };
}
