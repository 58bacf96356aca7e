import type { FormEvent } from 'react';

/** Shortest password that is taken, characters. */
export const MIN_PASSWORD = 8;

/** Why a new password cannot be taken as it stands; null when it can. */
export function passwordFault(current: string, next: string): string | null {
  if (next.length < MIN_PASSWORD) return `At least ${MIN_PASSWORD} characters.`;
  return next === current ? 'Choose another than the one you have.' : null;
}

const REFUSALS: Partial<Record<number, string>> = {
  400: 'The current password is not right.',
  401: 'The session is over. Sign in again.',
  429: 'Too many attempts. Wait a minute, then try again.',
};

/** Changes the password of whoever is signed in; every other session of theirs ends. Answers why not, or null. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<string | null> {
  const { authClient } = await import('./auth-client.ts');
  const { error } = await authClient.changePassword({ currentPassword, newPassword, revokeOtherSessions: true });
  return error ? (REFUSALS[error.status] ?? 'The server did not take it. Try again.') : null;
}

/** Runs an act on submit instead of loading the page anew. */
export const submits = (act: () => Promise<void>) => (event: FormEvent) => {
  event.preventDefault();
  void act();
};
