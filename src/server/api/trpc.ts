import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { hasRole, type Role } from '../core/access/principal.ts';
import { type HiveError, isHiveError } from '../core/errors.ts';
import { faultsOf, firstFault } from '../core/shape-words.ts';
import type { RequestContext } from './context.ts';
import { ERROR_MAP } from './error-map.ts';
import { readInput } from './read-input.ts';
import { cutFaults } from './rest/problem.ts';
import { readStorageError } from './storage-error.ts';

export interface ProcedureMeta {
  /** Set by the procedures below; a test refuses a procedure without. */
  role?: 'public' | Role;
}

const hiveErrorOf = (error: TRPCError): HiveError | null => (isHiveError(error.cause) ? error.cause : readStorageError(error.cause));

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: { input: { serialize: (value: unknown) => superjson.serialize(value), deserialize: readInput }, output: superjson },
    // Stack traces stay on the server, whatever NODE_ENV says.
    isDev: false,
    sse: { maxDurationMs: 15 * 60_000, ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
    errorFormatter({ shape, error, ctx }) {
      const hive = hiveErrorOf(error);
      const internal = error.code === 'INTERNAL_SERVER_ERROR' && hive === null;
      const faults = cutFaults(hive?.faults ?? faultsOf(error.cause));
      const ownMessage = faults.length > 0 ? firstFault('', faults) : shape.message;
      return {
        ...shape,
        message: internal ? ERROR_MAP.internal.title : (hive?.message ?? ownMessage),
        data: {
          ...shape.data,
          /** The code of core/errors.ts; null for errors of the protocol itself. */
          hiveCode: hive?.code ?? (internal ? ('internal' as const) : null),
          faults,
          requestId: ctx?.requestId ?? null,
        },
      };
    },
  });

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const hive = hiveErrorOf(result.error);
  if (hive) throw new TRPCError({ code: ERROR_MAP[hive.code].trpc, message: hive.message, cause: hive });
  return result;
});

const requireRole = (role: Role) =>
  t.middleware(({ ctx, next }) => {
    const { principal } = ctx;
    if (!principal) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'sign in first' });
    if (!hasRole(principal, role)) throw new TRPCError({ code: 'FORBIDDEN', message: `needs the role ${role}` });
    return next({ ctx: { ...ctx, principal } });
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Open to everybody. */
export const publicProcedure = t.procedure.meta({ role: 'public' }).use(mapErrors);
/** Everybody who is signed in. */
export const viewerProcedure = t.procedure.meta({ role: 'viewer' }).use(mapErrors).use(requireRole('viewer'));
/** May change what runs: execute, cancel, drain. */
export const operatorProcedure = t.procedure.meta({ role: 'operator' }).use(mapErrors).use(requireRole('operator'));
/** May change who and what is trusted: keys, people, command agents. */
export const adminProcedure = t.procedure.meta({ role: 'admin' }).use(mapErrors).use(requireRole('admin'));
