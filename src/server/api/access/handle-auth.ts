import { z } from 'zod';
import { ForbiddenError, InvalidError, MethodNotAllowedError, NotFoundError } from '../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import { endSessions } from '../../use-cases/end-sessions.ts';
import { noteNewPassword } from '../../use-cases/note-new-password.ts';
import { recordAudit } from '../../use-cases/record-audit.ts';
import { toProblemResponse } from '../rest/problem.ts';
import { readJsonBody } from '../rest/read-body.ts';
import { clearPasswordTries, clearSignIns, countPasswordTry, countSignIn } from './limit-sign-in.ts';
import { checkOrigin } from './origin.ts';
import { readPeer } from './peer.ts';
import { hasSessionCookie, sessionText } from './session.ts';

const AUTH_BASE = '/api/auth';
/** What of the sign-in library is open. It serves much more; what is not named here does not exist. */
const OPEN: Record<string, 'GET' | 'POST'> = {
  '/sign-in/email': 'POST',
  '/sign-out': 'POST',
  '/get-session': 'GET',
  '/change-password': 'POST',
};
const BODY_LIMIT = 16_384;

const credentialsSchema = z.object({ email: z.string().max(320), password: z.string().max(200) });
const signedInSchema = z.object({ user: z.object({ id: z.string(), banned: z.boolean() }) });
const changedSchema = z.object({ user: z.object({ id: z.string() }) });
const bodySchema = z.record(z.string(), z.unknown()).default({});

function checkDoor(deps: Deps, request: Request, path: string): void {
  const method = OPEN[path];
  if (method === undefined) throw new NotFoundError('there is no such endpoint');
  if (request.method !== method) throw new MethodNotAllowedError(`this path takes ${method}`, [{ path: 'method', message: method }]);
  const origin = checkOrigin(deps.env, request.headers);
  const needsOrigin = method === 'POST' && hasSessionCookie(request.headers);
  if (origin === 'foreign' || (needsOrigin && origin === 'unknown')) throw new ForbiddenError('requests must come from this site');
}

async function forward(deps: Deps, request: Request, body?: unknown): Promise<Response> {
  const { getAuth } = await import('./auth.ts');
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  const init: RequestInit = { method: request.method, headers, signal: request.signal };
  if (body !== undefined) init.body = JSON.stringify(body);
  return getAuth(deps, request.headers).handler(new Request(request.url, init));
}

async function signIn(deps: Deps, request: Request, body: Record<string, unknown>): Promise<Response> {
  const parsed = credentialsSchema.safeParse(body);
  if (!parsed.success) throw new InvalidError('send email and password');
  const attempt = { email: parsed.data.email, ip: readPeer(request.headers) };
  await countSignIn(deps, attempt);
  const response = await forward(deps, request, { ...parsed.data, rememberMe: true });
  if (!response.ok) return response;
  await clearSignIns(deps, attempt);
  const { user } = signedInSchema.parse(await response.clone().json());
  if (user.banned) {
    await endSessions(deps, user.id);
    throw new ForbiddenError('an admin has locked you out');
  }
  await recordAudit(deps, { actor: `user:${user.id}`, action: 'session.sign_in', subject: `user:${user.id}`, ip: attempt.ip });
  return response;
}

/**
 * A new password ends every other session: whoever knew the old one is out. Here a session counts whose password has to be changed first.
 * @throws InvalidError for the old password again, RateLimitedError after five wrong ones within a minute
 */
async function changePassword(deps: Deps, request: Request, body: Record<string, unknown>): Promise<Response> {
  if (body.newPassword !== undefined && body.newPassword === body.currentPassword) {
    throw new InvalidError('choose another password', [{ path: 'newPassword', message: 'is the old one' }]);
  }
  // Whoever found a session open must not find out its password, too.
  const session = sessionText(request.headers);
  await countPasswordTry(deps, session);
  const response = await forward(deps, request, { ...body, revokeOtherSessions: true });
  if (!response.ok) return response;
  await clearPasswordTries(deps, session);
  const { user } = changedSchema.parse(await response.clone().json());
  await noteNewPassword(deps, { userId: user.id, ip: readPeer(request.headers) });
  return response;
}

/** Answers the sign-in library's endpoints that are open, behind our own checks. */
export async function handleAuth(deps: Deps, request: Request): Promise<Response> {
  const requestId = deps.newId();
  try {
    const path = new URL(request.url).pathname.slice(AUTH_BASE.length);
    checkDoor(deps, request, path);
    if (request.method === 'GET') return await forward(deps, request);
    const { value } = await readJsonBody(request, BODY_LIMIT);
    const body = bodySchema.safeParse(value);
    if (!body.success) throw new InvalidError('send a JSON object');
    if (path === '/sign-in/email') return await signIn(deps, request, body.data);
    if (path === '/change-password') return await changePassword(deps, request, body.data);
    return await forward(deps, request, body.data);
  } catch (error) {
    return toProblemResponse(deps, error, requestId);
  }
}
