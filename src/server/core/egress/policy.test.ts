import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidError } from '../errors.ts';
import { decideEgress, decideTarget, parseEgressPolicy } from './policy.ts';
import { parseTarget } from './target.ts';

const closed = parseEgressPolicy({ allow: [] });
const standard = parseEgressPolicy({
  allow: ['127.0.0.1', 'localhost'],
  own: [
    { address: '127.0.0.1', port: 5432 },
    { address: '0.0.0.0', port: 3000 },
    { address: '203.0.113.9', port: 6379 },
  ],
});

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '0.0.0.0',
  '::',
  '::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::',
])('[G4] %s is refused unless something opens it', (address) => {
  expect(decideEgress({ host: 'agents.example', port: 80, address }, closed).allowed).toBe(false);
});

test('[G4] a public address is open', () => {
  expect(decideEgress({ host: 'agents.example', port: 80, address: '8.8.8.8' }, closed)).toEqual({ allowed: true });
});

test.each([
  ['the literal', '127.0.0.1', '127.0.0.1', 4000, true],
  ['the name', 'localhost', '127.0.0.1', 4000, true],
  ['the name, IPv6', 'localhost', '::1', 4000, true],
  ['another name that resolves there', 'evil.example', '127.0.0.1', 4000, false],
  ['another loopback literal', '127.0.0.2', '127.0.0.2', 4000, false],
  ['a name below it', 'a.localhost', '127.0.0.1', 4000, false],
  ['the own database', '127.0.0.1', '127.0.0.1', 5432, false],
  ['the own database by name', 'localhost', '::1', 5432, false],
  ['the own web', 'localhost', '127.0.0.1', 3000, false],
] as const)('[G5] loopback opened by default: %s', (_title, host, address, port, allowed) => {
  expect(decideEgress({ host, port, address }, standard).allowed).toBe(allowed);
});

test('[G6] an own endpoint stays closed even where everything is opened', () => {
  const open = parseEgressPolicy({ allow: ['0.0.0.0/0', '::/0', 'localhost'], own: [{ address: '127.0.0.1', port: 5432 }] });
  for (const address of ['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::']) {
    expect(decideEgress({ host: address, port: 5432, address }, open)).toEqual({ allowed: false, reason: 'own_endpoint' });
    expect(decideEgress({ host: address, port: 5433, address }, open)).toEqual({ allowed: true });
  }
});

test('[G6] an own endpoint on a public address is closed too', () => {
  expect(decideEgress({ host: 'cache.example', port: 6379, address: '203.0.113.9' }, standard)).toEqual({
    allowed: false,
    reason: 'own_endpoint',
  });
});

test.each([
  ['ollama.lan', 'ollama.lan', '192.168.1.5', 11434, true],
  ['ollama.lan:11434', 'ollama.lan', '192.168.1.5', 11434, true],
  ['ollama.lan:11434', 'ollama.lan', '192.168.1.5', 22, false],
  ['*.lan', 'ollama.lan', '192.168.1.5', 80, true],
  ['*.lan', 'lan', '192.168.1.5', 80, false],
  ['*.lan', 'evil-lan', '192.168.1.5', 80, false],
  ['10.0.0.0/8', 'anything.example', '10.9.9.9', 80, true],
  ['10.0.0.0/8', 'anything.example', '11.0.0.1', 80, true],
  ['10.0.0.0/8', 'anything.example', '192.168.0.1', 80, false],
  ['[fd00::1]:80', 'fd00::1', 'fd00::1', 80, true],
  ['[fd00::1]:80', 'fd00::1', 'fd00::1', 81, false],
  ['fd00::1', 'other.example', 'fd00::1', 80, false],
  // No name opens cloud metadata; its address does, when an operator writes it down.
  ['metadata.lan', 'metadata.lan', '169.254.169.254', 80, false],
  ['169.254.169.254', '169.254.169.254', '169.254.169.254', 80, true],
  // An opened carrier does not open what it carries.
  ['64:ff9b::/96', 'dual.example', '64:ff9b::808:808', 80, true],
  ['64:ff9b::/96', 'dual.example', '64:ff9b::a00:1', 80, false],
] as const)('[G5] entry %s, host %s, address %s, port %i: %s', (entry, host, address, port, allowed) => {
  expect(decideEgress({ host, port, address }, parseEgressPolicy({ allow: [entry] })).allowed).toBe(allowed);
});

test.each(['http://host', 'host:0', 'host:99999', '10.0.0.0/99', '127.1', '*.10.0.0.1', 'user@host', '*', '', '[::1', 'a b'])(
  '[G7] the entry %j is refused',
  (entry) => {
    expect(() => parseEgressPolicy({ allow: [entry] })).toThrow(InvalidError);
  },
);

test('[G7] every unreadable entry is named', () => {
  try {
    parseEgressPolicy({ allow: ['ok.example', 'a b', '10.0.0.0/99'], own: [{ address: 'db.example', port: 5432 }] });
    expect.unreachable();
  } catch (error) {
    expect(error instanceof InvalidError && error.faults.map((fault) => fault.path)).toEqual(['allow.1', 'allow.2', 'own.0']);
  }
});

test.each([
  ['http://169.254.169.254/latest/meta-data/', false],
  ['http://localhost:4000/', false],
  ['http://x.localhost/', false],
  ['http://[::]/', false],
  ['http://[::ffff:7f00:1]/', false],
  ['http://agents.example/', true],
  ['http://8.8.8.8/', true],
] as const)('[G8] before any lookup %s is allowed: %s', (url, allowed) => {
  const parsed = parseTarget(url);
  expect(parsed.ok && decideTarget(parsed.target, closed).allowed).toBe(allowed);
});

test('[G4] with nothing opened, no decision ever allows an address that is not public', () => {
  const inner = fc.oneof(
    fc.ipV4().map((ip) => `10.${ip.split('.').slice(1).join('.')}`),
    fc.ipV4().map((ip) => `::ffff:${ip}`),
    fc.ipV6().map((ip) => `fe80:${ip.split(':').slice(1).join(':')}`),
  );
  fc.assert(
    fc.property(inner, fc.domain(), fc.integer({ min: 1, max: 65_535 }), (address, host, port) => {
      expect(decideEgress({ host, port, address }, closed).allowed).toBe(false);
    }),
  );
});
