'use client';
import { createContext, type ReactNode, useContext } from 'react';
import { ROLES, type Role } from '@/server/core/access/principal.ts';

export interface Session {
  userId: string;
  name: string;
  role: Role;
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in. Only below the signed-in layout. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of the signed-in layout');
  return session;
}

/** Whether to offer an act. The server decides again. */
export function useAllowed(role: Role): boolean {
  return ROLES.indexOf(useSession().role) >= ROLES.indexOf(role);
}
