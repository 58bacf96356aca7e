import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import superjson from 'superjson';
import { onSignedOut } from './session/on-signed-out.ts';

/** Live patches keep what is shown fresh; a refetch only covers what was not watched for a while. */
const STALE_MS = 5 * 60_000;

/** Queries begun on the server are sent along unfinished: the page streams and the browser asks nothing twice. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: onSignedOut }),
    mutationCache: new MutationCache({ onError: onSignedOut }),
    defaultOptions: {
      queries: { staleTime: STALE_MS, refetchOnWindowFocus: false, retry: 1 },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
