import { createHash } from 'node:crypto';
import { auditDetail, auditText } from '../core/access/audit-entry.ts';
import type { Principal } from '../core/access/principal.ts';
import type { JsonObject } from '../core/json.ts';
import { appendAuditEntries, type NewAuditEntry } from '../db/audit.ts';
import { createGroupCommit, type GroupCommit } from '../db/group-commit.ts';
import type { Deps } from '../deps.ts';

export interface Act {
  /** Who did it; a principal brings the address it came from. */
  actor: string | Principal;
  /** Noun and verb: "run.cancel". */
  action: string;
  /** What it was done to: "run:<id>". */
  subject: string;
  detail?: JsonObject;
  /** For an actor by id; null or absent: not known. */
  ip?: string | null;
}

export const hashAuditEntry = (entry: NewAuditEntry, at: string, prevHash: string): string =>
  createHash('sha256')
    .update(auditText({ ...entry, at, prevHash }))
    .digest('hex');

/** How long an act that nobody waits for may gather company: a burst of them is one transaction, and competes little with the acts. */
const LINGER_MS = 100;

const writers = new WeakMap<Deps, GroupCommit<NewAuditEntry, void>>();

/** Acts of the same moment share one transaction: the chain has one end, and everybody waits for its lock. */
function writerOf(deps: Deps): GroupCommit<NewAuditEntry, void> {
  const known = writers.get(deps);
  if (known) return known;
  const writer = createGroupCommit<NewAuditEntry, void>({
    name: 'audit',
    log: deps.log,
    lingerMs: LINGER_MS,
    write: async (entries) => {
      await appendAuditEntries(deps.db, entries, hashAuditEntry);
      deps.feed.publish(['audit']);
      return entries.map(() => undefined);
    },
  });
  writers.set(deps, writer);
  return writer;
}

function entryOf(act: Act): NewAuditEntry {
  const detail = auditDetail(act.detail ?? {}) as JsonObject;
  const { id, ip } = typeof act.actor === 'string' ? { id: act.actor, ip: act.ip } : act.actor;
  return { actor: id, action: act.action, subject: act.subject, detail, ip: ip ?? null };
}

/** Appends an act to the audit; resolves once it is stored. Values of secret-sounding names are replaced before anything is written. */
export async function recordAudit(deps: Deps, act: Act): Promise<void> {
  const writer = writerOf(deps);
  const stored = writer.add(entryOf(act));
  writer.hurry();
  await stored;
}

/** The same for an act that leaves a record of its own (a run names who started it): returns at once, stored a moment later, in order. */
export function recordAuditLater(deps: Deps, act: Act): void {
  writerOf(deps)
    .add(entryOf(act))
    .catch((error: unknown) => deps.log.error({ err: error }, 'audit entry not stored'));
}

/** Resolves when every act recorded so far is stored. */
export async function drainAudit(deps: Deps): Promise<void> {
  await writers.get(deps)?.drain();
}
