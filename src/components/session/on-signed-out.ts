import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '@/server/api/root.ts';

let leaving = false;

/** Signing out is under way: what is refused from now on needs no way back. False: it failed. */
export function noteLeaving(now: boolean): void {
  leaving = now;
}

/** A call was refused because the session is over (signed out elsewhere, locked out, another role): to the sign-in, and back after it. */
export function onSignedOut(error: unknown): void {
  if (leaving || typeof window === 'undefined' || !(error instanceof TRPCClientError)) return;
  if ((error as TRPCClientError<AppRouter>).data?.code !== 'UNAUTHORIZED') return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
