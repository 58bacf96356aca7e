import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Principal } from '../core/access/principal.ts';
import { ForbiddenError, MalformedError, MethodNotAllowedError, UnauthenticatedError, UnsupportedMediaTypeError } from '../core/errors.ts';
import type { Deps } from '../deps.ts';
import { authenticate } from './access/authenticate.ts';
import { checkOrigin } from './access/origin.ts';
import { readPeer } from './access/peer.ts';
import { toProblemResponse } from './rest/problem.ts';
import { parseJson, readCapped } from './rest/read-body.ts';
import { appRouter } from './root.ts';

export const TRPC_ENDPOINT = '/api/trpc';
/** Calls in one HTTP request. */
const MAX_BATCH = 20;
/** Bytes; definitions of 10,000 tasks pass. */
const BODY_LIMIT = 8 * 1_048_576;

/** A cross-site page can send a form or a `no-cors` fetch, but neither JSON nor a matching Origin. */
function checkMutation(deps: Deps, request: Request): void {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new UnsupportedMediaTypeError('send application/json');
  if (request.headers.has('authorization')) return;
  if (checkOrigin(deps.env, request.headers) !== 'same') throw new ForbiddenError('requests must come from this site');
}

/** The procedures by their dotted names: the only thing of tRPC's inside that is read here. */
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } } | undefined>;

function calledPaths(url: URL): string[] {
  try {
    return decodeURIComponent(url.pathname.slice(TRPC_ENDPOINT.length + 1)).split(',');
  } catch {
    throw new MalformedError('the path holds a broken percent escape');
  }
}

/** @throws MalformedError for too many calls, MethodNotAllowedError for a mutation by GET */
function checkCalls(request: Request): void {
  const paths = calledPaths(new URL(request.url));
  if (paths.length > MAX_BATCH) throw new MalformedError(`at most ${MAX_BATCH} calls in one request`);
  if (request.method === 'GET' && paths.some((path) => procedures[path]?._def.type === 'mutation')) {
    throw new MethodNotAllowedError('mutations take POST', [{ path: 'method', message: 'POST' }]);
  }
}

/** The body under the same rules as at the REST door, before tRPC parses it again: its own parser knows no limits. */
async function checkBody(request: Request): Promise<Request> {
  const body = await readCapped(request, BODY_LIMIT);
  if (body.byteLength > 0) parseJson(body);
  return new Request(request.url, { method: 'POST', headers: request.headers, body: body as BodyInit, signal: request.signal });
}

/** A key that is not good counts as nobody here: the procedures decide what nobody may do. */
async function principalOf(deps: Deps, request: Request): Promise<Principal | null> {
  try {
    return await authenticate(deps, request);
  } catch (error) {
    if (error instanceof UnauthenticatedError) return null;
    throw error;
  }
}

/** Answers the web app's calls: the protocol's own doors first, then tRPC. */
export async function handleTrpc(deps: Deps, request: Request): Promise<Response> {
  const requestId = deps.newId();
  try {
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new MethodNotAllowedError('GET or POST', [
        { path: 'method', message: 'GET' },
        { path: 'method', message: 'POST' },
      ]);
    checkCalls(request);
    if (request.method === 'POST') checkMutation(deps, request);
    const principal = await principalOf(deps, request);
    const context = { deps, principal, ip: readPeer(request.headers), requestId };
    return await fetchRequestHandler({
      endpoint: TRPC_ENDPOINT,
      req: request.method === 'POST' ? await checkBody(request) : request,
      router: appRouter,
      createContext: () => context,
      responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store', 'x-request-id': requestId }) }),
      onError: ({ path, error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') deps.log.error({ err: error.cause ?? error, path, requestId }, 'procedure failed');
      },
    });
  } catch (error) {
    return toProblemResponse(deps, error, requestId);
  }
}
