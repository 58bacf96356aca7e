import { ENVIRONMENT_KEY_NAME } from './api-key.ts';

/** What the tables say about an id. */
export interface KnownName {
  name: string;
  /** Removed, revoked or retired since. */
  gone: boolean;
}

/** Characters of an unknown id that are shown, so that two of them can be told apart. */
const TAIL = 6;
const KINDS: Partial<Record<string, string>> = { user: 'former person', key: 'former key', worker: 'worker' };

/**
 * A principal's id ("user:…", "key:…", "system:sweep") in words. Somebody who was removed keeps their name; an id that nothing is known of
 * stays recognisable by its last characters.
 */
export function actorName(id: string, known: ReadonlyMap<string, KnownName>): string {
  const [kind = '', rest = ''] = id.split(/:(.*)/s, 2);
  if (kind === 'system') return rest === 'policy' ? 'policy of the workflow' : 'system';
  const found = known.get(id);
  if (found === undefined) return `${KINDS[kind] ?? kind} …${rest.slice(-TAIL)}`;
  if (kind === 'key' && found.name === ENVIRONMENT_KEY_NAME) return 'environment key';
  return kind === 'user' && found.gone ? `${found.name} (removed)` : found.name;
}
