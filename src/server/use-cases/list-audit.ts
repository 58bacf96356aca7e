import { type AuditRow, listAuditRows } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

export interface AuditPage {
  data: AuditRow[];
  /** Give it as `after` for the next page; null at the end. */
  nextCursor: string | null;
}

/** The audit, newest first. `after` is the seq of the last entry seen. */
export async function listAudit(deps: Deps, page: { limit: number; after?: string; subject?: string }): Promise<AuditPage> {
  const rows = await listAuditRows(deps.db, { limit: page.limit + 1, before: page.after ?? null, subject: page.subject ?? null });
  const data = rows.slice(0, page.limit);
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.seq ?? null) : null };
}
