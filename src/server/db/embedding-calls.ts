import type { Queryable } from './queryable.ts';

export interface EmbeddingCallRow {
  id: string;
  model: string;
  texts: number;
  /** Null: the model did not say. */
  tokens: number | null;
  /** Null: nobody knows. */
  costUsd: number | null;
}

/** Notes a call that has just answered; from now on it counts in budgets (spending.ts). */
export async function insertEmbeddingCall(db: Queryable, { id, model, texts, tokens, costUsd }: EmbeddingCallRow): Promise<void> {
  await db.query({
    name: 'insert_embedding_call',
    text: 'INSERT INTO embedding_call (id, model, texts, tokens, cost_usd, ended_at) VALUES ($1, $2, $3, $4, $5, clock_timestamp())',
    values: [id, model, texts, tokens, costUsd],
  });
}
