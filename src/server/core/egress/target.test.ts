import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTarget } from './target.ts';

test.each([
  ['http://example.com/a?b#c', { scheme: 'http', host: 'example.com', address: null, port: 80 }],
  ['HTTPS://Example.COM:8443', { scheme: 'https', host: 'example.com', address: null, port: 8443 }],
  ['http://my_service:8080/x', { scheme: 'http', host: 'my_service', address: null, port: 8080 }],
  ['http://127.0.0.1:3000', { scheme: 'http', host: '127.0.0.1', address: [127, 0, 0, 1], port: 3000 }],
  ['http://example.com?url=http://a@b', { scheme: 'http', host: 'example.com', address: null, port: 80 }],
] as const)('[G3] %s is read', (url, target) => {
  expect(parseTarget(url)).toEqual({ ok: true, target });
});

test('[G3] an IPv6 host is read without its brackets', () => {
  expect(parseTarget('http://[2606:4700::1]:81/')).toMatchObject({ ok: true, target: { host: '2606:4700::1', port: 81 } });
});

test.each([
  ['http://127.1:5432', 'spelling'],
  ['http://2130706433/', 'spelling'],
  ['http://0x7f000001/', 'spelling'],
  ['http://0x7f.0.0.1/', 'spelling'],
  ['http://0177.0.0.1/', 'spelling'],
  ['http://127.0.0.1./', 'spelling'],
  ['http://localhost./', 'spelling'],
  ['http://[0:0:0:0:0:0:0:1]/', 'spelling'],
  ['http://[::ffff:127.0.0.1]/', 'spelling'],
  ['http://[fe80::1%25eth0]/', 'host'],
  ['http://[::1/', 'host'],
  ['http://①②⑦.⓪.⓪.①/', 'character'],
  ['http://127。0。0。1/', 'character'],
  ['http://bücher.example/', 'character'],
  ['http://%31%32%37.0.0.1/', 'spelling'],
  ['http://%6c%6fcalhost/', 'host'],
  ['http://exa\nmple.com/', 'character'],
  [' http://example.com/', 'character'],
  ['http:\\\\example.com\\', 'character'],
  ['http://user:pass@example.com/', 'credentials'],
  ['http://example.com@127.0.0.1/', 'credentials'],
  ['http://@example.com/', 'credentials'],
  ['http:/example.com/', 'scheme'],
  ['http:example.com', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['gopher://127.0.0.1:6379/_x', 'scheme'],
  ['ftp://example.com/', 'scheme'],
  ['data:text/plain,x', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['//example.com', 'scheme'],
  ['example.com', 'scheme'],
  ['', 'scheme'],
  ['http://', 'host'],
  ['http://:80', 'host'],
  ['http://a..b/', 'host'],
  ['http://-a.example/', 'host'],
  ['http://example.com:0/', 'port'],
  ['http://example.com:65536/', 'port'],
  ['http://example.com:80:80/', 'host'],
  [`http://${'a'.repeat(64)}.example/`, 'host'],
  [`http://example.com/${'a'.repeat(2_000)}`, 'character'],
] as const)('[G3] %j is refused (%s)', (url, fault) => {
  expect(parseTarget(url)).toMatchObject({ ok: false, fault });
});

test('[G3] whatever is read names the host and port that the URL standard would call', () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().map((text) => `[${text}]`),
    fc.stringMatching(/^[0-9a-fx.:[\]_@-]{1,16}$/),
  );
  const url = fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'HTTP://'),
      host,
      fc.option(fc.nat(70_000)),
      fc.constantFrom('', '/', '/a@b', '?x#y', '#'),
    )
    .map(([scheme, name, port, rest]) => `${scheme}${name}${port === null ? '' : `:${port}`}${rest}`);
  fc.assert(
    fc.property(
      fc.oneof(
        url,
        fc.webUrl(),
        fc.string().map((text) => `http://${text}`),
      ),
      (text) => {
        const parsed = parseTarget(text);
        if (!parsed.ok) return;
        const { scheme, host: name, port } = parsed.target;
        const standard = new URL(text);
        expect(standard.hostname.replace(/^\[|\]$/g, '')).toBe(name);
        expect(Number(standard.port || (scheme === 'https' ? 443 : 80))).toBe(port);
        expect(standard.username + standard.password).toBe('');
      },
    ),
    { numRuns: 2_000 },
  );
});
