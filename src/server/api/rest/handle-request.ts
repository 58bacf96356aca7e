import { createHash } from 'node:crypto';
import { hasRole, type Principal } from '../../core/access/principal.ts';
import { ForbiddenError, MalformedError, MethodNotAllowedError, NotFoundError, UnauthenticatedError } from '../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import { type Answer, type IdempotencyHold, rememberAnswer } from '../../use-cases/remember-answer.ts';
import { authenticate } from '../access/authenticate.ts';
import { readPeer } from '../access/peer.ts';
import type { RequestContext } from '../context.ts';
import type { RawReply, Reply, Route } from './define-route.ts';
import { createRouteTable, type RouteTable } from './match-route.ts';
import { asHiveError, PROBLEM_HEADERS, problemHeaders, toProblem, toProblemResponse } from './problem.ts';
import { type ReadBody, readJsonBody } from './read-body.ts';
import { readMeta, readQuery } from './read-meta.ts';
import { REST_BASE } from './rest-base.ts';
import { routes } from './routes/index.ts';

const MAX_IDEMPOTENCY_KEY = 255;
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const table = createRouteTable(routes);

async function authorize(deps: Deps, route: Route, request: Request): Promise<Principal | null> {
  if (route.role === 'public') return null;
  const principal = await authenticate(deps, request);
  if (!principal) throw new UnauthenticatedError('send Authorization: Bearer hive_...');
  if (!hasRole(principal, route.role)) throw new ForbiddenError(`this needs the role ${route.role}`);
  return principal;
}

/** Only in tests: an answer that is not what the contract says fails there, and costs nothing in production. */
function checkReply(deps: Deps, route: Route, reply: Reply): void {
  if (deps.env.NODE_ENV !== 'test') return;
  const spec = route.responses[reply.status];
  if (!spec) throw new Error(`${route.method} ${route.path} answered ${reply.status}, which it does not declare`);
  spec.schema?.parse(JSON.parse(JSON.stringify(reply.body)));
}

interface Act {
  context: RequestContext;
  route: Route;
  url: URL;
  read: ReadBody;
  perform: (hold: IdempotencyHold | null) => Promise<Reply | RawReply>;
}

async function answerOf({ context, route, perform }: Act, hold: IdempotencyHold | null = null): Promise<Answer | Response> {
  try {
    const reply = await perform(hold);
    if ('raw' in reply) return reply.raw;
    checkReply(context.deps, route, reply);
    return { status: reply.status, headers: reply.headers ?? {}, body: reply.body };
  } catch (error) {
    if (asHiveError(error) === null) throw error;
    const problem = toProblem(error, context.requestId);
    return { status: problem.status, headers: { ...PROBLEM_HEADERS, ...problemHeaders(error) }, body: problem };
  }
}

/** Of nobody in particular nothing is remembered: whoever sends anything at all would fill the table, and use the keys of others. */
function readIdempotencyKey(request: Request, route: Route): string | null {
  const key = request.method === 'POST' && route.role !== 'public' ? request.headers.get('idempotency-key') : null;
  if (key === null) return null;
  if (key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY)
    throw new MalformedError(`Idempotency-Key takes 1 to ${MAX_IDEMPOTENCY_KEY} characters`);
  return key;
}

function toResponse(answer: Answer, requestId: string): Response {
  const headers = { ...ALWAYS, 'content-type': 'application/json', ...answer.headers, 'x-request-id': requestId };
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}

async function performOnce(key: string, act: Act): Promise<Answer> {
  const { context, route, url, read } = act;
  const requestHash = createHash('sha256').update(`${url.pathname}${url.search}\n`).update(read.bytes).digest('hex');
  const by = context.principal?.id ?? 'anonymous';
  const claim = { principal: by, key, route: `${route.method} ${route.path}`, requestHash, subjectId: context.deps.newId() };
  const { replayed, ...answer } = await rememberAnswer(context.deps, claim, {
    keep: route.storedBody,
    perform: async (hold) => {
      const result = await answerOf(act, hold);
      if (result instanceof Response) throw new Error(`${claim.route} answers with a stream, which cannot be remembered`);
      return result;
    },
  });
  return replayed ? { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } } : answer;
}

async function serve(
  deps: Deps,
  request: Request,
  { requestId, routesOf }: { requestId: string; routesOf: RouteTable },
): Promise<Response> {
  const url = new URL(request.url);
  const match = routesOf.match(request.method === 'HEAD' ? 'GET' : request.method, url.pathname.slice(REST_BASE.length));
  if (!match.found) {
    if (match.allow.length === 0) throw new NotFoundError('there is no such endpoint');
    throw new MethodNotAllowedError(
      `this path takes ${match.allow.join(', ')}`,
      match.allow.map((method) => ({ path: 'method', message: method })),
    );
  }
  const { route, params } = match;
  const query = readQuery(url.searchParams);
  const context = { deps, principal: await authorize(deps, route, request), ip: readPeer(request.headers), requestId };
  const meta = readMeta(request);
  const key = readIdempotencyKey(request, route);
  const read = METHODS_WITH_BODY.has(request.method)
    ? await readJsonBody(request, route.bodyLimit)
    : { value: undefined, bytes: new Uint8Array() };
  const perform = route.prepare({ context, meta, params, query, body: read.value, wire: { headers: request.headers, bytes: read.bytes } });
  const act = { context, route, url, read, perform };
  const answer = key === null ? await answerOf(act) : await performOnce(key, act);
  if (!(answer instanceof Response)) return toResponse(answer, requestId);
  answer.headers.set('x-request-id', requestId);
  if (request.method !== 'HEAD') return answer;
  // Nobody will read it: a stream would wait for its reader for ever.
  await answer.body?.cancel();
  return new Response(null, { status: answer.status, headers: answer.headers });
}

/** A caller may name its request, if the name cannot do harm in a log. */
function readRequestId(deps: Deps, request: Request): string {
  const given = request.headers.get('x-request-id');
  return given !== null && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : deps.newId();
}

/**
 * Answers one REST request: match, authenticate, parse, act. Every fault is a problem document; a 500 is a fault of ours.
 * The road is short on purpose: without an Idempotency-Key the only statement before the act is the key lookup, remembered for seconds.
 */
export async function handleRequest(deps: Deps, request: Request, routesOf: RouteTable = table): Promise<Response> {
  const requestId = readRequestId(deps, request);
  try {
    return await serve(deps, request, { requestId, routesOf });
  } catch (error) {
    return toProblemResponse(deps, error, requestId);
  }
}
