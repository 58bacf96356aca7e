import type { EmbeddedEntry } from '../core/memory/nearest.ts';
import type { Queryable } from './queryable.ts';
import { type ContextSearch, READABLE, readerValues } from './search-context.ts';

// What a model made of entries, one vector each, as 32-bit floats in the order of bytes of this machine's kind (little-endian everywhere we
// run). A vector of null says that the model takes no such text.

/** The newest entries that a search by meaning looks at. */
const MOST_COMPARED = 2_000;

export interface UnembeddedEntry {
  id: string;
  title: string;
  content: string;
}

/** Entries that this model has not seen, newest first. */
export async function readUnembedded(db: Queryable, model: string, limit: number): Promise<UnembeddedEntry[]> {
  const { rows } = await db.query<UnembeddedEntry>({
    name: 'read_unembedded',
    text: `SELECT e.id, e.title, e.content FROM context_entry e
      WHERE NOT EXISTS (SELECT 1 FROM context_embedding v WHERE v.entry_id = e.id AND v.model = $1) ORDER BY e.id DESC LIMIT $2`,
    values: [model, limit],
  });
  return rows;
}

/** Stores vectors of entries that are still there; what another model made of them goes. */
export async function saveEmbeddings(
  db: Queryable,
  model: string,
  embedded: readonly { id: string; vector: Float32Array | null }[],
): Promise<void> {
  await db.query({
    name: 'save_embeddings',
    text: `INSERT INTO context_embedding (entry_id, model, vector)
      SELECT e.id, $1, x.vector FROM unnest($2::uuid[], $3::bytea[]) x(id, vector) JOIN context_entry e ON e.id = x.id FOR KEY SHARE OF e
      ON CONFLICT (entry_id) DO UPDATE SET model = excluded.model, vector = excluded.vector`,
    values: [model, embedded.map(({ id }) => id), embedded.map(({ vector }) => vector && toBytes(vector))],
  });
}

/** Vectors of what the reader may see, newest entries first. */
export async function readEmbedded(
  db: Queryable,
  model: string,
  search: Pick<ContextSearch, 'reader' | 'ownerId' | 'type'>,
): Promise<EmbeddedEntry[]> {
  const { rows } = await db.query<{ id: string; vector: Buffer }>({
    name: 'read_embedded',
    text: `SELECT e.id, v.vector FROM context_entry e JOIN context_embedding v ON v.entry_id = e.id
      WHERE ${READABLE} AND ($3::uuid IS NULL OR e.agent_id = $3) AND ($4::text IS NULL OR e.type = $4)
        AND v.model = $5 AND v.vector IS NOT NULL
      ORDER BY e.id DESC LIMIT ${MOST_COMPARED}`,
    values: [...readerValues(search), model],
  });
  return rows.map(({ id, vector }) => ({ id, vector: fromBytes(vector) }));
}

function toBytes(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A copy: bytes of a row need not begin where floats may. */
function fromBytes(bytes: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
