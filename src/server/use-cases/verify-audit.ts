import { AUDIT_GENESIS } from '../core/access/audit-entry.ts';
import { readAuditChain } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { hashAuditEntry } from './record-audit.ts';

const PIECE = 1_000;

export interface AuditVerdict {
  entries: number;
  /** The first entry that does not follow from the one before; null: the chain is whole. */
  brokenAt: string | null;
}

/** Walks the whole chain. A missing tail cannot be seen from inside; compare the last hash with one noted elsewhere. */
export async function verifyAudit(deps: Deps): Promise<AuditVerdict> {
  let after = '0';
  let prevHash = AUDIT_GENESIS;
  let entries = 0;
  for (;;) {
    const rows = await readAuditChain(deps.db, after, PIECE);
    for (const row of rows) {
      const hash = hashAuditEntry(row, row.at.toISOString(), prevHash);
      if (row.prevHash !== prevHash || row.hash !== hash) return { entries, brokenAt: row.seq };
      prevHash = row.hash;
      after = row.seq;
      entries += 1;
    }
    if (rows.length < PIECE) return { entries, brokenAt: null };
  }
}
