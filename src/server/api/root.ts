import { apiKeysRouter } from './routers/api-keys.ts';
import { auditRouter } from './routers/audit.ts';
import { sessionRouter } from './routers/session.ts';
import { usersRouter } from './routers/users.ts';
import { router } from './trpc.ts';

/** Everything the web app can call. One router per noun. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  session: sessionRouter,
  users: usersRouter,
});

export type AppRouter = typeof appRouter;
