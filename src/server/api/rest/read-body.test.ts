import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../../core/errors.ts';
import { jsonDepth, MAX_JSON_DEPTH, parseJson, readJsonBody } from './read-body.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const requestOf = (body: BodyInit | null, type: string | null = 'application/json') => {
  const headers = new Headers();
  if (type !== null) headers.set('content-type', type);
  const request = new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  if (type === null) request.headers.delete('content-type');
  return request;
};

const deepest = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(deepest));
};

describe('JSON bodies', () => {
  it('[P4] measures depth as a parser would, brackets in strings aside', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(jsonDepth(bytesOf(JSON.stringify(value)), 1_000)).toBe(deepest(value));
      }),
    );
  });

  it('[P4] takes any JSON value unchanged', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
        (value) => {
          expect(parseJson(bytesOf(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it.each([
    ['broken', '{"a":'],
    ['a bare word', 'NaN'],
    ['two values', '{} {}'],
    ['a trailing comma', '[1,]'],
    ['a proto key', '{"a":{"__proto__":{"role":"admin"}}}'],
    ['an escaped proto key', '{"\\u005f_proto__":1}'],
    ['an upper-case escape', '{"\\u005F\\u005Fproto__":1}'],
    ['a number beyond all', '[1e400]'],
    ['a number beyond all in digits', `[-${'9'.repeat(400)}]`],
    ['too deep', '['.repeat(MAX_JSON_DEPTH + 1) + ']'.repeat(MAX_JSON_DEPTH + 1)],
    ['very deep and never closed', '['.repeat(1_000_000)],
  ])('[P4] refuses %s as malformed', (_, text) => {
    expect(() => parseJson(bytesOf(text))).toThrow(MalformedError);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('[P4] takes a text that only speaks of __proto__', () => {
    expect(parseJson(bytesOf('{"a":"__proto__"}'))).toEqual({ a: '__proto__' });
  });

  it('[P4] refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(MalformedError);
  });

  it('[P5] counts the bytes that arrive, whatever the header claims', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_024;
        controller.enqueue(new Uint8Array(1_024).fill(0x20));
      },
    });
    const request = requestOf(endless);
    request.headers.set('content-length', '2');
    await expect(readJsonBody(request, 10_000)).rejects.toThrow(PayloadTooLargeError);
    expect(sent).toBeLessThan(20_000);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', null])(
    '[P6] refuses a body of type %s',
    async (type) => {
      await expect(readJsonBody(requestOf(bytesOf('{}'), type), 100)).rejects.toThrow(UnsupportedMediaTypeError);
    },
  );

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/merge-patch+json'])(
    '[P6] takes a body of type %s',
    async (type) => {
      expect((await readJsonBody(requestOf(bytesOf('{"a":1}'), type), 100)).value).toEqual({ a: 1 });
    },
  );

  it('[P6] takes no body at all', async () => {
    expect((await readJsonBody(requestOf(null, null), 100)).value).toBeUndefined();
  });
});
