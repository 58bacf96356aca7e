import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustOnlySockets } from './start-web.ts';

const server = createServer((incoming, response) => {
  response.end(JSON.stringify({ method: incoming.method, headers: incoming.headers }));
});

beforeAll(async () => {
  trustOnlySockets();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** What the server's handler sees of a request. */
async function seen(method: string, headers: Record<string, string>): Promise<{ method: string; headers: Record<string, string> }> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', method, headers, agent: false }).end();
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return JSON.parse(text);
}

describe('requests as the handlers see them', () => {
  it('[X15] come from the address of their socket, whatever they claim', async () => {
    const { headers } = await seen('GET', { 'x-forwarded-for': '6.6.6.6, 7.7.7.7' });
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('[X15] carry none of the headers by which the framework talks to itself', async () => {
    const { headers } = await seen('GET', { 'x-middleware-subrequest': 'src/proxy', 'X-Nonce': 'mine', 'x-mine': 'kept' });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-middleware-subrequest']));
    expect(headers).not.toHaveProperty('x-nonce');
    expect(headers['x-mine']).toBe('kept');
  });

  it('[P2] never have a method that a Request cannot hold', async () => {
    expect((await seen('TRACE', {})).method).toBe('OPTIONS');
    expect((await seen('DELETE', {})).method).toBe('DELETE');
  });
});
