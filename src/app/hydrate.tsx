import 'server-only';
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { cache, type ReactNode } from 'react';
import { makeQueryClient } from '@/components/query-client.ts';
import { getPageContext } from '@/server/api/caller.ts';
import { appRouter } from '@/server/api/root.ts';

/** The query cache of the page being rendered. */
export const getQueryClient = cache(makeQueryClient);

/** Options of queries that are begun on the server, under the keys that the browser uses. */
export const trpc = createTRPCOptionsProxy({ ctx: getPageContext, router: appRouter, queryClient: getQueryClient });

/** Sends what was begun along with the page. */
export function Hydrate({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}
