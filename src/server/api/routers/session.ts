import { publicProcedure, router } from '../trpc.ts';

export const sessionRouter = router({
  /** Who the caller is; null when nobody is signed in. */
  me: publicProcedure.query(({ ctx }) => ctx.principal),
});
