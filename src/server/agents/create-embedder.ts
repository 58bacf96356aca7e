import type { EgressPolicy } from '../core/egress/policy.ts';
import { isHiveError } from '../core/errors.ts';
import { startCallClock } from './call-clock.ts';
import type { EgressClient } from './egress-client.ts';
import { DEFAULT_LIMITS } from './limits.ts';

export interface Embedded {
  /** Of length 1, in the order of the texts. */
  vectors: Float32Array[];
  /** What the model read; null: it did not say. */
  tokens: number | null;
}

/** Turns texts into vectors that lie near each other where the texts mean alike. */
export interface Embedder {
  readonly model: string;
  /**
   * One vector per text. What the call costs is recorded by whoever calls (use-cases/call-embedder.ts).
   * @throws TextsRefusedError when the model takes no such texts, EgressDeniedError, EmbeddingFailedError when it may answer another time
   */
  embed(texts: readonly string[], timeoutMs: number): Promise<Embedded>;
  close(): Promise<void>;
}

/** The model answered, and will not take these texts: they are too long for it, or it finds them malformed. */
export class TextsRefusedError extends Error {}

/** The model did not answer, or not with vectors. Says why in one line; the library's own error holds the texts, which no log may get. */
export class EmbeddingFailedError extends Error {}

const REFUSALS = new Set([400, 413, 422]);

interface EmbedderOptions {
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
  policy: EgressPolicy;
}

/** A model behind an OpenAI-compatible API, called through the egress guard. Client and library are loaded with the first call. */
export function createEmbedder({ baseUrl, model, apiKey, policy }: EmbedderOptions): Embedder {
  let opened: Promise<EgressClient> | null = null;
  const open = async () => (await import('./egress-client.ts')).createEgressClient({ policy });
  return {
    model,
    async embed(texts, timeoutMs) {
      opened ??= open();
      const [client, { APICallError, embedMany }, { createOpenAICompatible }, { createModelFetch }] = await Promise.all([
        opened,
        import('ai'),
        import('@ai-sdk/openai-compatible'),
        import('./model-fetch.ts'),
      ]);
      const clock = startCallClock({ timeoutMs, signal: new AbortController().signal }, DEFAULT_LIMITS);
      try {
        const fetch = createModelFetch(client, clock, DEFAULT_LIMITS);
        const provider = createOpenAICompatible({ name: 'embedder', baseURL: baseUrl, fetch, ...(apiKey !== undefined && { apiKey }) });
        const { embeddings, usage } = await embedMany({
          model: provider.embeddingModel(model),
          values: [...texts],
          maxRetries: 0,
          abortSignal: clock.signal,
        });
        clock.stop();
        return { vectors: embeddings.map(unitVector), tokens: Number.isFinite(usage.tokens) ? usage.tokens : null };
      } catch (error) {
        if (APICallError.isInstance(error) && REFUSALS.has(error.statusCode ?? 0))
          throw new TextsRefusedError('the model takes no such text');
        if (isHiveError(error)) throw error;
        const status = APICallError.isInstance(error) ? error.statusCode : undefined;
        throw new EmbeddingFailedError(clock.ended() === null ? whyOf(error, status) : `no answer within ${timeoutMs} ms`);
      } finally {
        clock.drop();
      }
    },
    async close() {
      await (await opened)?.close();
    },
  };
}

function whyOf(error: unknown, status: number | undefined): string {
  if (status !== undefined && (status < 200 || status > 299)) return `the model answered ${status}`;
  return error instanceof RangeError ? error.message : 'the model cannot be reached, or its answer is none';
}

/** @throws RangeError when it points nowhere */
function unitVector(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) throw new RangeError('the model answered with a vector that points nowhere');
  return Float32Array.from(values, (value) => value / length);
}
