const REDACTED = '[redacted]';
/** Shorter values occur in ordinary text by chance. */
const MIN_SECRET_LENGTH = 8;
const SECRET_NAME = /auth|cookie|credential|key|pass|secret|token/i;

export type Redact = (text: string) => string;

/** Replaces what an agent was told in confidence, should it say it back. A bearer token is also found without its scheme. */
export function createRedactor(secrets: readonly string[]): Redact {
  const values = new Set<string>();
  for (const secret of secrets) {
    const bare = secret.replace(/^[A-Za-z]+ +/, '');
    for (const value of [secret, bare, jsonEscaped(secret), jsonEscaped(bare)]) if (value.length >= MIN_SECRET_LENGTH) values.add(value);
  }
  if (values.size === 0) return (text) => text;
  // The longest first, so that a value that contains another one is replaced as a whole.
  const ordered = [...values].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
}

/** The values of the headers or variables whose names say that they are secret. */
export function secretValues(named: Record<string, string>): string[] {
  return Object.entries(named).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
}

function jsonEscaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
