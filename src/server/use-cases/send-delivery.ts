import { type CallClock, startCallClock } from '../agents/call-clock.ts';
import { networkFailure } from '../agents/classify-network-error.ts';
import type { EgressClient } from '../agents/egress-client.ts';
import { DEFAULT_LIMITS } from '../agents/limits.ts';
import { stripControls } from '../agents/strip-controls.ts';
import { type AlertEvent, deliveryBody, judgeAnswer, judgeMailRefusal } from '../core/alert/delivery.ts';
import { type MailReceiver, mailOf } from '../core/alert/receiver.ts';
import { isHiveError } from '../core/errors.ts';
import type { SealedChannel } from '../db/alert-deliveries.ts';
import type { Deps } from '../deps.ts';
import { openSecret } from '../secrets.ts';
import { signDelivery } from '../webhook-signature.ts';
import { egressPolicyOf } from './egress-policy.ts';

// One delivery to one receiver, through the egress guard, by whichever way it is told. It is over after SEND_MS, and never throws.

export const SEND_MS = 10_000;

/** The row that a receiver's secret is bound to. */
export const channelOwner = (id: string) => ({ id, name: `alert-channel:${id}` });

/** How an attempt at delivering ended; what is refused is not tried again, who is gone is told nothing more. */
export interface Sent {
  means: 'taken' | 'gone' | 'again' | 'refused';
  /** What the receiver said, or why it could not be asked. */
  answer: string;
}

export interface Delivery {
  id: string;
  channel: SealedChannel;
  event: AlertEvent;
}

export interface Sender {
  send(delivery: Delivery): Promise<Sent>;
  close(): Promise<void>;
}

const NOT_IN_TIME: Sent = { means: 'again', answer: `no answer within ${SEND_MS / 1_000} s` };
const OUT_OF_REACH: Sent = { means: 'again', answer: 'it cannot be reached' };

/** The client is loaded with the first delivery: most processes never make one. The caller has to close it. */
export async function openSender(deps: Deps): Promise<Sender> {
  const { createEgressClient } = await import('../agents/egress-client.ts');
  const client = createEgressClient({ policy: egressPolicyOf(deps.env) });
  return {
    async send(delivery) {
      const { url, mail } = delivery.channel;
      // What is forbidden, or has no secret any more, is not tried again.
      const refused = (error: unknown): Sent => {
        if (isHiveError(error)) return { means: 'refused', answer: error.message };
        return OUT_OF_REACH;
      };
      if (url !== null) return callWebhook(deps, client, { ...delivery, url }).catch(refused);
      if (mail !== null) return mailPeople(deps, { ...delivery, mail }).catch(refused);
      return { means: 'refused', answer: 'it has no address' };
    },
    close: () => client.close(),
  };
}

async function callWebhook(deps: Deps, client: EgressClient, { id, channel, event, url }: Delivery & { url: string }): Promise<Sent> {
  const now = new Date();
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const body = Buffer.from(deliveryBody(event, now));
  const secret = openSecret(deps.env.HIVE_SECRET, channelOwner(channel.id), channel);
  const clock = startCallClock({ timeoutMs: SEND_MS, signal: new AbortController().signal }, DEFAULT_LIMITS);
  try {
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signDelivery(secret, { id, timestamp, body }),
    };
    const { status } = await client.fetch(url, { method: 'POST', headers, body }, clock);
    return { means: judgeAnswer(status), answer: `it answered ${status}` };
  } catch (error) {
    return unanswered(error, clock);
  } finally {
    // What it says beyond its status is not read.
    clock.drop();
  }
}

function unanswered(error: unknown, clock: CallClock): Sent {
  if (isHiveError(error)) return { means: 'refused', answer: error.message };
  const answer = networkFailure(error, { clock, timeoutMs: SEND_MS, limits: DEFAULT_LIMITS });
  if (answer.kind !== 'failed') return OUT_OF_REACH;
  if (answer.error.code === 'egress_denied') return { means: 'refused', answer: answer.error.message };
  return answer.error.code === 'timeout' ? NOT_IN_TIME : OUT_OF_REACH;
}

async function mailPeople(deps: Deps, { id, channel, event, mail }: Delivery & { mail: MailReceiver }): Promise<Sent> {
  const { MailRefusedError, MailTimeoutError, sendMail } = await import('../agents/send-mail.ts');
  const password = openSecret(deps.env.HIVE_SECRET, channelOwner(channel.id), channel);
  const to = { receiver: mail, password: password === '' ? null : password };
  try {
    const answer = await sendMail(
      to,
      { messageId: `<${id}@agent-hive>`, ...mailOf(event) },
      { policy: egressPolicyOf(deps.env), timeoutMs: SEND_MS },
    );
    return { means: 'taken', answer: `it answered ${answer}` };
  } catch (error) {
    if (error instanceof MailRefusedError) return { means: judgeMailRefusal(error.code), answer: `it answered ${error.message}` };
    if (error instanceof MailTimeoutError) return NOT_IN_TIME;
    if (isHiveError(error) || !(error instanceof Error)) throw error;
    return { means: 'again', answer: `${OUT_OF_REACH.answer}: ${stripControls(error.message).slice(0, 200)}` };
  }
}
