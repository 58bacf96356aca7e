import { createHash } from 'node:crypto';
import { auditDetail, auditText } from '../core/access/audit-entry.ts';
import type { JsonObject } from '../core/json.ts';
import { appendAuditEntry, type NewAuditEntry } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

export interface Act {
  /** Id of the principal. */
  actor: string;
  /** Noun and verb: "run.cancel". */
  action: string;
  /** What it was done to: "run:<id>". */
  subject: string;
  detail?: JsonObject;
  ip?: string | null;
}

export const hashAuditEntry = (entry: NewAuditEntry, at: string, prevHash: string): string =>
  createHash('sha256')
    .update(auditText({ ...entry, at, prevHash }))
    .digest('hex');

/** Appends an act to the audit. Values of secret-sounding names are replaced before anything is written. */
export async function recordAudit(deps: Deps, act: Act): Promise<void> {
  const detail = auditDetail(act.detail ?? {}) as JsonObject;
  const entry = { actor: act.actor, action: act.action, subject: act.subject, detail, ip: act.ip ?? null };
  await appendAuditEntry(deps.db, entry, hashAuditEntry);
}
