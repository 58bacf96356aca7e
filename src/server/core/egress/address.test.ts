import { BlockList, isIP, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIp, parseIp, parseIpv4, parseIpv6, parseRange, rangeContains } from './address.ts';
import { classifyAddress } from './classify-address.ts';

test.each(['127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '127.0.0.01', '256.0.0.1', '1.2.3', '1.2.3.4.5', ' 1.2.3.4', '1.2.3.4 ', ''])(
  '[G1] the spelling %j of an IPv4 address is not read',
  (text) => {
    expect(parseIpv4(text)).toBeNull();
  },
);

test.each([
  ':',
  ':::',
  '1::2::3',
  'fe80::1%eth0',
  '::ffff:127.1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '12345::',
  '::1.2.3.4:1',
  '1.2.3.4::',
])('[G1] %j is not an IPv6 address', (text) => {
  expect(parseIpv6(text)).toBeNull();
});

test('[G1] an address survives being written and read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 })), (raw) => {
      const bytes = [...raw];
      expect(parseIp(formatIp(bytes))).toEqual(bytes);
    }),
  );
});

test('[G1] IPv6 is written as the URL standard writes it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }), (bytes) => {
      expect(new URL(`http://[${formatIp(bytes)}]/`).hostname).toBe(`[${formatIp(bytes)}]`);
    }),
  );
});

test('[G1] nothing is read that Node would not call an address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/)), (text) => {
      if (parseIp(text) !== null) expect(isIP(text)).not.toBe(0);
    }),
  );
});

test('[G1] a block contains what Node says it contains', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4(), (base, bits, address) => {
      const list = new BlockList();
      list.addSubnet(base, bits);
      const range = parseRange(`${base}/${bits}`);
      const bytes = parseIp(address);
      expect(range && bytes && rangeContains(range, bytes)).toBe(list.check(address));
    }),
  );
});

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '::/129', 'host/8', '10.0.0.0/-1'])('[G1] %j is not a block', (text) => {
  expect(parseRange(text)).toBeNull();
});

test.each([
  ['8.8.8.8', 'public'],
  ['0.0.0.0', 'unspecified'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.128.0.1', 'public'],
  ['127.255.255.255', 'loopback'],
  ['169.254.169.254', 'link_local'],
  ['172.15.255.255', 'public'],
  ['172.16.0.1', 'private'],
  ['172.32.0.0', 'public'],
  ['192.168.1.1', 'private'],
  ['198.19.0.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::7f00:1', 'embedded_ipv4'],
  ['::ffff:127.0.0.1', 'embedded_ipv4'],
  ['::ffff:0:7f00:1', 'embedded_ipv4'],
  ['64:ff9b::7f00:1', 'embedded_ipv4'],
  ['64:ff9b:1::7f00:1', 'embedded_ipv4'],
  ['2002:7f00:1::', 'embedded_ipv4'],
  ['2001:0:1::', 'embedded_ipv4'],
  ['2001:db8::1', 'reserved'],
  ['2606:4700::1111', 'public'],
  ['fd00::1', 'private'],
  ['fec0::1', 'private'],
  ['fe80::1', 'link_local'],
  ['ff02::1', 'multicast'],
  ['4000::1', 'reserved'],
] as const)('[G2] %s is %s', (text, scope) => {
  expect(classifyAddress(parseIp(text) ?? [])).toBe(scope);
});

test('[G2] every IPv4 address has exactly the scope of its embedded twin or is refused with it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(isIPv4(text)).toBe(true);
      expect(classifyAddress(parseIp(`::ffff:${text}`) ?? [])).toBe('embedded_ipv4');
    }),
  );
});
