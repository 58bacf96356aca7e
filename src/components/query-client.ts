import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { TRPCClientError } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/server/api/root.ts';
import { onSignedOut } from './session/on-signed-out.ts';

/** Live patches keep what is shown fresh; a refetch only covers what was not watched for a while. */
const STALE_MS = 5 * 60_000;

/**
 * An answer that refuses (not found, not allowed) stays the same; one more try is for a server that did not answer or failed. The server
 * itself never waits for another try of its own: the page would stand still meanwhile, and the browser asks again anyway.
 */
function mayPass(failures: number, error: unknown): boolean {
  if (typeof window === 'undefined') return false;
  const status = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data?.httpStatus : undefined;
  return failures < 1 && (status === undefined || status >= 500);
}

/** Queries begun on the server are sent along unfinished: the page streams and the browser asks nothing twice. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: onSignedOut }),
    mutationCache: new MutationCache({ onError: onSignedOut }),
    defaultOptions: {
      queries: { staleTime: STALE_MS, refetchOnWindowFocus: false, retry: mayPass },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
