import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { LiveProvider } from '@/components/live/use-live.tsx';
import { SessionProvider } from '@/components/session/session.tsx';
import { AppShell } from '@/components/shell/app-shell.tsx';
import { RenderedAtProvider } from '@/components/time/rendered-at.tsx';
import { DataProvider } from '@/components/trpc.tsx';
import { getPageContext } from '@/server/api/caller.ts';

/** Every page but sign-in: only for who is signed in. The procedures behind the pages check again. */
export default async function ShellLayout({ children }: { children: ReactNode }) {
  const { principal } = await getPageContext();
  if (!principal) redirect('/sign-in');
  return (
    <SessionProvider session={{ name: principal.name, role: principal.role }}>
      <RenderedAtProvider at={Date.now()}>
        <DataProvider>
          <LiveProvider>
            <AppShell>{children}</AppShell>
          </LiveProvider>
        </DataProvider>
      </RenderedAtProvider>
    </SessionProvider>
  );
}
