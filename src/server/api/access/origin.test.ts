import { describe, expect, it } from 'vitest';
import { checkOrigin } from './origin.ts';

const LOOPBACK = { loopback: true, HOST: '127.0.0.1' };
const OPEN = { loopback: false, HOST: '0.0.0.0' };

describe('origin of a request', () => {
  it.each([
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }, 'same'],
    [LOOPBACK, { host: 'localhost:3000', origin: 'http://localhost:3000' }, 'same'],
    [LOOPBACK, { host: 'localhost:3000', origin: 'http://127.0.0.1:3000' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3001' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'https://evil.example' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'null' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'file://127.0.0.1:3000' }, 'foreign'],
    // A name of somebody else's that resolves to this machine.
    [LOOPBACK, { host: 'evil.example:3000', origin: 'http://evil.example:3000' }, 'foreign'],
    [OPEN, { host: 'hive.example:3000', origin: 'http://hive.example:3000' }, 'same'],
    [OPEN, { host: 'hive.example:3000', origin: 'http://evil.example' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000' }, 'unknown'],
    [LOOPBACK, { host: '127.0.0.1:3000', 'sec-fetch-site': 'none' }, 'unknown'],
    [LOOPBACK, { host: '127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }, 'same'],
    [LOOPBACK, { host: '127.0.0.1:3000', 'sec-fetch-site': 'same-site' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', 'sec-fetch-site': 'cross-site' }, 'foreign'],
    [LOOPBACK, { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'cross-site' }, 'foreign'],
  ])('[X6] %j %j is %s', (env, headers, expected) => {
    expect(checkOrigin(env, new Headers(headers as Record<string, string>))).toBe(expected);
  });
});
