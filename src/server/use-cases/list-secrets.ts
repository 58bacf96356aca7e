import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { listSecretRows, type SecretInfo } from '../db/secrets.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.string()]);

/** Names of stored secrets, in order; never their values. @throws MalformedError for a foreign cursor */
export async function listSecrets(deps: Deps, page: { limit: number; after?: string | undefined }): Promise<Page<SecretInfo>> {
  const after = decodeCursor(place, page.after)?.[0];
  const rows = await listSecretRows(deps.db, { limit: page.limit + 1, after });
  return cutPage(rows, page.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.name]) });
}
