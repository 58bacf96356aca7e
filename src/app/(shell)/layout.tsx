import type { Route } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { LiveProvider } from '@/components/live/use-live.tsx';
import { SessionProvider } from '@/components/session/session.tsx';
import { AppShell } from '@/components/shell/app-shell.tsx';
import { RenderedAtProvider } from '@/components/time/rendered-at.tsx';
import { DataProvider } from '@/components/trpc.tsx';
import { getPageContext } from '@/server/api/caller.ts';

/** Where to sign in, and to come back from. */
async function signInRoute(): Promise<Route> {
  const asked = (await headers()).get('x-asked-for');
  return (asked && asked !== '/overview' ? `/sign-in?next=${encodeURIComponent(asked)}` : '/sign-in') as Route;
}

/** Every page but sign-in: only for who is signed in. The procedures behind the pages check again. */
export default async function ShellLayout({ children }: { children: ReactNode }) {
  const { principal } = await getPageContext();
  if (!principal) redirect(await signInRoute());
  // What the frame itself says: it stands above everything, and a page that shows it too would find it pending in the frame's place.
  const client = getQueryClient();
  await prefetch(client.prefetchQuery(trpc.mode.state.queryOptions()), client.prefetchQuery(trpc.emergency.state.queryOptions()));
  return (
    <SessionProvider session={{ userId: principal.id.replace(/^user:/, ''), name: principal.name, role: principal.role }}>
      <RenderedAtProvider at={Date.now()}>
        <DataProvider>
          <LiveProvider>
            <Hydrate>
              <AppShell>{children}</AppShell>
            </Hydrate>
          </LiveProvider>
        </DataProvider>
      </RenderedAtProvider>
    </SessionProvider>
  );
}
