import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddingModelName, type OpenaiServer, startOpenaiServer } from '../../../tests/agents/openai-server.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { EgressDeniedError } from '../core/errors.ts';
import { createEmbedder, type Embedder, EmbeddingFailedError, TextsRefusedError } from './create-embedder.ts';

let server: OpenaiServer;
const opened: Embedder[] = [];
beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(async () => {
  await Promise.all(opened.map((embedder) => embedder.close()));
  await server.close();
});

function embedderOf(model: EmbeddingModelName, { apiKey, allow = ['127.0.0.1'] }: { apiKey?: string; allow?: string[] } = {}): Embedder {
  const embedder = createEmbedder({ baseUrl: server.baseUrl, model, apiKey, policy: parseEgressPolicy({ allow }) });
  opened.push(embedder);
  return embedder;
}

const lengthOf = (vector: Float32Array | undefined) => Math.hypot(...(vector ?? []));

test('[EM1] texts become vectors of length 1, in their order, asked for in one call', async () => {
  const before = server.embedded.length;
  const embedded = await embedderOf('meanings', { apiKey: 'sk-embed' }).embed(['car', 'bill', 'car bill'], 10_000);
  const [car, bill, both] = embedded.vectors;
  expect(embedded.tokens).toBe(1);
  expect([lengthOf(car), lengthOf(bill), lengthOf(both)].map((length) => length.toFixed(6))).toEqual(['1.000000', '1.000000', '1.000000']);
  expect([car?.[0], bill?.[0]].map((value) => value?.toFixed(3))).toEqual(['0.958', '0.000']);
  expect(server.embedded.slice(before)).toMatchObject([
    { headers: { authorization: 'Bearer sk-embed' }, body: { model: 'meanings', input: ['car', 'bill', 'car bill'] } },
  ]);
});

test('[EM1] a text that the model refuses is told from a model that does not answer', async () => {
  await expect(embedderOf('squeamish').embed(['unspeakable'], 10_000)).rejects.toThrow(TextsRefusedError);
  for (const model of ['down', 'garbled', 'nowhere'] as const) {
    await expect(embedderOf(model).embed(['car'], 10_000), model).rejects.toThrow(EmbeddingFailedError);
  }
});

test('[EM1] who says nothing is not waited for', async () => {
  await expect(embedderOf('silent').embed(['car'], 100)).rejects.toThrow('no answer within 100 ms');
});

test('[EM1] the egress guard holds for it', async () => {
  const before = server.embedded.length;
  await expect(embedderOf('meanings', { allow: [] }).embed(['car'], 10_000)).rejects.toThrow(EgressDeniedError);
  expect(server.embedded.length).toBe(before);
});
