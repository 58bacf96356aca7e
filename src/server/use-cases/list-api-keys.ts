import { type ApiKeyRow, listApiKeyRows } from '../db/api-keys.ts';
import type { Deps } from '../deps.ts';

/** Keys, newest first, revoked ones included. `after` is the id of the last key seen. */
export async function listApiKeys(
  deps: Deps,
  page: { limit: number; after?: string },
): Promise<{ data: ApiKeyRow[]; nextCursor: string | null }> {
  const rows = await listApiKeyRows(deps.db, { limit: page.limit + 1, after: page.after ?? null });
  const data = rows.slice(0, page.limit);
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
