import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openMailServer } from '../../../tests/fixtures/mail-server.ts';
import type { MailReceiver } from '../core/alert/receiver.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { MailRefusedError, MailTimeoutError, sendMail } from './send-mail.ts';

const policy = parseEgressPolicy({ allow: ['127.0.0.1'] });
const mail = { messageId: '<1@agent-hive>', subject: 's', text: 't' };
const receiver = (port: number, over: Partial<MailReceiver> = {}): MailReceiver => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  from: 'hive@example.org',
  to: ['ops@example.org'],
  ...over,
});
const send = (to: MailReceiver, { password = null as string | null, timeoutMs = 30_000 } = {}) =>
  sendMail({ receiver: to, password }, mail, { policy, timeoutMs });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Says so much to everybody, and no more. */
async function talker(...words: string[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    for (const each of words) socket.write(each);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a mail', () => {
  it.each([
    ['says nothing', []],
    ['greets and says nothing more', ['220 here\r\n']],
  ])('[AL12] to a server that %s is given up in time', async (_, words) => {
    const port = await talker(...words);
    await expect(send(receiver(port), { timeoutMs: 1_000 })).rejects.toBeInstanceOf(MailTimeoutError);
  });

  it('[AL12] to a server that refuses says in one line what it said', async () => {
    const port = await talker(`554 go\taway ${'x'.repeat(1_000)}\r\n`);
    const refusal = await send(receiver(port)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(MailRefusedError);
    expect(refusal).toMatchObject({ code: 554, message: expect.stringMatching(/^554 go away x{180,190}$/) });
  });

  it('[AL12] goes to no server that wants a password without TLS, or has a certificate that nobody signed', async () => {
    const server = await openMailServer({ authOptional: false, onAuth: (_auth, _session, done) => done(null, { user: 'u' }) });
    closing.push(server.close);
    // The certificate of the test server is signed by nobody: that is where a password stops.
    const secure = await openMailServer({ secure: true, onAuth: (_auth, _session, done) => done(null, { user: 'u' }) });
    closing.push(secure.close);
    await expect(send(receiver(server.port))).rejects.toMatchObject({ code: 530 });
    await expect(send(receiver(secure.port, { security: 'tls', username: 'u' }), { password: 'p' })).rejects.toThrow(/certificate/);
    expect([server.got, secure.got]).toEqual([[], []]);
  });
});
