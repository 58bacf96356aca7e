import { canonicalJson } from '../canonical-json.ts';
import type { JsonObject, JsonValue } from '../json.ts';

// One line of the audit. Entries form a chain: each carries the hash of the one before, so that a changed, removed or inserted line shows.

/** The hash before the first entry. */
export const AUDIT_GENESIS = '0'.repeat(64);

export interface AuditContent {
  /** ISO 8601, milliseconds, UTC. */
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: JsonObject;
  ip: string | null;
  prevHash: string;
}

/** The text whose SHA-256 is the entry's hash. */
export function auditText(entry: AuditContent): string {
  return canonicalJson([entry.prevHash, entry.at, entry.actor, entry.action, entry.subject, entry.detail, entry.ip]);
}

const SECRET_NAME = /pass(word|phrase)?|secret|token|authorization|cookie|api_?key|credential/i;
const REDACTED = '[redacted]';
/** Characters of one text kept in an entry. */
const MAX_TEXT = 2_000;
const MAX_DEPTH = 8;

/** What of a detail may be kept for ever: no values of secret-sounding names, no long texts, nothing that storage refuses. */
export function auditDetail(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'string')
    return value
      .slice(0, MAX_TEXT)
      .replaceAll('\u0000', '\ufffd')
      .replace(/\p{Cs}/gu, '\ufffd');
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => auditDetail(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRET_NAME.test(key) ? REDACTED : auditDetail(item, depth + 1)]),
  );
}
