// Strings that look like credentials. What is found is shown by its first characters only: a report must not spread a secret.

const PATTERNS = [
  { kind: 'private key', severity: 'high', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { kind: 'AWS access key id', severity: 'high', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { kind: 'GitHub token', severity: 'high', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/g },
  { kind: 'Slack token', severity: 'high', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/g },
  { kind: 'Google API key', severity: 'high', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  { kind: 'Stripe live key', severity: 'high', pattern: /\b[rs]k_live_[0-9A-Za-z]{20,}/g },
  { kind: 'model provider key', severity: 'high', pattern: /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}/g },
  { kind: 'signed token (JWT)', severity: 'medium', pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  {
    kind: 'password in a URL',
    severity: 'medium',
    pattern: /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:@/'"`${}<>]{1,80}:([^\s:@/'"`${}<>]{3,80})@/g,
  },
  {
    kind: 'assigned secret',
    severity: 'medium',
    pattern: /\b(?:password|passwd|secret|api_?key|access_?token|auth_?token)["']?\s{0,3}[:=]\s{0,3}["']([^\s"'`${}<>]{12,120})["']/gi,
  },
];

/** Bits per character below which an assigned value is a word or a pattern rather than a random string. */
const MIN_ENTROPY = 3.5;
const PLACEHOLDER = /example|sample|placeholder|dummy|changeme|change-me|your[-_]|xxxx|test|fake|\*\*\*|\.\.\.|postgres|password|secret/i;

/** Lines longer than this are data, in characters; scanning them would cost more than it finds. */
const MAX_LINE = 2_000;

/**
 * @param {string} text
 * @returns {Array<{kind: string, severity: 'high' | 'medium', line: number, shown: string}>} in order of lines
 */
export function findSecrets(text) {
  const found = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > MAX_LINE) continue;
    for (const { kind, severity, pattern } of PATTERNS) {
      for (const match of line.matchAll(pattern)) {
        const value = match[1] ?? match[0];
        if (match[1] !== undefined && !looksRandom(kind, value)) continue;
        found.push({ kind, severity, line: index + 1, shown: `${beginning(value)}… (${value.length} characters)` });
      }
    }
  }
  return found;
}

/** Enough to find it by, never more than a quarter: of a short password four characters would be half. */
function beginning(value) {
  return value.slice(0, Math.min(4, Math.floor(value.length / 4)));
}

function looksRandom(kind, value) {
  if (PLACEHOLDER.test(value)) return false;
  return kind === 'password in a URL' || (entropy(value) >= MIN_ENTROPY && /\d/.test(value) && /[A-Za-z]/.test(value));
}

/** Shannon entropy in bits per character. */
function entropy(text) {
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
