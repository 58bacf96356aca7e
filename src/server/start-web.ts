import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { handleRequest } from './api/rest/handle-request.ts';
import { getDeps } from './create-deps.ts';
import { awaitDatabase } from './db/await-database.ts';
import type { Deps } from './deps.ts';
import { acceptEnvironmentKey } from './use-cases/accept-environment-key.ts';
import { createFirstAdmin } from './use-cases/first-start-admin.ts';
import { drainAudit } from './use-cases/record-audit.ts';
import { seedDemo } from './use-cases/seed-demo.ts';
import { tellVitals, type Vitals } from './use-cases/tell-vitals.ts';

/** Headers by which frameworks talk to themselves. A client that sends them wants to be taken for the framework. */
const INTERNAL_HEADERS = ['x-middleware-subrequest', 'x-middleware-subrequest-id', 'x-nonce'];

/** Methods that the web's Request refuses to hold: the framework would fail on them. As OPTIONS they end in a proper 405. */
const UNHOLDABLE_METHODS = new Set(['TRACE', 'TRACK', 'CONNECT']);

/**
 * Makes the peer's address what the socket says, before anybody reads it: the framework fills x-forwarded-for only when the client did
 * not. Node announces every request on this channel before it handles it.
 */
export function trustOnlySockets(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    for (const name of INTERNAL_HEADERS) delete request.headers[name];
    if (UNHOLDABLE_METHODS.has(request.method ?? '')) request.method = 'OPTIONS';
    request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  });
}

/** Tells a person once how to sign in: through the supervisor, which prints it before its `ready` line, or on stdout. */
function announce(deps: Deps, text: string): void {
  // In development the channel leads to the framework's own parent, which would drop it.
  if (process.send && deps.env.NODE_ENV !== 'development') process.send({ announce: text });
  else process.stdout.write(`${text}\n`);
}

/** What the server (bin/web-server.mjs) needs of the program that the framework loaded. */
interface WebDoors {
  /** The REST API, without the framework. */
  answerRest(request: Request): Promise<Response>;
  /** Before the end: stores what nobody waited for. */
  drain(): Promise<void>;
}

async function drainAll(deps: Deps, vitals: Vitals): Promise<void> {
  await Promise.all([drainAudit(deps), deps.breakers.drain(), vitals.close()]);
}

function openDoors(deps: Deps, vitals: Vitals): void {
  const { openHiveDoors } = globalThis as { openHiveDoors?: (doors: WebDoors) => void };
  // In development the framework serves everything itself.
  openHiveDoors?.({ answerRest: (request) => handleRequest(deps, request), drain: () => drainAll(deps, vitals) });
}

/**
 * What a web process does before it serves. The framework only prints what goes wrong here, and the process would stay without ever serving:
 * it ends instead, and is started again.
 */
export async function startWeb(): Promise<void> {
  trustOnlySockets();
  const deps = getDeps();
  try {
    await awaitDatabase(deps.db);
    await prepareWeb(deps);
  } catch (error) {
    deps.log.fatal({ err: error }, 'the web process cannot start');
    process.exit(1);
  }
}

async function prepareWeb(deps: Deps): Promise<void> {
  await acceptEnvironmentKey(deps);
  await deps.breakers.open();
  const first = await createFirstAdmin(deps);
  if (first) announce(deps, `first sign-in: ${first.email} ${first.password ?? '(the password in HIVE_ADMIN_PASSWORD)'}`);
  // The demo is a courtesy: an installation without it serves as well.
  await seedDemo(deps).catch((error: unknown) => deps.log.error({ err: error }, 'the demo was not set up; the next start tries again'));
  const vitals = tellVitals(deps, 'web');
  await vitals.tell();
  openDoors(deps, vitals);
}
