import type { Principal } from '../../core/access/principal.ts';
import { ForbiddenError, UnauthenticatedError } from '../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import { authenticateKey } from '../../use-cases/authenticate-key.ts';
import { checkOrigin, isSafeMethod } from './origin.ts';
import { readPeer } from './peer.ts';
import { hasSessionCookie, readSession } from './session.ts';

/**
 * Who sends this request: the holder of a Bearer key, or the person of a session cookie. Null without either.
 * A cookie is only believed on requests that our own pages sent: browsers attach it to anybody's.
 * @throws UnauthenticatedError for a key that is not good, ForbiddenError for a cookie on a request of another site
 */
export async function authenticate(deps: Deps, request: { method: string; headers: Headers }): Promise<Principal | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    const principal = key === undefined ? null : await authenticateKey(deps, key);
    if (!principal) throw new UnauthenticatedError('the API key is not valid');
    return { ...principal, ip: readPeer(request.headers) };
  }
  if (!hasSessionCookie(request.headers)) return null;
  const origin = checkOrigin(deps.env, request.headers);
  if (origin === 'foreign' || (origin === 'unknown' && !isSafeMethod(request.method))) {
    throw new ForbiddenError('requests with a session must come from this site');
  }
  return readSession(deps, request.headers);
}
