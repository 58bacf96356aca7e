import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMovedSecrets, HIDDEN, hideConfig, hideUrl, placeOf, restoreHidden } from './hidden-config.ts';

describe('hidden configuration values', () => {
  it.each([
    ['Authorization', 'x'],
    ['X-Api-Key', 'x'],
    ['cookie', 'x'],
    ['OPENAI_API_KEY', 'x'],
    ['DB_PASSWORD', 'x'],
    ['x-custom', 'Bearer abc'],
    ['x-custom', 'sk-abcdefgh12345'],
    ['DATABASE', 'postgres://user:pass@host/db'],
  ])('[F5] %s: %s is hidden', (name, value) => {
    const shown = hideConfig<'http'>({ url: 'http://a/', headers: { [name]: value } });
    expect(shown.headers[name]).toBe(HIDDEN);
  });

  it.each([
    ['accept', 'application/json'],
    ['x-team', 'keyboards'],
    ['LANG', 'C'],
  ])('[F5] %s: %s is shown', (name, value) => {
    expect(hideConfig<'http'>({ url: 'http://a/', headers: { [name]: value } }).headers[name]).toBe(value);
  });

  it('[F5] secrets in a URL are hidden, the rest stays as written', () => {
    expect(hideUrl('https://a.example/x?team=1&api_key=abc&b=2#f')).toBe(`https://a.example/x?team=1&api_key=${HIDDEN}&b=2#f`);
  });

  it('[F5] what was shown, sent back, is what was stored', () => {
    const name = fc.constantFrom('authorization', 'x-token', 'accept', 'secret', 'x-plain');
    const headers = fc.dictionary(
      name,
      fc.string({ minLength: 1 }).filter((text) => text !== HIDDEN),
    );
    const url = fc.constantFrom('http://a/', 'http://a/?token=1', 'http://a/?x=1&secret=2');
    fc.assert(
      fc.property(headers, url, (given, at) => {
        const stored = { url: at, headers: given };
        expect(restoreHidden<'http'>(hideConfig<'http'>(stored), stored)).toEqual(stored);
      }),
    );
  });

  it('[F5] a value that was changed is taken', () => {
    const stored = { url: 'http://a/', headers: { authorization: 'old', accept: 'a' } };
    const sent = { url: 'http://b/', headers: { authorization: 'new' } };
    expect(restoreHidden<'http'>(sent, stored)).toEqual(sent);
  });

  it.each([
    [{ url: 'https://a.example/x?y=1' }, 'https://a.example:443'],
    [{ base_url: 'http://A.example:8080/v1' }, 'http://a.example:8080'],
    [{ card_url: 'http://[::1]/' }, 'http://::1:80'],
    [{ url: 'ftp://a.example/' }, null],
    [{ argv: ['true'] }, null],
  ])('[F16] %j sends to %s', (config, place) => {
    expect(placeOf(config)).toBe(place);
  });

  it('[F16] what is hidden moves with scheme, host and port, and with nothing else', () => {
    const stored = { url: 'https://a.example/x', headers: { authorization: 'old', accept: 'a' } };
    const sent = (url: string) => ({ url, headers: { authorization: HIDDEN, accept: 'a' } });
    expect(findMovedSecrets(sent('https://a.example/y?z=1'), stored)).toEqual([]);
    for (const url of ['http://a.example/x', 'https://b.example/x', 'https://a.example:444/x', 'https://user@a.example/x'])
      expect(findMovedSecrets(sent(url), stored)).toEqual(['headers.authorization']);
    expect(findMovedSecrets({ url: 'https://b.example/', headers: { authorization: 'new' } }, stored)).toEqual([]);
  });
});
