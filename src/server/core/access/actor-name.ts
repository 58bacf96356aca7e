import { ENVIRONMENT_KEY_NAME } from './api-key.ts';
import type { Principal } from './principal.ts';

/** What the tables say about an id. */
export interface KnownName {
  name: string;
  /** Removed, revoked or retired since. */
  gone: boolean;
}

/** Characters of an unknown id that are shown, so that two of them can be told apart. */
const TAIL = 6;
const KINDS: Partial<Record<string, string>> = { user: 'former person', key: 'former key', worker: 'worker' };

const ENVIRONMENT_KEY_WORDS = 'environment key';

/** What a principal is called where it is kept in words: of the key of the environment they say that it is a key. */
export const principalName = ({ kind, name }: Pick<Principal, 'kind' | 'name'>): string =>
  kind === 'key' && name === ENVIRONMENT_KEY_NAME ? ENVIRONMENT_KEY_WORDS : name;

/**
 * A principal's id ("user:…", "key:…", "system:sweep") in words. Somebody who was removed keeps their name; an id that nothing is known of
 * stays recognisable by its last characters.
 */
export function actorName(id: string, known: ReadonlyMap<string, KnownName>): string {
  const [kind = '', rest = ''] = id.split(/:(.*)/s, 2);
  if (kind === 'system') return rest === 'policy' ? 'policy of the workflow' : 'system';
  const found = known.get(id);
  if (found === undefined) return `${KINDS[kind] ?? kind} …${rest.slice(-TAIL)}`;
  if (kind === 'key' && found.name === ENVIRONMENT_KEY_NAME) return ENVIRONMENT_KEY_WORDS;
  return kind === 'user' && found.gone ? `${found.name} (removed)` : found.name;
}
