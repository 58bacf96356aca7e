import type { Socket } from 'node:net';
import type { SendMailOptions, SMTPTransportOptions } from 'nodemailer';
import type { MailReceiver } from '../core/alert/receiver.ts';
import type { EgressPolicy } from '../core/egress/policy.ts';
import { checkEgressHost } from './check-egress-target.ts';
import { openGuardedSocket } from './egress-dispatcher.ts';

export interface Mail {
  /** The same for every try, so that a mail that came twice is seen to be one. */
  messageId: string;
  subject: string;
  text: string;
}

/** The server said no. */
export class MailRefusedError extends Error {
  /** As SMTP has it. */
  readonly code: number;
  constructor(code: number, words: string) {
    super(words);
    this.code = code;
  }
}

/** The server did not answer in time. */
export class MailTimeoutError extends Error {}

const MOST_WORDS = 200;
/** A connection that went may have a reason that the library tells of a moment later. Milliseconds. */
const GRACE_MS = 250;
/** Replies from here on say no. RFC 5321. */
const LEAST_REFUSAL = 400;

/** What a server said, for people: one line, and not long. */
const sayShort = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_WORDS);

/**
 * Sends one mail through the egress guard. Whatever the server does, it is over after `timeoutMs`: the connection is ours, and is cut.
 * Certificates are verified.
 * @returns what the server said
 * @throws EgressDeniedError, MalformedError, NameLookupError, MailRefusedError, MailTimeoutError, and what connecting throws
 */
export async function sendMail(
  to: { receiver: MailReceiver; password: string | null },
  mail: Mail,
  limits: { policy: EgressPolicy; timeoutMs: number },
): Promise<string> {
  const { host, port, security, username, from, to: people } = to.receiver;
  checkEgressHost({ host, port }, limits.policy);
  const socket = await openGuardedSocket({ host, port }, { policy: limits.policy, connectMs: limits.timeoutMs });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy();
  }, limits.timeoutMs);
  try {
    return await converse(socket, {
      options: {
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        ...(username !== undefined && to.password !== null && { auth: { user: username, pass: to.password } }),
      },
      message: { from, to: people, ...mail, disableFileAccess: true, disableUrlAccess: true },
    });
  } catch (error) {
    if (late) throw new MailTimeoutError(`no answer within ${limits.timeoutMs} ms`, { cause: error });
    const code = error instanceof Error && 'responseCode' in error ? error.responseCode : null;
    // What it says while it agrees is no refusal: that it knows no STARTTLS, say.
    if (typeof code !== 'number' || code < LEAST_REFUSAL) throw error;
    const words = error instanceof Error && 'response' in error && typeof error.response === 'string' ? error.response : String(code);
    throw new MailRefusedError(code, sayShort(words));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function converse(
  socket: Socket,
  { options, message }: { options: SMTPTransportOptions; message: SendMailOptions },
): Promise<string> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ ...options, getSocket: (_, done) => done(null, { connection: socket }) });
  // Cut by us or by the server between two commands, the library would wait for its own time limit.
  const cut = new Promise<never>((_, reject) => {
    socket.once('close', () => setTimeout(reject, GRACE_MS, new Error('the connection was closed')));
    socket.on('error', () => {});
  });
  cut.catch(() => {});
  try {
    const { response } = await Promise.race([transport.sendMail(message), cut]);
    return sayShort(response ?? '');
  } finally {
    transport.close();
  }
}
