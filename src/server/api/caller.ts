import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { getDeps } from '../create-deps.ts';
import { readPeer } from './access/peer.ts';
import { readSession } from './access/session.ts';
import type { RequestContext } from './context.ts';
import { appRouter } from './root.ts';
import { createCallerFactory } from './trpc.ts';

/** The context of the page being rendered, once per request. A page is a read: its cookie needs no origin. */
export const getPageContext = cache(async (): Promise<RequestContext> => {
  const deps = getDeps();
  const given = await headers();
  return { deps, principal: await readSession(deps, given), ip: readPeer(given), requestId: deps.newId() };
});

/** Calls procedures on the server, in the name of whoever asked for the page. */
export const getCaller = cache(async () => createCallerFactory(appRouter)(await getPageContext()));
