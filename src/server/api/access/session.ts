import { type Principal, ROLES, type Role } from '../../core/access/principal.ts';
import type { Deps } from '../../deps.ts';
import { readPeer } from './peer.ts';

/** Cheap look before the sign-in service is loaded: most requests carry a key, not a cookie. */
export const hasSessionCookie = (headers: Headers): boolean => headers.get('cookie')?.includes('hive.session_token=') ?? false;

/** The session's own text, by whatever name its cookie goes; empty without one. */
export const sessionText = (headers: Headers): string => /hive\.session_token=([^;]*)/.exec(headers.get('cookie') ?? '')?.[1] ?? '';

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

/**
 * The person of a session cookie; null when it is forged, expired or ended, or the person is locked out. Somebody with a password that an
 * admin made is nobody until they chose another.
 */
export async function readSession(deps: Deps, headers: Headers): Promise<Principal | null> {
  const { getAuth } = await import('./auth.ts');
  const found = await getAuth(deps, headers).api.getSession({ headers });
  if (!found || found.user.banned || found.user.mustChangePassword || !isRole(found.user.role)) return null;
  return { id: `user:${found.user.id}`, kind: 'user', name: found.user.name, role: found.user.role, ip: readPeer(headers) };
}
