import { type Embedder, TextsRefusedError } from '../agents/create-embedder.ts';
import { readUnembedded, saveEmbeddings, type UnembeddedEntry } from '../db/context-embeddings.ts';
import type { Deps } from '../deps.ts';
import { callEmbedder } from './call-embedder.ts';

type EmbedDeps = Pick<Deps, 'db' | 'embedder' | 'env' | 'newId'>;

/** Entries per call of the model, and calls per round: a large store is embedded over several rounds. */
const BATCH = 32;
const MOST_BATCHES = 20;
const CALL_MS = 30_000;
/** The beginning of a long entry stands for it: models take some 2,000 tokens at least. */
const MOST_CHARACTERS = 6_000;

/**
 * Has entries embedded that the model has not seen yet, also those that another model saw. Returns how many.
 * @throws what the call throws while the model is out of reach; what was done stays
 */
export async function embedContext(deps: EmbedDeps): Promise<number> {
  const { db, embedder } = deps;
  if (embedder === null) return 0;
  let done = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const entries = await readUnembedded(db.pool, embedder.model, BATCH);
    if (entries.length > 0) await saveEmbeddings(db.pool, embedder.model, await embedEntries(deps, embedder, entries));
    done += entries.length;
    if (entries.length < BATCH) break;
  }
  return done;
}

/** One text that the model refuses must not keep the others from it: they are asked for one by one then. */
async function embedEntries(
  deps: EmbedDeps,
  embedder: Embedder,
  entries: readonly UnembeddedEntry[],
): Promise<{ id: string; vector: Float32Array | null }[]> {
  try {
    const texts = entries.map(({ title, content }) => `${title}\n\n${content}`.slice(0, MOST_CHARACTERS));
    const vectors = await callEmbedder(deps, embedder, { texts, timeoutMs: CALL_MS });
    return entries.map(({ id }, at) => ({ id, vector: vectors[at] ?? null }));
  } catch (error) {
    if (!(error instanceof TextsRefusedError)) throw error;
    const [only] = entries;
    if (only !== undefined && entries.length === 1) return [{ id: only.id, vector: null }];
    const embedded = [];
    for (const entry of entries) embedded.push(...(await embedEntries(deps, embedder, [entry])));
    return embedded;
  }
}
