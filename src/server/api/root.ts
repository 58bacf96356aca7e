import { sessionRouter } from './routers/session.ts';
import { router } from './trpc.ts';

/** Everything the web app can call. One router per noun. */
export const appRouter = router({
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;
