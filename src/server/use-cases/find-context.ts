import { fuseRanks } from '../core/memory/fuse-ranks.ts';
import { nearestEntries } from '../core/memory/nearest.ts';
import type { FoundEntry } from '../core/memory/relevance.ts';
import { readEmbedded } from '../db/context-embeddings.ts';
import { type ContextSearch, readFoundEntries, searchContextRows } from '../db/search-context.ts';
import type { Deps } from '../deps.ts';
import { callEmbedder } from './call-embedder.ts';

/** Somebody waits for the answer, and has one by words. Milliseconds. */
const QUESTION_MS = 1_500;
/** Found by meaning, at most. */
const MOST_NEAR = 20;

type FindDeps = Pick<Deps, 'db' | 'embedder' | 'env' | 'log' | 'newId'>;

/**
 * What a search finds by words and, where a model for embeddings is set, by meaning; `rank` is made of both places. A model that does not
 * answer in time leaves what was found by words.
 *
 * @param meaning the question as a person would put it; null where only its words count
 */
export async function findContext(deps: FindDeps, search: ContextSearch, meaning: string | null): Promise<FoundEntry[]> {
  const [byWords, near] = await Promise.all([
    searchContextRows(deps.db.pool, search),
    meaning === null ? [] : findNear(deps, search, meaning),
  ]);
  if (near.length === 0) return byWords;
  const found = new Set(byWords.map(({ entry }) => entry.id));
  const scores = fuseRanks([[...found], near]);
  const others = await readFoundEntries(
    deps.db.pool,
    near.filter((id) => !found.has(id)),
  );
  return [...byWords, ...others].map((one) => ({ ...one, rank: scores.get(one.entry.id) ?? 0 }));
}

async function findNear(deps: FindDeps, search: ContextSearch, meaning: string): Promise<string[]> {
  const { db, embedder, log } = deps;
  if (embedder === null) return [];
  try {
    const [[question], entries] = await Promise.all([
      callEmbedder(deps, embedder, { texts: [meaning], timeoutMs: QUESTION_MS }),
      readEmbedded(db.pool, embedder.model, search),
    ]);
    return question === undefined ? [] : nearestEntries(question, entries, MOST_NEAR);
  } catch (error) {
    log.warn({ err: error, model: embedder.model }, 'the model for embeddings did not answer; what is known is searched by words alone');
    return [];
  }
}
