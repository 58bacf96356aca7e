import { Response } from 'undici';
import { expect, test } from 'vitest';
import type { CallClock } from './call-clock.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { createModelFetch } from './model-fetch.ts';

const limits = { ...DEFAULT_LIMITS, outputBytes: 1_000 };
const clock = { byte() {} } as unknown as CallClock;
const LINE = `${'x'.repeat(99)}\n`;

/** How many bytes of an answer are read before it is let go; null: it was read to its end. */
async function readsOf(type: string | null, text: string): Promise<number | null> {
  const headers = type === null ? {} : { 'content-type': type };
  let given = 0;
  async function* pieces() {
    for (let at = 0; at < text.length; at += 100) {
      given += 100;
      yield Buffer.from(text.slice(at, at + 100));
    }
  }
  const client = { fetch: async () => new Response(pieces(), { headers }), close: async () => {} };
  const response = await createModelFetch(client, clock, limits)('http://127.0.0.1/', {});
  return response.text().then(
    () => null,
    () => given,
  );
}

test.each(['application/json', 'text/html', null])('[A21] an answer in one piece (%s) is read up to four results', async (type) => {
  expect(await readsOf(type, LINE.repeat(40))).toBeNull();
  expect(await readsOf(type, LINE.repeat(1_000))).toBeLessThan(4_500);
});

test('[A21] a stream of events has room for what stands around each of them', async () => {
  expect(await readsOf('text/event-stream; charset=utf-8', LINE.repeat(320))).toBeNull();
  expect(await readsOf('text/event-stream', LINE.repeat(1_000))).toBeLessThan(32_500);
});

test('[A21] no line is longer than a result', async () => {
  expect(await readsOf('text/event-stream', 'x'.repeat(5_000))).toBeLessThan(1_500);
  expect(await readsOf('application/json', 'x'.repeat(5_000))).toBeLessThan(1_500);
});
