import { actorName } from '../core/access/actor-name.ts';
import { findNames } from '../db/actor-names.ts';
import { type AuditRow, listAuditRows } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

export interface AuditView extends AuditRow {
  /** `actor` in words. */
  actorName: string;
  /** Name of the person, key, agent or run it was done to; null for other things. */
  subjectName: string | null;
}

export interface AuditPage {
  data: AuditView[];
  /** Give it as `after` for the next page; null at the end. */
  nextCursor: string | null;
}

/** The audit, newest first. `after` is the seq of the last entry seen. */
export async function listAudit(deps: Deps, page: { limit: number; after?: string; subject?: string }): Promise<AuditPage> {
  const rows = await listAuditRows(deps.db, { limit: page.limit + 1, before: page.after ?? null, subject: page.subject ?? null });
  const shown = rows.slice(0, page.limit);
  const known = await findNames(deps.db, [...new Set(shown.flatMap(({ actor, subject }) => [actor, subject]))]);
  const data = shown.map((row) => ({ ...row, actorName: actorName(row.actor, known), subjectName: known.get(row.subject)?.name ?? null }));
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.seq ?? null) : null };
}
