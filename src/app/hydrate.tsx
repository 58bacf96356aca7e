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

/**
 * Reads what the page shows before it is rendered, so that it arrives filled. What failed is forgotten: the browser asks again, and shows
 * the failure if there still is one. (A failure rendered here would not be sent along, and the browser would render something else.)
 */
export async function prefetch(...reads: Promise<unknown>[]): Promise<void> {
  await Promise.all(reads);
  const failed = getQueryClient()
    .getQueryCache()
    .findAll({ predicate: ({ state }) => state.status === 'error' });
  for (const query of failed) getQueryClient().getQueryCache().remove(query);
}

/** Sends what was read along with the page. */
export function Hydrate({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}
