import { describe, expect, it } from 'vitest';
import { MalformedError } from '../../core/errors.ts';
import { etagOf, readIfMatch, readQuery, readWait } from './read-meta.ts';

describe('protocol headers', () => {
  it.each([
    [null, null],
    ['respond-async', null],
    ['wait=0', 0],
    ['wait=10', 10],
    ['respond-async, Wait = "7"', 7],
    ['wait=3600', 60],
  ])('[P7] reads Prefer: %s as a wait of %s s', (header, expected) => {
    expect(readWait(header)).toBe(expected);
  });

  it.each(['wait=', 'wait=-1', 'wait=1.5', 'wait=1e3', 'wait=forever'])('[P7] refuses Prefer: %s', (header) => {
    expect(() => readWait(header)).toThrow(MalformedError);
  });

  it('[P8] reads back the tags it gives out, and refuses others', () => {
    expect(readIfMatch(etagOf(12))).toBe(12);
    expect(readIfMatch('*')).toBeNull();
    expect(readIfMatch(null)).toBeNull();
    for (const header of ['12', 'W/"12"', '"12", "13"', '"x"', '""']) expect(() => readIfMatch(header)).toThrow(MalformedError);
  });

  it.each(['api_key=x', 'ACCESS_TOKEN=x', 'q=hive_0123456789abcdef0', 'q=Bearer%20hive_0123456789abcdef0', 'a=1&a=2', 'a=%00', '%00=a'])(
    '[X5] refuses the query ?%s',
    (query) => {
      expect(() => readQuery(new URLSearchParams(query))).toThrow(MalformedError);
    },
  );

  it('[P3] keeps hostile names as plain data', () => {
    const query = readQuery(new URLSearchParams('__proto__=1&constructor=2'));
    expect(Object.keys(query).sort()).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
  });
});
