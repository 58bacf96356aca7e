import type { Embedder } from '../agents/create-embedder.ts';
import { insertEmbeddingCall } from '../db/embedding-calls.ts';
import type { Deps } from '../deps.ts';

const MILLION = 1_000_000;

/**
 * Has texts embedded, and records what the call cost: it counts in the budgets of the installation.
 * @throws what the call throws; a call without an answer counts nothing
 */
export async function callEmbedder(
  { db, env, newId }: Pick<Deps, 'db' | 'env' | 'newId'>,
  embedder: Embedder,
  { texts, timeoutMs }: { texts: readonly string[]; timeoutMs: number },
): Promise<Float32Array[]> {
  const { vectors, tokens } = await embedder.embed(texts, timeoutMs);
  const price = env.HIVE_EMBEDDING_USD_PER_MTOK;
  const costUsd = tokens === null || price === undefined ? null : (tokens * price) / MILLION;
  await insertEmbeddingCall(db.pool, { id: newId(), model: embedder.model, texts: texts.length, tokens, costUsd });
  return vectors;
}
