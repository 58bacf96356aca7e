import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { decideEgress, type EgressPolicy } from '../core/egress/policy.ts';
import { EgressDeniedError } from '../core/errors.ts';

/** Every address of a host. Injected so that tests can play a hostile name server. */
export type Resolve = (host: string) => Promise<string[]>;

const resolveByOs: Resolve = async (host) => (await lookup(host, { all: true, verbatim: true })).map((entry) => entry.address);

/** The name did not resolve, or not in time. */
export class NameLookupError extends Error {}

export interface DispatcherOptions {
  policy: EgressPolicy;
  connectMs: number;
  resolve?: Resolve;
}

/**
 * The HTTP client of agent calls. It resolves names itself, decides on every address a name has, connects to one of exactly these, and
 * looks at the peer of the socket once more. Addresses written in the URL take the same road: a `lookup` hook alone never sees them.
 * A refused call fails with EgressDeniedError as the cause.
 */
export function createEgressDispatcher(options: DispatcherOptions): Agent {
  return new Agent({
    // The clock of each call decides: a call may be given more time than the library's own five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (target, callback) => {
      connectGuarded(target, options).then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });
}

/**
 * A plain connection by the same road, for protocols that are not HTTP.
 * @throws EgressDeniedError, NameLookupError, and what connecting throws
 */
export function openGuardedSocket(to: { host: string; port: number }, options: DispatcherOptions): Promise<Socket> {
  return connectGuarded({ hostname: to.host, host: to.host, port: String(to.port), protocol: 'http:' }, options);
}

async function connectGuarded(target: buildConnector.Options, options: DispatcherOptions): Promise<Socket> {
  const startedAt = performance.now();
  const host = target.hostname.toLowerCase();
  const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80));
  const addresses = isIP(host) ? [host] : await resolveWithin(host, options);
  for (const address of addresses) demandAllowed({ host, port, address }, options.policy);
  const pinned: LookupFunction = (_host, hints, done) => {
    const entries = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = entries;
    if (hints.all) done(null, entries);
    else if (first) done(null, first.address, first.family);
  };
  const connect = buildConnector({
    lookup: pinned,
    autoSelectFamily: true,
    timeout: Math.max(1, options.connectMs - (performance.now() - startedAt)),
    maxCachedSessions: 0,
  });
  const socket = await new Promise<Socket>((resolve, reject) => {
    connect(target, (...[error, connected]) => (error ? reject(error) : resolve(connected)));
  });
  try {
    // Closed by the peer in the meantime: the request will find out.
    if (socket.remoteAddress !== undefined) demandAllowed({ host, port, address: socket.remoteAddress }, options.policy);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

function demandAllowed(call: { host: string; port: number; address: string }, policy: EgressPolicy): void {
  const decision = decideEgress(call, policy);
  if (!decision.allowed) {
    throw new EgressDeniedError(`${call.host}:${call.port} may not be called: ${call.address} is ${decision.reason}`);
  }
}

/** @throws NameLookupError */
async function resolveWithin(host: string, options: DispatcherOptions): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NameLookupError(`${host} did not resolve within ${options.connectMs} ms`)), options.connectMs);
  });
  try {
    const addresses = await Promise.race([(options.resolve ?? resolveByOs)(host), late]);
    if (addresses.length === 0) throw new NameLookupError(`${host} has no address`);
    return addresses;
  } catch (cause) {
    if (cause instanceof NameLookupError) throw cause;
    throw new NameLookupError(`${host} did not resolve`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
