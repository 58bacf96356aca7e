import { AUDIT_GENESIS } from '../core/access/audit-entry.ts';
import { readAuditChain } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { hashAuditEntry } from './record-audit.ts';

const PIECE = 1_000;

export interface AuditVerdict {
  entries: number;
  /** The first entry that does not follow from the one before; null: the chain is whole. */
  brokenAt: string | null;
  /** Of the last entry that follows: noted elsewhere, it shows later whether the tail was taken away. */
  lastHash: string;
}

/** Walks the whole chain: one read per thousand entries. A missing tail cannot be seen from inside. */
export async function verifyAudit(deps: Deps): Promise<AuditVerdict> {
  let after = '0';
  let prevHash = AUDIT_GENESIS;
  let entries = 0;
  for (;;) {
    const rows = await readAuditChain(deps.db, after, PIECE);
    for (const row of rows) {
      const hash = hashAuditEntry(row, row.at.toISOString(), prevHash);
      if (row.prevHash !== prevHash || row.hash !== hash) return { entries, brokenAt: row.seq, lastHash: prevHash };
      prevHash = row.hash;
      after = row.seq;
      entries += 1;
    }
    if (rows.length < PIECE) return { entries, brokenAt: null, lastHash: prevHash };
  }
}
