import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFeed, packTopics } from './feed.ts';

test('[Q21] topics are packed into payloads that NOTIFY takes, none lost, none doubled, in order', () => {
  const topic = fc.oneof(
    fc.uuid().map((id) => `run:${id}`),
    fc.string({ maxLength: 200, unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(topic, { maxLength: 800 }), (topics) => {
      const payloads = packTopics('sender00', topics);
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
      const unpacked = payloads.flatMap((payload) => {
        const [sender, ...rest] = JSON.parse(payload) as string[];
        expect(sender).toBe('sender00');
        return rest;
      });
      expect(unpacked).toEqual(topics);
    }),
    { numRuns: 60 },
  );
});

test('[Q21] no topics, no payload', () => {
  expect(packTopics('sender00', [])).toEqual([]);
});

test('[Q27] a feed without a connection closes at once, whatever it was to send', async () => {
  const feed = createFeed({ url: 'postgresql://nobody@127.0.0.1:1/nothing', onError: () => {} });
  feed.publish(['ready']);
  await expect(feed.close()).resolves.toBeUndefined();
});
