import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { listPersonaRows, type PersonaFilter, type StoredPersona } from '../db/personas.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.string()]);

/** Personas in order of their ids. @throws MalformedError for a foreign cursor */
export async function listPersonas(
  deps: Deps,
  { limit, after, ...filter }: PersonaFilter & { limit: number; after?: string | undefined },
): Promise<Page<StoredPersona>> {
  const rows = await listPersonaRows(deps.db, filter, { limit: limit + 1, after: decodeCursor(place, after)?.[0] });
  return cutPage(rows, limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.id]) });
}
