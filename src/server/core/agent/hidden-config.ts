import { parseTarget } from '../egress/target.ts';
import type { AgentConfig, AgentKind } from './agent.ts';
import { looksSecret } from './looks-secret.ts';

// Values of a configuration that look like secrets never leave the server. They are shown as HIDDEN; a changed configuration that
// still says HIDDEN keeps what is stored, so a form can be sent back as it was shown.

export const HIDDEN = '(set)';

function hideRecord(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, looksSecret(name, value) ? HIDDEN : value]));
}

/** Hides the values of secret-looking query parameters. Works on text, so that an odd URL is shown as it was written. */
export function hideUrl(url: string): string {
  return url.replace(/[?&][^=&#]+=[^&#]*/g, (pair) => {
    const name = pair.slice(1, pair.indexOf('='));
    const value = pair.slice(name.length + 2);
    return looksSecret(name, value) ? `${pair.slice(0, name.length + 2)}${HIDDEN}` : pair;
  });
}

const RECORD_FIELDS = ['headers', 'env'] as const;
const URL_FIELDS = ['url', 'base_url', 'card_url'] as const;

/** A configuration as people may see it. */
export function hideConfig<K extends AgentKind>(config: AgentConfig<K>): AgentConfig<K> {
  const shown: Record<string, unknown> = { ...config };
  for (const field of RECORD_FIELDS) if (shown[field] !== undefined) shown[field] = hideRecord(shown[field] as Record<string, string>);
  for (const field of URL_FIELDS) if (typeof shown[field] === 'string') shown[field] = hideUrl(shown[field]);
  return shown as AgentConfig<K>;
}

/** A configuration that was sent back, with what it still hides filled in from the stored one. */
export function restoreHidden<K extends AgentKind>(sent: AgentConfig<K>, stored: AgentConfig<K>): AgentConfig<K> {
  const restored: Record<string, unknown> = { ...sent };
  const old: Record<string, unknown> = { ...stored };
  for (const field of RECORD_FIELDS) {
    if (restored[field] === undefined) continue;
    const before = (old[field] ?? {}) as Record<string, string>;
    const values = Object.entries(restored[field] as Record<string, string>);
    restored[field] = Object.fromEntries(values.map(([name, value]) => [name, value === HIDDEN ? (before[name] ?? value) : value]));
  }
  for (const field of URL_FIELDS) {
    const before = old[field];
    if (typeof before === 'string' && restored[field] === hideUrl(before)) restored[field] = before;
  }
  return restored as AgentConfig<K>;
}

/** Scheme, host and port that a configuration sends what it holds to; null for one that calls nobody, or nowhere that can be called. */
export function placeOf(config: object): string | null {
  const urls = URL_FIELDS.map((field) => (config as Record<string, unknown>)[field]);
  const parsed = parseTarget(String(urls.find((url) => typeof url === 'string') ?? ''));
  return parsed.ok ? `${parsed.target.scheme}://${parsed.target.host}:${parsed.target.port}` : null;
}

/** The fields whose hidden values would be sent elsewhere than where they were, as "headers.authorization". */
export function findMovedSecrets(sent: object, stored: object): string[] {
  if (placeOf(sent) === placeOf(stored)) return [];
  const { headers = {} } = sent as { headers?: Record<string, string> };
  return Object.entries(headers).flatMap(([name, value]) => (value === HIDDEN ? [`headers.${name}`] : []));
}
