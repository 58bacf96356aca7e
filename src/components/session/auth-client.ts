import { createAuthClient } from 'better-auth/client';

/** Signs people in and out. Loaded only where that happens. */
export const authClient = createAuthClient();
